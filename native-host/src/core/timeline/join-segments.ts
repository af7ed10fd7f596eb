// Visible pieces joined where the picture runs on without a cut, and the borders between those that remain. Knows no files.
import type { TimelineClip } from '@framescore/contract';
import { FirstCover } from './first-cover.js';
import { mapTicks, type TimeMap } from './time-map.js';
import type { Piece, PlacedTransition } from './visible-pieces.js';

/** A stretch of one clip's picture at one speed. */
export type Segment = Piece;

export type Border = {
  atTicks: bigint;
  /** Whether the picture changes: not where a cut only divides a picture that runs on, at another speed perhaps. */
  isCut: boolean;
  /** The transition that lies over it. */
  transition: PlacedTransition | null;
};

/** Editors round source times to frames: less than this many frames off is the same moment. */
const SAME_FRAMES = 0.5;

/** Joins neighbours that show one source without a break at one speed. */
export function joinSegments(pieces: readonly Piece[], ticksPerFrame: bigint): Segment[] {
  const joined: Segment[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (last && isOnePicture(last, piece) && runsOn(last, piece, ticksPerFrame))
      last.endTicks = piece.endTicks;
    else joined.push({ ...piece });
  }
  return joined;
}

/** The borders between neighbouring segments, in order. */
export function bordersOf(
  segments: readonly Segment[],
  transitions: readonly PlacedTransition[],
  ticksPerFrame: bigint,
): Border[] {
  const lanes = new TransitionLanes(transitions);
  return segments.slice(1).map((segment, i) => {
    const before = segments[i]!;
    const atTicks = segment.startTicks;
    const transition = lanes.firstAt([...before.lanes, ...segment.lanes], atTicks);
    return { atTicks, isCut: !runsOn(before, segment, ticksPerFrame), transition };
  });
}

/** The transitions of each lane, to be asked for moments in rising order. */
class TransitionLanes {
  private readonly lanes = new Map<string, { indices: number[]; cover: FirstCover }>();

  constructor(private readonly transitions: readonly PlacedTransition[]) {
    const indicesOf = new Map<string, number[]>();
    for (const [index, { lane }] of transitions.entries()) {
      const indices = indicesOf.get(lane);
      if (indices) indices.push(index);
      else indicesOf.set(lane, [index]);
    }
    for (const [lane, indices] of indicesOf) {
      // A border at the very end of a transition lies under it too.
      const windows = indices.map((index) => {
        const { startTicks, endTicks } = transitions[index]!;
        return { startTicks, endTicks: endTicks + 1n };
      });
      this.lanes.set(lane, { indices, cover: new FirstCover(windows) });
    }
  }

  /** The first transition of any of the lanes that lies over the moment. */
  firstAt(lanes: readonly string[], atTicks: bigint): PlacedTransition | null {
    let first = Infinity;
    for (const lane of lanes) {
      const found = this.lanes.get(lane);
      const place = found?.cover.at(atTicks);
      if (found && place !== undefined) first = Math.min(first, found.indices[place]!);
    }
    return this.transitions[first] ?? null;
  }
}

/** Whether `next` goes on with the very picture that `before` ends with. */
function runsOn(before: Segment, next: Segment, ticksPerFrame: bigint): boolean {
  const [a, b] = [before.clip, next.clip];
  if (a === null || b === null) return a === b;
  if (before.multicam !== next.multicam) return false;
  if (a === b && isSameMap(before.toSource, next.toSource)) return true;
  if (!isSameSource(a, b)) return false;
  if (a.kind === 'still') return true;
  const atTicks = next.startTicks;
  const jumpTicks = Number(mapTicks(next.toSource, atTicks) - mapTicks(before.toSource, atTicks));
  return Math.abs(jumpTicks) < SAME_FRAMES * Number(ticksPerFrame);
}

function isSameSource(a: TimelineClip, b: TimelineClip): boolean {
  const isFile = (clip: TimelineClip) => clip.kind === 'media' || clip.kind === 'still';
  return (
    isFile(a) &&
    a.kind === b.kind &&
    a.mediaPath !== null &&
    a.mediaPath === b.mediaPath &&
    a.sourceFramesPerSecond === b.sourceFramesPerSecond
  );
}

function isSameMap(a: TimeMap, b: TimeMap): boolean {
  return a.rate === b.rate && mapTicks(a, b.fromTicks) === b.toTicks;
}

/** Whether both can be read as one: at one speed, and without exported frames, which belong to their clip alone. */
function isOnePicture(before: Segment, next: Segment): boolean {
  const [a, b] = [before.clip, next.clip];
  if (a === b) return true;
  if (a === null || b === null || a.frames.length > 0 || b.frames.length > 0) return false;
  return a.kind === 'still' || Math.abs(before.toSource.rate - next.toSource.rate) < 1e-9;
}
