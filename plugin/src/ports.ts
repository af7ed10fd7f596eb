// What the panel's use cases need of Premiere and of the host. Types only; ui/, premiere/ and host/ meet here and nowhere else.
import type {
  ScoreTake,
  Stage,
  TickRange,
  TimelineSnapshot,
  WireEvent,
  WireMethod,
  WireNotification,
  WireParams,
  WireResult,
} from '@framescore/contract';
import type { CancelToken } from './cancel-signal.js';

/** Where the range comes from: in and out points, else the hull of the selected items, else the whole sequence. */
export type RangeSource = 'in-out' | 'selection' | 'sequence';

/** What the panel shows of the open sequence; cheap enough to read once a second. */
export type RangeSummary = {
  sequenceGuid: string;
  sequenceName: string;
  ticksPerFrame: string;
  range: TickRange;
  rangeSource: RangeSource;
  /** Timecodes as Premiere shows them: zero point and drop-frame included. */
  timecodes: { start: string; end: string; duration: string };
  /** Any place of the sequence as Premiere shows it. */
  timecodeAt(ticks: bigint): string;
  /** Video clips that lie in the range. */
  clipCount: number;
  /** Every score of ours that stands on this sequence. */
  scores: PlacedScore[];
  /** That of them which has most of the range; null when none has any of it. */
  placed: PlacedScore | null;
  /** What a new score in this range would take the place of. */
  replaced: ReplacedScore[];
};

/** A score of ours, or the part of one, that a new score would replace; timecodes as Premiere shows them. */
export type ReplacedScore = { jobId: string; isWhole: boolean; start: string; end: string };

/** Which markers stand at the beats. */
export type MarkerChoice = {
  isOn: boolean;
  /** 1: every beat, 2: every other, 4: one a bar. Counted from a downbeat. */
  everyNth: number;
  areDownbeatsColoured: boolean;
};

/** What is remembered with the sequence in its project, so that a score is found again. */
export type PlacedScore = {
  jobId: string;
  take: number;
  version: number;
  /** Range of the whole score, as it was composed. */
  range: TickRange;
  /** What of that range still is its own: a later score may have taken the place of the rest. */
  parts: TickRange[];
  trackName: string;
  markers: MarkerChoice;
  markerCount: number;
  /** Controls as they were, in JSON, for the panel to show again. */
  settings: string;
};

/** One take to be put on the timeline: the whole score, or only the range that was regenerated. */
export type Placement = {
  sequenceGuid: string;
  jobId: string;
  take: ScoreTake;
  /** Range of the whole score; `take.range` says what the new WAV covers. */
  scoreRange: TickRange;
  markers: MarkerChoice;
  settings: string;
  /** Jobs of the other scores that may lose music to it; absent: all in its range, as the button said. */
  mayReplace?: string[];
};

/** Where a take would go as a whole. */
export type TakePlace = ScoreOnSequence & { scoreRange: TickRange };

/** What was read back from the timeline after a change. */
export type PlacementReport = {
  placed: PlacedScore;
  /** Every score of ours that stands on the sequence now, this one included. */
  scores: PlacedScore[];
  /** Steps that Ctrl+Z needs to take it all back. */
  undoSteps: number;
  /** Things that did not land as they should, in plain words. */
  warnings: string[];
};

/** One of the scores that stand on a sequence, by the job it began with. */
export type ScoreOnSequence = { sequenceGuid: string; jobId: string };

export type MarkerRequest = TakePlace & {
  take: ScoreTake;
  markers: MarkerChoice;
};

