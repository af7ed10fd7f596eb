// What a timeline shows in a range, in two steps: which files it needs, and, once they are known, its shots. Knows no files and no limits.
import {
  exportedFrames,
  secondsToTicks,
  ticksToSeconds,
  TICKS_PER_SECOND,
  type FrameRate,
  type ScoreWarning,
  type TimelineSequence,
  type TimelineSnapshot,
} from '@framescore/contract';
import type { Cue } from '../cues/cue.js';
import type { ShotBorder } from '../cues/shot-border.js';
import { candidateFiles, type KnownFiles } from './choose-file.js';
import { findNestingFault, type NestingFault } from './find-nesting-fault.js';
import { expandRemaps } from './expand-remaps.js';
import type { FrameGrid } from './frame-pacer.js';
import { bordersOf, joinSegments, type Segment } from './join-segments.js';
import { planShots, type Shot } from './plan-shots.js';
import { effectsWarning, transitionsWarning } from './shot-warnings.js';
import { heldBorders, markerCues, shotBorders } from './timeline-cues.js';
import { visiblePieces, type Window } from './visible-pieces.js';

export type OpenTimeline = {
  startSeconds: number;
  endSeconds: number;
  /** End of the last item of the sequence, whatever the range. */
  sequenceSeconds: number;
  frameRate: FrameRate;
  grid: FrameGrid;
  shots: Shot[];
  borders: ShotBorder[];
  /** The user's markers. */
  markers: Cue[];
  warnings: ScoreWarning[];
};

export type TimelineOutline = {
  window: Window;
  /** Whether the user marked the range in the timeline. */
  isMarked: boolean;
  /** End of the last item, seconds. */
  endSeconds: number;
  /** Files that may show something of it; null where nests multiply into more cuts than can be handled. */
  paths: string[] | null;
  /** Pictures that the editing program exported. */
  framePaths: string[];
};

/** The scored sequence, or why there is none to score. */
export function findRoot(
  snapshot: TimelineSnapshot,
): { root: TimelineSequence; fault: null } | { root: null; fault: NestingFault } {
  const fault = findNestingFault(snapshot);
  const root = snapshot.sequences.find(({ guid }) => guid === snapshot.rootGuid);
  if (!fault && root) return { root, fault: null };
  return { root: null, fault: fault ?? { kind: 'no-root', names: [] } };
}

/** `rangeSeconds` in place of the range that the user marked. */
export function outlineTimeline(
  snapshot: TimelineSnapshot,
  root: TimelineSequence,
  rangeSeconds: readonly [number, number] | undefined,
): TimelineOutline {
  const marked: Window = {
    startTicks: BigInt(snapshot.inTicks ?? 0),
    endTicks: BigInt(snapshot.outTicks ?? root.endTicks),
  };
  const window = rangeSeconds
    ? { startTicks: secondsToTicks(rangeSeconds[0]), endTicks: secondsToTicks(rangeSeconds[1]) }
    : marked;
  const { pieces, isComplete } = visiblePieces(expandRemaps(snapshot), window);
  const paths = pieces.flatMap(({ clip }) => (clip ? candidateFiles(clip) : []));
  return {
    window,
    isMarked: snapshot.inTicks !== null || snapshot.outTicks !== null,
    endSeconds: ticksToSeconds(BigInt(root.endTicks)),
    paths: isComplete ? [...new Set(paths)] : null,
    framePaths: exportedFrames(snapshot).map(({ path }) => path),
  };
}

export function planTimeline(
  snapshot: TimelineSnapshot,
  root: TimelineSequence,
  range: Window,
  files: KnownFiles,
): OpenTimeline {
  const ticksPerFrame = BigInt(root.ticksPerFrame);
  const visible = visiblePieces(expandRemaps(snapshot), range);
  const segments = joinSegments(visible.pieces, ticksPerFrame);
  const planned = planShots(segments, range, files, root.renderedFrames);
  const borders = bordersOf(segments, visible.transitions, ticksPerFrame);
  const isCompared = (border: number) => isSeen(planned.shots[border]) && isSeen(planned.shots[border + 1]);
  return {
    startSeconds: ticksToSeconds(range.startTicks),
    endSeconds: ticksToSeconds(range.endTicks),
    sequenceSeconds: ticksToSeconds(BigInt(root.endTicks)),
    frameRate: frameRateOf(ticksPerFrame),
    grid: gridOf(range, ticksPerFrame),
    shots: planned.shots,
    borders: heldBorders(shotBorders(borders, range, isCompared), planned.shots),
    markers: markerCues(root.markers, range),
    warnings: [...unknownTransitions(root), ...unseenEffects(segments, planned.shots), ...planned.warnings],
  };
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
