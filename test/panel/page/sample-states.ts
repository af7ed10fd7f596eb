// States of the panel for pictures and screen tests, with the values of a plausible sequence. Data only.
import type { ScoreJob, ScoreTake, ScoredCue, TickRange } from '@framescore/contract';
import type { PanelModel } from '../../../plugin/src/controls.js';
import type { HostWays, PlacedScore, RangeSummary } from '../../../plugin/src/ports.js';
import { formatTimecode } from '../../../plugin/src/premiere/timecode.js';
import { FIRST_STATE, type ScoreState } from '../../../plugin/src/score-state.js';

const TICKS = 254_016_000_000n;
const ticksOf = (seconds: number) => String(BigInt(Math.round(seconds * 1000)) * (TICKS / 1000n));
export const rangeOf = (start: number, end: number): TickRange => ({
  startTicks: ticksOf(start),
  endTicks: ticksOf(end),
});

export const MODELS: PanelModel[] = [
  {
    id: 'small',
    version: '1',
    family: 'score',
    isDefault: true,
    styles: [
      { id: 'ambient', name: 'Ambient', tempoRangeBpm: [60, 90] },
      { id: 'cinematic', name: 'Cinematic', tempoRangeBpm: [70, 140] },
      { id: 'house', name: 'House', tempoRangeBpm: [118, 130] },
      { id: 'piano', name: 'Piano', tempoRangeBpm: [60, 120] },
    ],
  },
];

export const HOST_WAYS: HostWays = {
  canStart: true,
  launcher: '“FrameScore Host” in your Applications folder',
};

const SECONDS = 24;
export const SCORE_RANGE = rangeOf(4, 4 + SECONDS);

const CUE_BEATS = [2, 4, 7, 8, 12, 14, 16, 20, 23, 24, 28, 32, 34, 36, 40, 44];

/** Sixteen cuts at an even tempo, of which two are missed. */
function sampleCues(): ScoredCue[] {
  return CUE_BEATS.map((beat, index) => {
    const distanceMs = index === 4 || index === 11 ? 132 : (index % 5) * 9 - 18;
    return {
      timeSeconds: Math.min(SECONDS - 0.1, beat * 0.5 - distanceMs / 1000),
      kind: 'clip-cut',
      weight: 0.8,
      nearestBeatSeconds: beat * 0.5,
      distanceMs,
      distanceFrames: distanceMs / 40,
      reachable: true,
    };
  });
}

function sampleResult(bpm: number, seed: number): ScoreTake['result'] {
  const beatSeconds = 60 / bpm;
  const beats = Array.from({ length: Math.floor(SECONDS / beatSeconds) }, (_, index) => index * beatSeconds);
  const cues = sampleCues();
  return {
    schemaVersion: 1,
    bundle: { id: 'small', version: '1', family: 'score', sha256: 'ab'.repeat(32) },
    request: {
      mediaPath: '/media/trailer.mov',
      controls: { style: 'auto', intensity: 60, sync: 80, seed },
      outputs: { directory: '/scores', stems: false, midi: false, preview: false },
    },
    audio: {
      path: 'score.wav',
      durationSeconds: SECONDS,
      sampleCount: SECONDS * 48_000,
      sampleRateHz: 48_000,
      channels: 2,
      loudnessLufs: -16,
      truePeakDbtp: -1.2,
      stems: [],
      midiPath: null,
      previewPath: null,
    },
    style: 'cinematic',
    styleScores: { cinematic: 0.6, piano: 0.51, ambient: 0.44, house: 0.1 },
    tempoBpm: bpm,
    plannedTempoBpm: bpm,
    tempoMap: [{ timeSeconds: 0, bpm }],
    beats,
    downbeats: beats.filter((_, index) => index % 4 === 0),
    cues,
    sync: {
      cueCount: 16,
      hitCount: 14,
      reachableCount: 15,
      recall: 0.875,
      chanceRecall: 0.28,
      onsetLiftZ: 4.1,
      onsetLiftP: 0.001,
    },
    timings: { frames: 12, tokens: 11, audio: 6, write: 1 },
    warnings: [
      {
        code: 'cut-not-aligned',
        atSeconds: 5.9,
        detail: 'This cut lies between two beats: no even tempo in your range reaches it.',
      },
    ],
  };
}

export function sampleTake(take: number, version = 1, bpm = 120): ScoreTake {
  return {
    take,
    version,
    wavPath: `/scores/take-${take}.v${version}.wav`,
    rangeWavPath: version > 1 ? `/scores/take-${take}.v${version}.range.wav` : null,
    range: SCORE_RANGE,
    similarity: 0.4 - take / 20,
    result: sampleResult(bpm, 7 + take),
  };
}

