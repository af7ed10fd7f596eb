// A timeline made ready to be watched: what is seen in the range, where it changes, which files show it. Reads headers, no frames.
import {
  ScoreError,
  secondsToTicks,
  ticksToSeconds,
  TICKS_PER_SECOND,
  type FrameRate,
  type Run,
  type ScoreWarning,
  type TimelineSequence,
  type TimelineSnapshot,
} from '@framescore/contract';
import type { Cue } from './core/cues/cue.js';
import type { ShotBorder } from './core/cues/shot-border.js';
import { expandRemaps } from './core/timeline/expand-remaps.js';
import { candidateFiles, type FileFacts, type KnownFiles } from './core/timeline/choose-file.js';
import { findNestingFault, type NestingFault } from './core/timeline/find-nesting-fault.js';
import type { FrameGrid } from './core/timeline/frame-pacer.js';
import { bordersOf, joinSegments, type Segment } from './core/timeline/join-segments.js';
import { planShots, type PlannedShots, type Shot } from './core/timeline/plan-shots.js';
import { effectsWarning, transitionsWarning } from './core/timeline/shot-warnings.js';
import { heldBorders, markerCues, shotBorders } from './core/timeline/timeline-cues.js';
import { visiblePieces, type VisiblePieces, type Window } from './core/timeline/visible-pieces.js';
import type { MediaInfo, MediaPort } from './ports.js';

export type OpenTimeline = {
  startSeconds: number;
  endSeconds: number;
  frameRate: FrameRate;
  grid: FrameGrid;
  shots: Shot[];
  borders: ShotBorder[];
  /** The user's markers. */
  markers: Cue[];
  warnings: ScoreWarning[];
};

type CheckRange = (range: readonly [number, number], mediaSeconds: number, asked: boolean) => void;

export function isTimelinePath(path: string): boolean {
  return path.toLowerCase().endsWith('.json');
}

/** Throws timeline-invalid, media-missing or media-no-video where nothing can be seen, and what `checkRange` throws. */
export async function openTimeline(
  snapshot: TimelineSnapshot,
  rangeSeconds: readonly [number, number] | undefined,
  { media, run, checkRange }: { media: MediaPort; run: Run; checkRange: CheckRange },
): Promise<OpenTimeline> {
  const root = rootOf(snapshot);
  const range = rangeOf(snapshot, root, rangeSeconds, checkRange);
  const ticksPerFrame = BigInt(root.ticksPerFrame);
  const visible = flatten(snapshot, range);
  const segments = joinSegments(visible.pieces, ticksPerFrame);
  const files = await readHeaders(segments, media, run);
  const planned = planShots(segments, range, files, root.renderedFrames);
  assertVisible(planned);
  const borders = bordersOf(segments, visible.transitions, ticksPerFrame);
  const isCompared = (border: number) => isSeen(planned.shots[border]) && isSeen(planned.shots[border + 1]);
  return {
    startSeconds: ticksToSeconds(range.startTicks),
    endSeconds: ticksToSeconds(range.endTicks),
    frameRate: frameRateOf(ticksPerFrame),
    grid: gridOf(range, ticksPerFrame),
    shots: planned.shots,
    borders: heldBorders(shotBorders(borders, range, isCompared), planned.shots),
    markers: markerCues(root.markers, range),
    warnings: [...unknownTransitions(root), ...unseenEffects(segments, planned.shots), ...planned.warnings],
  };
}

/** The scored sequence. Throws timeline-invalid where it is not there or nests cannot be taken apart. */
export function rootOf(snapshot: TimelineSnapshot): TimelineSequence {
  const fault = findNestingFault(snapshot);
  const root = snapshot.sequences.find(({ guid }) => guid === snapshot.rootGuid);
  if (!fault && root) return root;
  throw new ScoreError('timeline-invalid', describeFault(fault ?? { kind: 'no-root', names: [] }));
}

function describeFault({ kind, names }: NestingFault): string {
  const chain = names.map((name) => `"${name}"`).join(' in ');
  switch (kind) {
    case 'no-root':
      return 'The sequence to score is not in the timeline. Open it and read the timeline again.';
    case 'cycle':
      return `A sequence is nested in itself (${chain}). Remove it from itself and try again.`;
    case 'too-deep':
      return `Sequences are nested too deep (${chain}). Render the inner ones and replace them.`;
  }
}

