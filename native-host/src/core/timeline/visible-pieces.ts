// What a viewer sees of a timeline: the topmost opaque clip at each moment, nested sequences taken apart. Knows no files and no frames.
import type { TimelineClip, TimelineSequence, TimelineSnapshot } from '@framescore/contract';
import { clipTime } from './clip-time.js';
import { compareTicks, coverGaps } from './first-cover.js';
import { composeMaps, inverseOf, mapTicks, SAME_TIME, type TimeMap } from './time-map.js';

/** [startTicks, endTicks) of the scored sequence. */
export type Window = { startTicks: bigint; endTicks: bigint };

/** A stretch in which one clip is seen; `clip` is null where the picture is black. */
export type Piece = Window & {
  clip: TimelineClip | null;
  /** Scored sequence -> source of the clip. */
  toSource: TimeMap;
  /** Scored sequence -> the sequence in which the clip lies. */
  toSequence: TimeMap;
  isRamp: boolean;
  /** The tracks it lies on, from the scored sequence down to the innermost nest: each names one occurrence of one track. */
  lanes: string[];
  /** The multicam item through which it is seen: neighbouring items may show other angles of the same source. */
  multicam: TimelineClip | null;
};

/** A transition, on the clock of the scored sequence. */
export type PlacedTransition = Window & { lane: string };

export type VisiblePieces = {
  /** In order, without gap or overlap, over the whole range. */
  pieces: Piece[];
  transitions: PlacedTransition[];
  /** False when the nests multiply into more pieces than can be handled; `pieces` is empty then. */
  isComplete: boolean;
};

/** More than three cuts a second for four hours. */
const MOST_PIECES = 50_000;
/** Clips, transitions and exported frames looked at, each as often as the nest in which it lies stands somewhere. */
const MOST_CONSIDERED = 2_000_000;

type Place = {
  sequence: TimelineSequence;
  toSequence: TimeMap;
  lanes: string[];
  multicam: TimelineClip | null;
};

/** Adjustment layers and switched-off items are never seen; titles are looked through, and stand alone where nothing is below. */
export function visiblePieces(snapshot: TimelineSnapshot, range: Window): VisiblePieces {
  const root = snapshot.sequences.find(({ guid }) => guid === snapshot.rootGuid);
  if (!root) return { pieces: [], transitions: [], isComplete: false };
  const flattener = new Flattener(snapshot);
  const place = { sequence: root, toSequence: SAME_TIME, lanes: [], multicam: null };
  const gaps = flattener.fill(place, [range]);
  if (!flattener.isComplete) return { pieces: [], transitions: [], isComplete: false };
  const black = flattener.blackFor(gaps);
  if (flattener.pieces.length + black.length > MOST_PIECES)
    return { pieces: [], transitions: [], isComplete: false };
  const pieces = [...flattener.pieces, ...black].sort((a, b) => compareTicks(a.startTicks, b.startTicks));
  return { pieces, transitions: flattener.transitions, isComplete: true };
}

class Flattener {
  readonly pieces: Piece[] = [];
  readonly transitions: PlacedTransition[] = [];
  /** Titles and the like that stand over what is below, topmost first. */
  private readonly seenThrough: Piece[] = [];
  private readonly byGuid: Map<string, TimelineSequence>;
  private visitCount = 0;
  private consideredCount = 0;

  constructor({ sequences }: TimelineSnapshot) {
    this.byGuid = new Map(sequences.map((sequence) => [sequence.guid, sequence]));
  }

  get isComplete(): boolean {
    const count = this.visitCount + this.pieces.length + this.seenThrough.length;
    return count <= MOST_PIECES && this.consideredCount <= MOST_CONSIDERED;
  }

  /** Lays what is seen of a sequence into `gaps` (in order), and returns the gaps that stay open. */
  fill(place: Place, gaps: Window[]): Window[] {
    const { sequence, toSequence } = place;
    this.visitCount += 1;
    this.consideredCount += sequence.transitions?.length ?? 0;
    this.placeTransitions(place, gaps);
    let open = gaps;
    for (let index = sequence.videoTracks.length - 1; index >= 0; index -= 1) {
      const track = sequence.videoTracks[index]!;
      if (track.isMuted) continue;
      this.consideredCount += track.clips.length;
      if (!this.isComplete) return [];
      const lane = laneName(place.lanes, index);
      const shown = track.clips
        .filter((clip) => !clip.isDisabled && clip.kind !== 'adjustment' && lasts(clip))
        .map((clip) => ({ clip, window: windowOf(clip, toSequence) }))
        .sort((a, b) => compareTicks(a.window.startTicks, b.window.startTicks));
      open = this.fillFromTrack({ ...place, lanes: [...place.lanes, lane] }, shown, open);
      if (!this.isComplete) return [];
    }
    return open;
  }

  /** Black pieces for what nothing covers, named by the topmost title that stands there, if any. */
  blackFor(gaps: Window[]): Piece[] {
    return coverGaps(gaps, this.seenThrough).map(({ cover, ...window }) =>
      cover === null ? emptyPiece(window) : { ...this.seenThrough[cover]!, ...window },
    );
  }

