// The edge of the contract: everything that panel and host agree on.
export { PROBLEMS, ScoreError, isCancelled, type ProblemCode } from './problem.js';
export { STAGES, type Progress, type Run, type Stage } from './run.js';
export {
  TICKS_PER_SECOND,
  frameSeconds,
  parseTime,
  secondsToSamples,
  secondsToTicks,
  ticksToSeconds,
  type FrameRate,
} from './time.js';
export {
  MODEL_SCHEMA_VERSION,
  modelManifest,
  type ModelManifest,
  type StyleEntry,
} from './model-manifest.js';
export {
  LONGEST_SECONDS,
  SHORTEST_SECONDS,
  TEMPO_LIMITS_BPM,
  cueKinds,
  scoreControls,
  scoreRequest,
  scoreResult,
  type CueKind,
  type ScoreControls,
  type ScoreRequest,
  type ScoreResult,
  type ScoreWarning,
  type ScoredCue,
  type SyncScore,
} from './score.js';
