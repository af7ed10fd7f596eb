// What the queue of scores needs of the world: someone who makes music, a store, files of a job. Types only.
import type {
  Run,
  ScoreJob,
  ScoreRequest,
  ScoreResult,
  ScoreTake,
  TimelineSnapshot,
  WireProblem,
} from '@framescore/contract';

/** A take as the pipeline made it; all paths are absolute, seconds count from the start of the score. */
export type MadeTake = {
  take: number;
  version: number;
  wavPath: string;
  resultPath: string;
  /** The regenerated range alone with its joins; null for a whole score. */
  rangeWavPath: string | null;
  rangeSeconds: readonly [number, number];
  similarity: number | null;
  result: ScoreResult;
};

/** A range of a score to compose anew: `resultPath` is the score.json of the version to start from. */
export type RangeRequest = {
  resultPath: string;
  rangeSeconds: readonly [number, number];
  controls: { intensity: number; seed: number };
};

export type ScoreMaker = {
  /** `variations` takes of one request, best first. */
  compose(request: ScoreRequest, variations: number, run: Run): Promise<MadeTake[]>;
  regenerate(request: RangeRequest, run: Run): Promise<MadeTake>;
};

/** Lends the maker that plays with a bundle; the loan ends with `work`. Throws model-* when the bundle cannot be used. */
export type LendMaker = <T>(modelId: string, work: (maker: ScoreMaker) => Promise<T>) => Promise<T>;

/** A take as it is kept: what the wire shows, and where its score.json is. */
export type TakeRecord = ScoreTake & { resultPath: string };
export type JobRecord = Omit<ScoreJob, 'progress' | 'takes'> & { modelId: string; takes: TakeRecord[] };

export type JobStore = {
  /** Adds a job, or replaces the one of the same id. */
  save(record: JobRecord): void;
  find(jobId: string): JobRecord | undefined;
  /** A whole score and every job that changed a range of it, oldest first. */
  findFamily(jobId: string): JobRecord[];
  /** Newest first, at most `limit`. */
  list(filter: { sequenceGuid?: string | undefined; limit: number }): JobRecord[];
  /** Jobs that are queued or running, or were when their host ended; oldest first. */
  unfinished(): JobRecord[];
};

export type JobFiles = {
  /** Makes the folder of a job and writes its timeline there; the media of the timeline have been checked. */
  prepare(jobId: string, timeline: TimelineSnapshot): Promise<{ timelinePath: string; directory: string }>;
  /** Removes the folder of a job that made nothing; one with a finished score in it stays. */
  remove(jobId: string): Promise<void>;
};

/** What the folder of a job holds that is finished: whole takes, and versions of them in the order in which they came. */
export type KeptScore = {
  jobId: string;
  directory: string;
  /** Every score.json of a take or version in it, known or not. */
  resultNames: readonly string[];
  takes: MadeTake[];
  versions: MadeTake[];
  sequence: { guid: string; name: string };
  madeAt: Date;
};

/** The folders of all scores, as they are found when a host starts. */
export type KeptScores = {
  /** Removes what runs that are gone left half-written. */
  sweep(): Promise<void>;
  /** Ids of all jobs that have a folder. */
  list(): Promise<string[]>;
  /** Undefined where nothing in the folder is finished. `isKnown` says which versions need not be read. */
  read(jobId: string, isKnown: (resultName: string) => boolean): Promise<KeptScore | undefined>;
};

export type JobEvent =
  | { kind: 'progress'; jobId: string; isStageStart: boolean; progress: NonNullable<ScoreJob['progress']> }
  | { kind: 'end'; job: ScoreJob }
  | { kind: 'error'; jobId: string; problem: WireProblem };