export type TimelinePort = {
  /** Throws no-active-sequence, project-closed, premiere-busy, premiere-outdated. */
  readRange(signal: AbortSignal): Promise<RangeSummary>;
  /** Like readRange, and much cheaper while nothing seems to have changed; null then. For looking again and again. */
  glanceAtRange(signal: AbortSignal): Promise<RangeSummary | null>;
  /** What of the timeline touches the range, with frames exported where media cannot be read, or throughout if it is to be seen as rendered. Warnings name clips that could not be read. */
  readTimeline(
    signal: AbortSignal,
    asRendered?: boolean,
  ): Promise<{ summary: RangeSummary; snapshot: TimelineSnapshot; warnings: string[] }>;
  /** What of other scores a take would take the place of. */
  readReplaced(place: TakePlace, signal: AbortSignal): Promise<ReplacedScore[]>;
  /**
   * Puts a take on a track. Of other scores goes what lies in its range, and nothing else.
   * Throws timeline-changed, project-closed, timeline-rejected; range-invalid where it may not replace what stands there.
   */
  placeScore(placement: Placement, signal: AbortSignal): Promise<PlacementReport>;
  /** Sets, thins, colours or removes the markers of one score that stands there. */
  setMarkers(request: MarkerRequest, signal: AbortSignal): Promise<PlacementReport>;
  /** Removes clips, markers and settings of one score; other scores and all that is foreign stay. -> the scores that are left. */
  removeScore(request: ScoreOnSequence, signal: AbortSignal): Promise<PlacedScore[]>;
  /** The sound clip that is selected, for "Mark beats"; null when none is. */
  readSelectedSound(signal: AbortSignal): Promise<SelectedSound | null>;
  markBeats(request: BeatMarks, signal: AbortSignal): Promise<{ markerCount: number }>;
  /** Runs the open questions about Premiere on a scratch sequence; -> a JSON report. */
  runProbes(signal: AbortSignal): Promise<string>;
};

/** A selected clip with sound: where it lies on the timeline and what part of its source it plays. */
export type SelectedSound = {
  sequenceGuid: string;
  name: string;
  mediaPath: string;
  clipRange: TickRange;
  sourceRange: TickRange;
  speed: number;
};

export type BeatMarks = {
  sequenceGuid: string;
  /** Times on the timeline, ticks. */
  beatsTicks: string[];
  downbeatsTicks: string[];
  markers: MarkerChoice;
};

export type HostConnection =
  | { state: 'connecting' }
  | { state: 'unreachable' }
  /** Premiere refuses the address itself; its own words. Whether a host runs is not known. */
  | { state: 'denied'; reason: string }
  | { state: 'outdated'; hostVersion: string; isHostOlder: boolean }
  | { state: 'unpaired' }
  | { state: 'ready'; hostVersion: string };

export type HostEvent = { [N in WireNotification]: { name: N; params: WireEvent<N> } }[WireNotification];

export type HostPort = {
  /** Calls the listener at once and at every change; -> stops. */
  watchConnection(listener: (connection: HostConnection) => void): () => void;
  watchEvents(listener: (event: HostEvent) => void): () => void;
  /** Throws the host's ScoreError, or host-unreachable. Never sent twice. */
  request<M extends WireMethod>(
    method: M,
    params: WireParams<M>,
    signal: CancelToken,
  ): Promise<WireResult<M>>;
  /** Types the code that the host shows; from then on the connection is ready by itself. */
  pair(code: string, signal: CancelToken): Promise<void>;
};

/** Brightness of the editing program's own windows. */
export type PanelTheme = 'light' | 'dark' | 'darkest';

/** How the host is started on this machine. */
export type HostWays = {
  /** Whether this build may start it; a Marketplace build may not (premiere-facts 3.2). */
  canStart: boolean;
  /** What a person opens: its name, and where it lies. */
  launcher: string;
};

/** The machine around the panel, as far as it may be touched. */
export type PlatformPort = {
  /**
   * Opens the launcher that was opened before, else the one at its usual place, else asks for it; false when the person chose none.
   * `isAnother`: asks in any case.
   */
  startHost(isAnother: boolean): Promise<boolean>;
  /** Whether the panel can be seen; nothing is read for one that cannot. */
  isShown(): boolean;
  copyText(text: string): Promise<void>;
  /** Asks where to, and writes; false when the person chose no place. */
  saveText(suggestedName: string, text: string): Promise<boolean>;
  /** A new seed, 0..2^32 - 1. */
  drawSeed(): number;
  /** Calls the listener at once and whenever the editing program changes its colours; -> stops. */
  watchTheme(listener: (theme: PanelTheme) => void): () => void;
};

/** What a use case says of itself while it runs. */
export type PanelProgress =
  | { step: 'reading' | 'placing' | 'listening' }
  | { step: 'composing'; jobId: string; stage: Stage | null; fraction: number; secondsLeft: number | null }
  /** The job goes on by itself, or its host is gone: shown until the connection is back. */
  | { step: 'waiting-for-host'; jobId: string };

/** The last parameter of each use case: how to stop it, and where it says how far it is. */
export type PanelRun = { signal: CancelToken; report: (progress: PanelProgress) => void };

export type PanelPorts = { timeline: TimelinePort; host: HostPort; platform: PlatformPort };
