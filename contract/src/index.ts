// The edge of the contract: everything that panel and host agree on.
export { PROBLEMS, ScoreError, isCancelled, type ProblemCode } from './problem.js';
export { STAGES, type Progress, type Run, type Stage } from './run.js';
export {
  TICKS_PER_SECOND,
  frameSeconds,
  parseTime,
  secondsToCoveringSamples,
  secondsToSamples,
  secondsToTicks,
  ticksToSeconds,
  type FrameRate,
} from './time.js';
export {
  droppedNumbers,
  formatTimecode,
  hasDropFrame,
  isTimecode,
  nominalRate,
  readTimecode,
  type FrameCounting,
  type TimecodeReading,
} from './timecode.js';
export {
  MODEL_SCHEMA_VERSION,
  modelManifest,
  statusOf,
  type CodecEntry,
  type ModelManifest,
  type StyleEntry,
} from './model-manifest.js';
export {
  LONGEST_SECONDS,
  SHORTEST_SECONDS,
  TEMPO_LIMITS_BPM,
  cueKinds,
  previewSounds,
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
export { type Composition } from './composition.js';
export { scoreSource, type ScoreSource } from './score-source.js';
export {
  clipKinds,
  tickRange,
  ticks,
  timelineSnapshot,
  type ClipKind,
  type ExportedFrame,
  type RemapPoint,
  type TickRange,
  type TimelineClip,
  type TimelineMarker,
  type TimelineSequence,
  type TimelineSnapshot,
  type TimelineTrack,
} from './timeline.js';
export { parseTimeline, unusableTimeline } from './parse-timeline.js';
export { exportedFrames, mapTimelinePaths, timelinePaths } from './timeline-paths.js';
export {
  HOST_PORTS,
  LARGEST_MESSAGE_BYTES,
  MOST_VARIATIONS,
  WIRE_METHODS,
  WIRE_NOTIFICATIONS,
  WIRE_PROTOCOL,
  jobStates,
  scoreJob,
  scoreTake,
  wireProblem,
  type JobState,
  type ScoreJob,
  type ScoreTake,
  type WireEvent,
  type WireMethod,
  type WireNotification,
  type WireParams,
  type WireProblem,
  type WireRequest,
  type WireResult,
} from './wire.js';
export { makeWireProblem, wireProblemOf } from './wire-problem.js';