export function sampleJob(overrides: Partial<ScoreJob> = {}): ScoreJob {
  return {
    jobId: 'job-1',
    kind: 'compose',
    baseJobId: null,
    state: 'done',
    createdAt: '2026-11-23T12:00:00Z',
    sequenceGuid: 'sequence-1',
    sequenceName: 'Night train, cut 3',
    range: SCORE_RANGE,
    progress: null,
    takes: [sampleTake(1), sampleTake(2, 1, 112), sampleTake(3, 1, 128)],
    problem: null,
    ...overrides,
  };
}

export const PLACED: PlacedScore = {
  jobId: 'job-1',
  take: 1,
  version: 1,
  range: SCORE_RANGE,
  parts: [SCORE_RANGE],
  trackName: 'FrameScore',
  markers: { isOn: true, everyNth: 1, areDownbeatsColoured: true },
  markerCount: 48,
  settings: '{"style":"cinematic","intensity":60,"sync":80,"seed":8}',
};

export const SAMPLE_RANGE: RangeSummary = {
  sequenceGuid: 'sequence-1',
  sequenceName: 'Night train, cut 3',
  ticksPerFrame: '10160640000',
  range: SCORE_RANGE,
  rangeSource: 'in-out',
  timecodes: { start: '00:00:04:00', end: '00:00:28:00', duration: '00:00:24:00' },
  timecodeAt: (ticks) => formatTimecode(ticks, { ticksPerFrame: 10_160_640_000n, isDropFrame: false }),
  clipCount: 17,
  scores: [],
  placed: null,
  replaced: [],
};

const IDLE: ScoreState = {
  ...FIRST_STATE,
  connection: { state: 'ready', hostVersion: '0.1.0' },
  models: MODELS,
  range: SAMPLE_RANGE,
};
const REPLACED = [{ jobId: 'job-1', isWhole: true, start: '00:00:04:00', end: '00:00:28:00' }];
/** The range with the score in it. */
export const SCORED_RANGE: RangeSummary = {
  ...SAMPLE_RANGE,
  scores: [PLACED],
  placed: PLACED,
  replaced: REPLACED,
};
const SCORED: ScoreState = { ...IDLE, range: SCORED_RANGE, jobs: [sampleJob()] };
const composing = (progress: NonNullable<ScoreState['activity']>['progress'], isCancelling = false) => ({
  command: 'generate' as const,
  progress,
  isCancelling,
});

/** Every state that the documents show, by file name. */
export const SAMPLE_STATES = {
  connecting: FIRST_STATE,
  'host-missing': { ...FIRST_STATE, connection: { state: 'unreachable' } },
  'network-denied': {
    ...FIRST_STATE,
    connection: {
      state: 'denied',
      reason: 'Permission denied to the url ws://localhost:47321. Manifest entry not found.',
    },
  },
  outdated: { ...FIRST_STATE, connection: { state: 'outdated', hostVersion: '0.0.9', isHostOlder: true } },
  pairing: { ...FIRST_STATE, connection: { state: 'unpaired' } },
  'pairing-code': { ...FIRST_STATE, connection: { state: 'unpaired' }, isCodeShown: true },
  'no-sequence': { ...IDLE, range: null },
  ready: IDLE,
  reading: { ...IDLE, activity: composing({ step: 'reading' }) },
  composing: {
    ...IDLE,
    activity: composing({
      step: 'composing',
      jobId: 'job-1',
      stage: 'tokens',
      fraction: 0.42,
      secondsLeft: 23,
    }),
  },
  cancelling: {
    ...IDLE,
    activity: composing(
      { step: 'composing', jobId: 'job-1', stage: 'audio', fraction: 0.7, secondsLeft: 9 },
      true,
    ),
  },
  'host-lost': {
    ...IDLE,
    connection: { state: 'unreachable' },
    activity: composing({ step: 'waiting-for-host', jobId: 'job-1' }),
  },
  empty: {
    ...IDLE,
    range: {
      ...SAMPLE_RANGE,
      range: rangeOf(0, 0),
      rangeSource: 'sequence',
      timecodes: { start: '00:00:00:00', end: '00:00:00:00', duration: '00:00:00:00' },
      clipCount: 0,
    },
  },
  placed: { ...SCORED, notice: 'The score is on the timeline. 2 undos take it back.' },
  'range-inside': {
    ...SCORED,
    range: {
      ...SCORED_RANGE,
      range: rangeOf(10, 15),
      timecodes: { start: '00:00:10:00', end: '00:00:15:00', duration: '00:00:05:00' },
      clipCount: 4,
      replaced: [{ jobId: 'job-1', isWhole: false, start: '00:00:10:00', end: '00:00:15:00' }],
    },
  },
  problem: {
    ...IDLE,
    problem: {
      code: 'media-unreadable',
      detail: 'B-cam 014.R3D: no decoder. Attach a proxy to this clip and try again.',
      command: 'generate',
    },
  },
  removed: {
    ...IDLE,
    jobs: [sampleJob()],
    notice: 'The score is off the timeline. Its takes are still here.',
  },
} satisfies Record<string, ScoreState>;

export type SampleName = keyof typeof SAMPLE_STATES;
