// What the pipeline needs of the world. `main` joins these types with the adapters; nothing here knows an adapter.
import type {
  ModelManifest,
  Run,
  ScoreError,
  ScoreRequest,
  ScoreResult,
  TimelineSnapshot,
} from '@framescore/contract';
import type { Plan } from './core/plan/plan.js';
import type { Joins } from './core/plan/range-joins.js';
import type { InfillRun, InfillTask } from './core/sampling/infill-run.js';
import type { RunLimit } from './core/sampling/run-limits.js';
import type { StartTimecode } from './core/timeline/film-timecode.js';
import type { ReadQuality } from './core/timeline/shot-warnings.js';
import type { TimedFrame } from './core/video/frame-sampler.js';
import type { Compute } from './compute/compute.js';
import type { Sound } from './sound/sound.js';

export type Stem = { name: string; sound: Sound };

export type MediaInfo = {
  durationSeconds: number;
  /** What the header says in its place: more than a second longer where the file is cut off. */
  statedSeconds: number;
  hasVideo: boolean;
  hasAudio: boolean;
  frameRate: { numerator: number; denominator: number };
  widthPx: number;
  heightPx: number;
  /** A single picture, which lasts as long as asked; its duration is 0. */
  isStill: boolean;
  /** Of a still in a timeline: whether the picture with the next number lies beside it. */
  isFollowed?: boolean;
  /** Where the film is a series of numbered pictures. `missing`: numbers that are not there, as they are written. */
  numbered?: { pattern: string; count: number; missing: readonly string[]; isRateGiven: boolean };
  /** When the first frame is shown; above 0 where the sound begins first. */
  startSeconds: number;
  /** The timecode of the first frame; null where the file has none. */
  startTimecode: StartTimecode | null;
};

export type PictureSize = { widthPx: number; heightPx: number };
export type PictureRange = { path: string; startSeconds: number; endSeconds: number };

export type FrameSummary = {
  /** Range time at which the file's picture ends, where that is before the end of the range; else null. */
  pictureEndSeconds: number | null;
} & ReadQuality;
/** `summary` is null until the frames have been read. */
export type FrameStream = AsyncIterable<TimedFrame> & { summary(): FrameSummary | null };

/** A frame of one of many ranges at its time in that range, and after the last one how the range ended. */
export type PictureEvent =
  | ({ kind: 'frame'; index: number } & TimedFrame)
  | { kind: 'end'; index: number; summary: FrameSummary }
  | { kind: 'failed'; index: number; problem: ScoreError };

export type FileIdentity = { sizeBytes: number; fingerprint: string };

export type MediaPort = {
  /** A file, or numbered pictures by a pattern or the folder that holds them; `pictureRateFps` is of no meaning elsewhere. */
  probeMedia(path: string, run: Run, pictureRateFps?: number): Promise<MediaInfo>;
  /** Every native frame of [start, end) by presentation time, times counted from the start. */
  readFrames(
    request: PictureRange & PictureSize & { pictureRateFps?: number | undefined },
    run: Run,
  ): FrameStream;
  /** What each file is, or why it cannot be read. */
  probeFiles(paths: readonly string[], run: Run): Promise<Map<string, MediaInfo | ScoreError>>;
  /** Ranges of many files, one after the other; one that cannot be read fails alone. */
  readPictures(
    request: { ranges: readonly PictureRange[] } & PictureSize,
    run: Run,
  ): AsyncIterable<PictureEvent>;
  /** Throws media-missing or timeline-invalid. */
  readTimeline(path: string, run: Run): Promise<TimelineSnapshot>;
  /** The same unread, for whoever reads it elsewhere. */
  readTimelineText(path: string, run: Run): Promise<string>;
  /** Where the files that a timeline names are now, as far as that is elsewhere. `formerPath`: where the timeline was when it was written. `guessed`: those of which only the name is the same. */
  findPlaces(
    paths: readonly string[],
    timelinePath: string,
    formerPath?: string,
  ): Promise<{ places: Map<string, string>; guessed: string[] }>;
  /** By what a file is known again; undefined where there is none. */
  identifyFile(path: string): Promise<FileIdentity | undefined>;
  /** In bytes; undefined where there is no file. */
  fileSize(path: string): Promise<number | undefined>;
};