function rangeOf(
  snapshot: TimelineSnapshot,
  root: TimelineSequence,
  asked: readonly [number, number] | undefined,
  checkRange: CheckRange,
): Window {
  const endSeconds = ticksToSeconds(BigInt(root.endTicks));
  const isMarked = snapshot.inTicks !== null || snapshot.outTicks !== null;
  const marked: Window = {
    startTicks: BigInt(snapshot.inTicks ?? 0),
    endTicks: BigInt(snapshot.outTicks ?? root.endTicks),
  };
  const range = asked ? { startTicks: secondsToTicks(asked[0]), endTicks: secondsToTicks(asked[1]) } : marked;
  const seconds = [ticksToSeconds(range.startTicks), ticksToSeconds(range.endTicks)] as const;
  // A range may reach past the last clip: there the picture is black, and the music ends there.
  const reachSeconds = seconds[0] < endSeconds ? Math.max(endSeconds, seconds[1]) : endSeconds;
  checkRange(seconds, reachSeconds, asked !== undefined || isMarked);
  return range;
}

function flatten(snapshot: TimelineSnapshot, range: Window): VisiblePieces {
  const visible = visiblePieces(expandRemaps(snapshot), range);
  if (visible.isComplete) return visible;
  const detail = 'The nested sequences multiply into more cuts than can be handled. Score a shorter range.';
  throw new ScoreError('timeline-invalid', detail);
}

async function readHeaders(segments: readonly Segment[], media: MediaPort, run: Run): Promise<KnownFiles> {
  const paths = segments.flatMap(({ clip }) => (clip ? candidateFiles(clip) : []));
  const readable = new Map<string, FileFacts>();
  const missing = new Set<string>();
  for (const [path, info] of await media.probeFiles(paths, run)) {
    if (!(info instanceof ScoreError)) readable.set(path, factsOf(info));
    else if (info.code === 'media-missing') missing.add(path);
  }
  return { readable, missing };
}

function factsOf({ durationSeconds, frameRate, hasVideo, isStill }: MediaInfo): FileFacts {
  return { durationSeconds, hasVideo, isStill, framesPerSecond: frameRate.numerator / frameRate.denominator };
}

/** A score needs something to look at: one clip is enough. */
function assertVisible({ shots, warnings }: PlannedShots): void {
  if (shots.some(({ picture }) => picture.kind !== 'plain')) return;
  const [first] = warnings;
  if (first) {
    const detail = `No clip in this range can be seen. ${first.detail}`;
    throw new ScoreError('media-missing', detail);
  }
  throw new ScoreError(
    'media-no-video',
    'Nothing in this range has a picture: there are only gaps or titles. Choose a range with clips.',
  );
}

/** Whether a shot shows what the viewer sees, so that its borders can be weighed by the picture. */
function isSeen(shot: Shot | undefined): boolean {
  return shot !== undefined && (shot.picture.kind !== 'plain' || shot.picture.isBlack);
}

function unknownTransitions(root: TimelineSequence): ScoreWarning[] {
  if (root.transitions !== null) return [];
  const visible = root.videoTracks.filter(({ isMuted }) => !isMuted);
  const count = visible.reduce((sum, { transitionCount }) => sum + transitionCount, 0);
  return count > 0 ? [transitionsWarning(count)] : [];
}

/** Of the clips whose media is watched; a frame of the finished sequence shows effects too. */
function unseenEffects(segments: readonly Segment[], shots: readonly Shot[]): ScoreWarning[] {
  const watched = segments.filter((_, i) => shots[i]?.picture.kind === 'film');
  const clips = new Set(watched.flatMap(({ clip }) => (clip ? [clip] : [])));
  const warning = effectsWarning([...clips]);
  return warning ? [warning] : [];
}

function frameRateOf(ticksPerFrame: bigint): FrameRate {
  const shared = greatestCommonDivisor(TICKS_PER_SECOND, ticksPerFrame);
  return { numerator: Number(TICKS_PER_SECOND / shared), denominator: Number(ticksPerFrame / shared) };
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}

/** The frames of the sequence on the clock of the range, which need not begin on one. */
function gridOf({ startTicks }: Window, ticksPerFrame: bigint): FrameGrid {
  const offsetTicks = -(startTicks % ticksPerFrame);
  return { offsetSeconds: ticksToSeconds(offsetTicks), frameSeconds: ticksToSeconds(ticksPerFrame) };
}
