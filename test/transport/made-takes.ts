// A take as the pipeline hands it over, with nothing in it that a queue looks at. For tests only.
import { secondsToTicks, type ScoreResult } from '@framescore/contract';
import type { MadeTake } from '../../native-host/src/score-job-ports.js';

export const ticks = (seconds: number) => String(secondsToTicks(seconds));
const result = (durationSeconds: number) =>
  ({
    schemaVersion: 1,
    bundle: { id: 'b', version: '1', family: 'score', sha256: '' },
    request: {
      mediaPath: 'm',
      controls: { style: 'auto', intensity: 50, sync: 80, seed: 1 },
      outputs: { directory: 'd', stems: false, midi: false, preview: false },
    },
    audio: {
      path: 'score.wav',
      durationSeconds,
      sampleCount: 0,
      sampleRateHz: 48_000,
      channels: 2,
      loudnessLufs: -16,
      truePeakDbtp: -1,
      stems: [],
      midiPath: null,
      previewPath: null,
    },
    style: 'lofi',
    styleScores: {},
    tempoBpm: 90,
    plannedTempoBpm: 90,
    tempoMap: [],
    beats: [],
    downbeats: [],
    cues: [],
    sync: {
      cueCount: 0,
      reachableCount: 0,
      hitCount: 0,
      recall: null,
      chanceRecall: null,
      onsetLiftZ: null,
      onsetLiftP: null,
    },
    timings: {},
    tokens: [[1, 2]],
    composition: {} as ScoreResult['composition'],
    warnings: [],
  }) as ScoreResult;

export const madeTake = (change: Partial<MadeTake> = {}): MadeTake => ({
  take: 1,
  version: 1,
  wavPath: '/scores/score.wav',
  resultPath: '/scores/score.json',
  rangeWavPath: null,
  rangeSeconds: [0, 10],
  similarity: 0.5,
  result: result(10),
  ...change,
});
