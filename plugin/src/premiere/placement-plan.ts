// What a placement changes: the whole score, or exactly the range that was regenerated. Pure: decides on what was read.
import type { Placement } from '../ports.js';
import { chooseTrack, isBlocked, type TrackWish } from './choose-track.js';
import { beatsOnTimeline, chooseMarks, type BeatMark } from './beat-marks.js';
import type { AudioClip } from './own-clips.js';
import { common, contains, fromTickRange, intersects, type Range } from './ranges.js';
import { partsOf } from './score-ranges.js';
import type { StoredScore } from './stored-scores.js';
import type { TimelineState } from './timeline-state.js';
import { roundToFrame } from './timecode.js';

/** A piece of a clip of ours on another track than the new one, whose rest must stay. */
export type Piece = { trackIndex: number; range: Range };

export type PlacementPlan = {
  /** The score of which only a part is replaced; null when the whole WAV goes on. */
  base: StoredScore | null;
  path: string;
  /** What the WAV covers, on whole frames. */
  range: Range;
  scoreRange: Range;
  trackIndex: number;
  /** Clips of ours inside the range that the new one does not overwrite. */
  doomed: AudioClip[];
  /** Parts of clips of ours inside the range that it does not overwrite either. */
  pieces: Piece[];
  /** Markers of ours are replaced in these spans only. */
  markerRanges: Range[];
  marks: BeatMark[];
};

/** What of the timeline must be known to plan: the range itself, and the parts of the score that it may be a part of. */
export function planningRanges(scores: readonly StoredScore[], placement: Placement): Range[] {
  const scoreRange = fromTickRange(placement.scoreRange);
  const concerned = scores.filter(({ placed }) => isSameRange(fromTickRange(placed.range), scoreRange));
  return [scoreRange, ...concerned.flatMap(partsOf)];
}

export function planPlacement(
  state: TimelineState,
  placement: Placement,
  { scoreTracks, avoided }: Pick<TrackWish, 'scoreTracks' | 'avoided'>,
): PlacementPlan {
  const { ticksPerFrame } = state.facts;
  const scoreRange = onFrames(fromTickRange(placement.scoreRange), ticksPerFrame);
  const partRange = onFrames(fromTickRange(placement.take.range), ticksPerFrame);
  const base = baseOfPart(state, placement, scoreRange, partRange);
  const range = base ? partRange : scoreRange;
  const trackIndex = chooseTrack({
    tracks: state.tracks,
    clips: state.clips,
    range,
    scoreTracks,
    avoided,
  });
  const inTheWay = state.clips.filter(
    (clip) => clip.isOwn && clip.trackIndex !== trackIndex && intersects(clip, range),
  );
  const markerRanges = base && !hasSameChoice(base, placement) ? partsOf(base) : [range];
  return {
    base,
    path: base ? (placement.take.rangeWavPath ?? placement.take.wavPath) : placement.take.wavPath,
    range,
    scoreRange,
    trackIndex,
    doomed: inTheWay.filter((clip) => contains(range, clip)),
    pieces: inTheWay.filter((clip) => !contains(range, clip)).flatMap((clip) => pieceOf(clip, range)),
    markerRanges,
    marks: marksOf(placement, scoreRange, markerRanges),
  };
}

function pieceOf(clip: AudioClip, range: Range): Piece[] {
  const shared = common(clip, range);
  return shared ? [{ trackIndex: clip.trackIndex, range: shared }] : [];
}

export function onFrames(range: Range, ticksPerFrame: bigint): Range {
  return {
    startTicks: roundToFrame(range.startTicks, ticksPerFrame),
    endTicks: roundToFrame(range.endTicks, ticksPerFrame),
  };
}

export function marksOf(
  placement: Pick<Placement, 'take' | 'markers'>,
  scoreRange: Range,
  within: readonly Range[],
): BeatMark[] {
  const { beats, downbeats } = placement.take.result;
  const onTimeline = beatsOnTimeline(beats, downbeats, scoreRange.startTicks);
  return within.flatMap((range) => chooseMarks(onTimeline, placement.markers, range));
}

/**
 * The score that a regenerated range belongs to: the version before this one, or another take of the same regeneration, stands there.
 * It must stand whole on one track with nothing foreign in the range; of a score that another one has cut only the part is placed.
 */
function baseOfPart(
  state: TimelineState,
  placement: Placement,
  scoreRange: Range,
  partRange: Range,
): StoredScore | null {
  const { stored, facts, clips } = state;
  if (placement.take.rangeWavPath === null) return null;
  const follows = ({ placed }: StoredScore): boolean =>
    placed.version === placement.take.version - 1 || placed.jobId === placement.jobId;
  const base = stored.find(
    (score) =>
      follows(score) &&
      isSameRange(onFrames(fromTickRange(score.placed.range), facts.ticksPerFrame), scoreRange) &&
      partsOf(score).some((part) => contains(part, partRange)),
  );
  if (!base) return null;
  const parts = partsOf(base);
  const [whole] = parts;
  const isCut = parts.length > 1 || !whole || !isSameRange(whole, scoreRange);
  const own = clips.filter((clip) => clip.isOwn && parts.some((part) => intersects(clip, part)));
  const stands = parts.every((part) => covers(own, part, facts.ticksPerFrame)) && isOnOneTrack(own);
  const isFree = !isBlocked(clips, own[0]?.trackIndex ?? -1, partRange);
  return isCut || (stands && isFree) ? base : null;
}

export function isSameRange(a: Range, b: Range): boolean {
  return a.startTicks === b.startTicks && a.endTicks === b.endTicks;
}

function isOnOneTrack(clips: AudioClip[]): boolean {
  return clips.every(({ trackIndex }) => trackIndex === clips[0]?.trackIndex);
}

/** Whether clips fill a range without a gap; a frame may be missing at the end (1.10). */
export function covers(clips: AudioClip[], range: Range, ticksPerFrame: bigint): boolean {
  const sorted = [...clips].sort((a, b) => (a.startTicks < b.startTicks ? -1 : 1));
  let reached = range.startTicks;
  for (const clip of sorted) {
    if (clip.startTicks > reached + ticksPerFrame / 2n) break;
    if (clip.endTicks > reached) reached = clip.endTicks;
  }
  return reached >= range.endTicks - ticksPerFrame;
}

function hasSameChoice(base: StoredScore, placement: Placement): boolean {
  const before = base.placed.markers;
  const now = placement.markers;
  return (
    before.isOn === now.isOn &&
    before.everyNth === now.everyNth &&
    before.areDownbeatsColoured === now.areDownbeatsColoured
  );
}