export type ModelPort = {
  readonly manifest: ModelManifest;
  readonly bundle: ScoreResult['bundle'];
  start(signal: AbortSignal): Promise<void>;
  encodeVideo(batches: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<PictureSummary>;
  /** Samples the take of a seed; each step is [K]. */
  runTokens(request: TokenRun, signal: AbortSignal): AsyncIterable<{ tokens: Int32Array }>;
  /** Codes of sound [F, K] to samples [C, N], for a bundle with a codec; also while `runTokens` goes on. */
  decodeCodes(part: { codes: Int32Array; firstFrame: number }, signal: AbortSignal): Promise<Float32Array>;
  /** A token matrix [T, K] in the space of pictures [E]; null where the bundle has no ear for it. */
  embedMusic(tokens: Int32Array, signal: AbortSignal): Promise<Float32Array | null>;
  trackBeats(mel: Float32Array, bands: number, signal: AbortSignal): Promise<Float32Array>;
};

/** The picture as the model sees it as a whole; the video tokens themselves stay in the engine. */
export type PictureSummary = { embedding: Float32Array; beatLogits: Float32Array; tokenCount: number };

/** What the model is asked to write: conditions [T, C], the video token seen at each step [T], tokens that are given [G, K], -1 where free. */
export type TokenRun = {
  conditions: Int32Array;
  videoIndex: Int32Array;
  seed: number;
  runLimits: readonly RunLimit[];
  forced?: Int32Array;
  /** A step behind given ones that follows "before the beginning". */
  restart?: number;
};

/** One way to write and play music as tokens (design section 6): its conditions, and its way to sound. Steps are those of the model. */
export type TokenFamily = {
  /** Whether music has parts and notes, so that stems and MIDI can be written. */
  readonly hasNotes: boolean;
  /** Whether sound stands exactly where the plan puts it. */
  readonly placesBeats: boolean;
  /** Rows of a token matrix in a second where a row is a frame of sound; null where it is a sixteenth step of the plan. */
  readonly tokenRateHz: number | null;
  /** Makes ready what playing needs (banks, graphs), so that the first step is not kept waiting. */
  warm(signal: AbortSignal): Promise<void>;
  /** What the model must know of each step before it writes it. */
  schedule(plan: Plan, styleIndex: number): TokenSchedule;
  /** Turns token steps [K] into sound while they come. */
  play(
    steps: AsyncIterable<Int32Array>,
    request: { plan: Plan; styleId: string; seed: number; stems: boolean; midi: boolean; scratch: Scratch },
    run: Run,
  ): Promise<PlayedMusic>;
  /** Join rules: rows of a score's tokens between two steps of its plan. */
  rowsOfJoins(plan: Plan, joins: Joins, rowCount: number): [from: number, to: number];
  /** Join rules: the next run that writes a part of a score anew, given what is there before and behind it. */
  planInfill(task: InfillTask): InfillRun;
  /** Join rules: the new rows in all that such a run gave [P][K]. */
  newRows(infill: InfillRun, sampled: TokenMatrix): number[][];
  /** Join rules: the score with rows from `fromRow` on replaced by newly written ones. */
  replaceRows(tokens: TokenMatrix, fromRow: number, written: TokenMatrix): number[][];
  /** Rows of a score as the model reads them [T][K]. */
  asModelReads(tokens: TokenMatrix): TokenMatrix;
  /** Sound of a part of a token matrix, with what rings into it. */
  replay(
    tokens: TokenMatrix,
    request: {
      plan: Plan;
      styleId: string;
      seed: number;
      windowSeconds: readonly [number, number];
      scratch: Scratch;
    },
    run: Run,
  ): Promise<Sound>;
};

/** Rows of a score [R][K]: sixteenth steps or frames, as the family has it. */
export type TokenMatrix = readonly (readonly number[])[];

/** When each step sounds [T], its conditions [T, C], tokens that are given [T, K], and the runs of tokens that training never had longer. */
export type TokenSchedule = {
  timesSeconds: Float64Array;
  conditions: Int32Array;
  runLimits: readonly RunLimit[];
  forced?: Int32Array;
};

/** Where a file may be written that is gone when the run is over. */
export type Scratch = (name: string) => string;

/** Sound lies on the disk as floats, in files that may be written over. */
export type PlayedMusic = { mix: Sound; stems: Stem[]; midi: Uint8Array | null; tokens: number[][] };

/** Music at its final level and length; `gainDb` brought the mix there. */
export type Music = PlayedMusic & {
  loudnessLufs: number;
  truePeakDbtp: number;
  gainDb: number;
  warnings: string[];
};

export type OutputFolder = {
  /** Throws no-space now rather than after minutes of work. */
  reserve(music: { durationSeconds: number; takes: number }, outputs: ScoreRequest['outputs']): Promise<void>;
  /** Where to write a file before it counts. */
  stage(fileName: string): string;
  /** Where to write a file that never counts. */
  scratch: Scratch;
  /** Removes what was written there. */
  clearScratch(): Promise<void>;
  /** Gives a staged file another name. */
  restage(fileName: string, newName: string): Promise<void>;
  /** Whether something of that name is in the folder, also when it may not be read. */
  isTaken(fileName: string): Promise<boolean>;
  /** Moves every staged file to its place, all or none; from here on the score exists. */
  commit(): Promise<void>;
  /** The same, but replaces nothing: gives false, with nothing moved, when one of the names is taken. */
  commitNew(): Promise<boolean>;
  /** Removes what was staged and not committed, and the folder if this run made it and it is empty. */
  discard(): Promise<void>;
};

type PictureOfPreview = { mediaPath: string; startSeconds: number; endSeconds: number };

export type WriterPort = {
  writeWav(
    wav: { path: string; sampleRateHz: number; sound: Sound; cues: { sample: number; label: string }[] },
    run: Run,
  ): Promise<void>;
  writeFile(path: string, content: string | Uint8Array): Promise<void>;
  writePreview(
    preview: PictureOfPreview & { path: string; wavPath: string; heard: 'film' | 'music' | 'both' },
    run: Run,
  ): Promise<void>;
};

export type Ports = {
  media: MediaPort;
  model: ModelPort;
  family: TokenFamily;
  compute: Pick<Compute, 'run'>;
  writer: WriterPort;
  /** The sound of a WAV that this program wrote, of any length. Throws media-missing or media-unreadable. */
  openWav(path: string): Promise<Sound>;
  /** Text of a small file, or undefined where there is none. Throws job-unknown where one cannot be read. */
  readText(path: string): Promise<string | undefined>;
  openOutput(directory: string): Promise<OutputFolder>;
  /** Seconds on a clock that never goes back. */
  now(): number;
};