  private fillFromTrack(
    place: Place,
    shown: { clip: TimelineClip; window: Window }[],
    gaps: Window[],
  ): Window[] {
    const left: Window[] = [];
    let first = 0;
    for (const gap of gaps) {
      const open: Window[] = [gap];
      while (first < shown.length && shown[first]!.window.endTicks <= gap.startTicks) first += 1;
      for (let i = first; i < shown.length && shown[i]!.window.startTicks < gap.endTicks; i += 1) {
        const { clip, window } = shown[i]!;
        // Clips of a track do not overlap, so only the last open stretch can still be covered.
        const last = open.pop();
        if (!last) break;
        const hit = intersection(last, window);
        for (const rest of hit ? this.showClip(place, clip, last, hit) : [last]) open.push(rest);
        if (!this.isComplete) return [];
      }
      for (const window of open) left.push(window);
    }
    return left;
  }

  /** Shows the clip in `hit`; returns what stays open of `gap`. */
  private showClip(place: Place, clip: TimelineClip, gap: Window, hit: Window): Window[] {
    const { map, isRamp } = clipTime(clip, BigInt(place.sequence.ticksPerFrame));
    const toSource = composeMaps(place.toSequence, map);
    const multicam = clip.isMulticam ? clip : place.multicam;
    const piece = { ...place, ...hit, clip, toSource, isRamp, multicam };
    this.consideredCount += clip.frames.length;
    const nested = clip.sequenceGuid === null ? undefined : this.byGuid.get(clip.sequenceGuid);
    if (nested) {
      const lanes = [...place.lanes, `${place.lanes.at(-1)}#${clip.startTicks}`];
      const stillOpen = this.fill({ sequence: nested, toSequence: toSource, lanes, multicam }, [hit]);
      return around(gap, hit, stillOpen);
    }
    if (isSeenThrough(clip)) {
      this.seenThrough.push(asPiece(piece));
      return [gap];
    }
    this.pieces.push(asPiece(piece));
    return remainders(gap, hit);
  }

  private placeTransitions({ sequence, toSequence, lanes }: Place, gaps: Window[]): void {
    if (toSequence.rate === 0) return;
    for (const { trackIndex, startTicks, endTicks } of sequence.transitions ?? []) {
      const window = windowBetween(BigInt(startTicks), BigInt(endTicks), toSequence);
      if (gaps.some((gap) => window.startTicks <= gap.endTicks && window.endTicks >= gap.startTicks))
        this.transitions.push({ ...window, lane: laneName(lanes, trackIndex) });
    }
  }
}

function lasts({ startTicks, endTicks }: TimelineClip): boolean {
  return BigInt(startTicks) < BigInt(endTicks);
}

function laneName(lanes: readonly string[], trackIndex: number): string {
  return `${lanes.at(-1) ?? ''}/${trackIndex}`;
}

/** Titles leave most of the picture below free; mattes and the like hide it, once it is known how they look. */
function isSeenThrough({ kind, frames }: TimelineClip): boolean {
  return kind === 'graphic' || (kind === 'synthetic' && frames.length === 0);
}

function asPiece({
  startTicks,
  endTicks,
  clip,
  toSource,
  toSequence,
  isRamp,
  lanes,
  multicam,
}: Piece): Piece {
  return { startTicks, endTicks, clip, toSource, toSequence, isRamp, lanes, multicam };
}

function emptyPiece(window: Window): Piece {
  const nothing = { clip: null, toSource: SAME_TIME, toSequence: SAME_TIME, isRamp: false };
  return { ...window, ...nothing, lanes: [], multicam: null };
}

/** Where a clip stands on the clock of the scored sequence; everywhere, where that clock holds one moment of it. */
function windowOf({ startTicks, endTicks }: TimelineClip, toSequence: TimeMap): Window {
  return windowBetween(BigInt(startTicks), BigInt(endTicks), toSequence);
}

const EVER = 10n ** 21n;

function windowBetween(start: bigint, end: bigint, toSequence: TimeMap): Window {
  if (toSequence.rate === 0) {
    const isThere = start <= toSequence.toTicks && toSequence.toTicks < end;
    return isThere ? { startTicks: -EVER, endTicks: EVER } : { startTicks: EVER, endTicks: EVER };
  }
  const back = inverseOf(toSequence);
  const [a, b] = [mapTicks(back, start), mapTicks(back, end)];
  return a < b ? { startTicks: a, endTicks: b } : { startTicks: b, endTicks: a };
}

function intersection(a: Window, b: Window): Window | null {
  const startTicks = a.startTicks > b.startTicks ? a.startTicks : b.startTicks;
  const endTicks = a.endTicks < b.endTicks ? a.endTicks : b.endTicks;
  return startTicks < endTicks ? { startTicks, endTicks } : null;
}

function remainders(whole: Window, part: Window): Window[] {
  return around(whole, part, []);
}

/** `whole` without `part`, but with `inside`. In order. */
function around(whole: Window, part: Window, inside: Window[]): Window[] {
  const before = { startTicks: whole.startTicks, endTicks: part.startTicks };
  const after = { startTicks: part.endTicks, endTicks: whole.endTicks };
  return [before, ...inside, after].filter(({ startTicks, endTicks }) => startTicks < endTicks);
}
