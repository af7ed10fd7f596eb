import { describe, expect, test } from '@jest/globals';
import { scoreResult, type ScoreRequest } from '@framescore/contract';
import { nearestTime, reportScore, type ReportInput } from './report-score.js';

const request: ScoreRequest = {
  mediaPath: 'clip.mp4',
  controls: { style: 'auto', intensity: 50, sync: 80, seed: 1 },
  outputs: { directory: 'out', stems: false, midi: false, preview: false },
};
const cue = (timeSeconds: number, achievable: boolean) => ({
  cue: { timeSeconds, kind: 'cut' as const, weight: 1 },
  nearestBeatSeconds: timeSeconds,
  distanceMs: 0,
  level: 'beat' as const,
  levelDistanceMs: 0,
  achievable,
});

function input(beats: number[], tempoBpm = 120): ReportInput {
  return {
    request,
    source: { frameRate: { numerator: 25, denominator: 1 } },
    style: {
      id: 'house',
      index: 3,
      tempoRangeBpm: [112, 134],
      usualTempoBpm: [112, 134],
      scores: { house: 0.5 },
      unusualTempo: false,
    },
    plan: {
      durationSeconds: 10,
      tempoBpm: 120,
      beats: Float64Array.from(beats),
      downbeatIndex: 0,
      beatsPerBar: 4,
      steps: { count: 80, timesSeconds: new Float64Array(81) },
      barPhase: 0,
      accents: new Uint8Array(80),
      accentCue: new Int32Array(80),
      energy: new Uint8Array(80),
      sectionSteps: Int32Array.of(0),
      endingStep: 72,
      tailSteps: 7,
      tempoMap: [{ timeSeconds: 0, bpm: 120 }],
      cueReport: [cue(2.04, true), cue(5.25, false)],
      reachableCutCount: 1,
      objective: 1,
    },
    music: {
      sampleCount: 480_000,
      loudnessLufs: -16,
      truePeakDbtp: -1.2,
      gainDb: 3.5,
      tokens: [[1]],
      warnings: [],
    },
    heard: {
      beatsSeconds: beats,
      downbeatsSeconds: [],
      tempoBpm,
      sync: { cueCount: 2, hitCount: 1, recall: 0.5, chanceRecall: 0.28, onsetLiftZ: 3, onsetLiftP: 0.01 },
    },
    bundle: { id: 'small', version: '1.0.0', family: 'score', sha256: 'a'.repeat(64) },
    tokenRateHz: null,
    takeNumber: 1,
  };
}

describe('reportScore', () => {
  const beats = Array.from({ length: 20 }, (_, i) => i / 2);

  test('is a result of the contract and states the exact length', () => {
    const result = scoreResult.parse(reportScore(input(beats)));
    expect(result.audio).toMatchObject({ sampleCount: 480_000, durationSeconds: 10 });
  });

  test('gives the distance of the nearest heard beat, early as negative, in milliseconds and frames', () => {
    const [first] = reportScore(input(beats)).cues;
    expect(first).toMatchObject({ nearestBeatSeconds: 2, distanceMs: -40, distanceFrames: -1 });
  });

  test('warns of a missed cut, and says whether a wider tempo range would help', () => {
    const { warnings } = reportScore(input(beats));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatchObject({ code: 'cut-not-aligned', atSeconds: 5.25 });
    expect(warnings[0]!.detail).toMatch(/250 ms.*wider tempo range/);
  });

  test('warns when the tempo heard is not the tempo planned', () => {
    const codes = reportScore(input(beats, 90)).warnings.map(({ code }) => code);
    expect(codes).toContain('tempo-not-heard');
  });

  test('has no distances when no beat was heard', () => {
    const result = reportScore(input([]));
    expect(result.cues[0]).toMatchObject({
      nearestBeatSeconds: null,
      distanceMs: null,
      distanceFrames: null,
    });
    expect(result.warnings.map(({ code }) => code)).toContain('no-beats');
  });
});

test('nearestTime finds the nearest of sorted times, the earlier one in a tie', () => {
  const times = [1, 2, 4];
  expect(nearestTime(times, 0)).toBe(1);
  expect(nearestTime(times, 3)).toBe(2);
  expect(nearestTime(times, 3.1)).toBe(4);
  expect(nearestTime(times, 9)).toBe(4);
  expect(nearestTime([], 1)).toBeUndefined();
});
