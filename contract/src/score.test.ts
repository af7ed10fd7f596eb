import { expect, test } from '@jest/globals';
import { scoreControls, scoreRequest, scoreResult, type ScoreResult } from './score.js';

const request = scoreRequest.parse({
  mediaPath: 'a.mp4',
  controls: { seed: 7 },
  outputs: { directory: 'a.score' },
});

const result: ScoreResult = {
  schemaVersion: 1,
  bundle: { id: 'small', version: '1.0.0', family: 'score', sha256: 'a'.repeat(64) },
  request,
  audio: {
    path: 'score.wav',
    durationSeconds: 2,
    sampleCount: 96_000,
    sampleRateHz: 48_000,
    channels: 2,
    loudnessLufs: -16,
    truePeakDbtp: -1.2,
    stems: [],
    midiPath: null,
    previewPath: null,
  },
  style: 'lofi',
  styleScores: { lofi: 0.4, rock: -0.1 },
  tempoBpm: 84,
  plannedTempoBpm: 84,
  tempoMap: [{ timeSeconds: 0, bpm: 84 }],
  beats: [0.1, 0.81],
  downbeats: [0.1],
  cues: [
    {
      timeSeconds: 0.8,
      kind: 'cut',
      weight: 1,
      nearestBeatSeconds: 0.81,
      distanceMs: 10,
      distanceFrames: 0.25,
      reachable: true,
    },
  ],
  sync: {
    cueCount: 1,
    reachableCount: 1,
    hitCount: 1,
    recall: 1,
    chanceRecall: 0.2,
    onsetLiftZ: 3.4,
    onsetLiftP: 0.001,
  },
  timings: { frames: 0.2 },
  composition: {
    version: 1,
    takeNumber: 1,
    ranges: [],
    gainDb: 2.5,
    barPhase: 0,
    stepSeconds: [0, 0.125, 0.25],
    accents: [2, 0],
    energy: [7, 7],
    sectionSteps: [0],
    endingStep: 1,
    tokenRateHz: null,
  },
  tokens: [[0, 1, 2]],
  warnings: [{ code: 'cut-not-aligned', detail: 'One cut.' }],
};

test('a request needs a file, a seed and a folder; the rest has defaults', () => {
  expect(request.controls).toEqual({ style: 'auto', intensity: 50, sync: 80, seed: 7 });
  expect(request.outputs).toEqual({ directory: 'a.score', stems: false, midi: false, preview: false });
  expect(request.rangeSeconds).toBeUndefined();
});

test('a result survives the way through a file', () => {
  expect(scoreResult.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
});

test('a score without cuts says null where a share would be', () => {
  const sync = { ...result.sync, cueCount: 0, hitCount: 0, recall: null, chanceRecall: null };
  expect(scoreResult.safeParse({ ...result, cues: [], sync }).success).toBe(true);
});

test.each([
  ['an intensity above 100', { intensity: 101 }],
  ['a negative sync', { sync: -1 }],
  ['a seed that is no whole number', { seed: 0.5 }],
  ['a seed beyond 32 bits', { seed: 2 ** 32 }],
  ['a tempo that is one number', { tempoBpm: 120 }],
  ['a style that is no text', { style: 3 }],
])('%s is refused', (_, wrong) => {
  expect(scoreControls.safeParse({ seed: 1, ...wrong }).success).toBe(false);
});

test.each([
  ['a time before the start', { beats: [-0.1] }],
  ['a share above 1', { sync: { ...result.sync, recall: 1.2 } }],
  ['an unknown kind of cue', { cues: [{ ...result.cues[0], kind: 'wipe' }] }],
  ['another version of the file', { schemaVersion: 2 }],
  ['a token that is no whole number', { tokens: [[0.5]] }],
])('a result with %s is refused', (_, wrong) => {
  expect(scoreResult.safeParse({ ...result, ...wrong }).success).toBe(false);
});
