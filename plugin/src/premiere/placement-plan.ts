// What a placement changes: the whole score, or exactly the range that was regenerated. Pure: decides on what was read.
import type { Placement } from '../ports.js';
import { intersects, chooseTrack } from './choose-track.js';
import { beatsOnTimeline, chooseMarks, type BeatMark } from './beat-marks.js';
import type { AudioClip } from './own-clips.js';
import type { StoredScore } from './placed-score.js';
import { fromTickRange, type Range } from './read-range.js';
import type { TimelineState } from './timeline-state.js';
import { roundToFrame } from './timecode.js';

export type PlacementPlan = {
  /** Only the range was regenerated and the rest stands already. */
  isPart: boolean;
  path: string;
  /** What the WAV covers, on whole frames. */
  range: Range;
  scoreRange: Range;
  trackIndex: number;
  /** Clips of ours that are not simply overwritten. */
  doomed: AudioClip[];
  /** Where markers of ours are replaced; null: everywhere. */
  markerRange: Range | null;
  marks: BeatMark[];
};

export function planPlacement(state: TimelineState, placement: Placement): PlacementPlan {
  const { ticksPerFrame } = state.facts;
  const scoreRange = onFrames(fromTickRange(placement.scoreRange), ticksPerFrame);
  const partRange = onFrames(fromTickRange(placement.take.range), ticksPerFrame);
  const isPart = isPartPlacement(state, placement, scoreRange, partRange);
  const range = isPart ? partRange : scoreRange;
  const trackIndex = chooseTrack(state.tracks, state.clips, range, state.stored?.trackIndex ?? null);
  const keepsMarkers = isPart && hasSameChoice(state.stored, placement);
  return {
    isPart,
    path: isPart ? (placement.take.rangeWavPath ?? placement.take.wavPath) : placement.take.wavPath,
    range,
    scoreRange,
    trackIndex,
    doomed: isPart ? [] : leftOvers(state.clips, range, trackIndex),
    markerRange: keepsMarkers ? range : null,
    marks: marksOf(placement, scoreRange, keepsMarkers ? range : scoreRange),
  };
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
  within: Range,
): BeatMark[] {
  const { beats, downbeats } = placement.take.result;
  return chooseMarks(beatsOnTimeline(beats, downbeats, scoreRange.startTicks), placement.markers, within);
}

/** The version before this one, or another take of the same regeneration, stands there and nothing foreign lies in the range. */
function isPartPlacement(
  state: TimelineState,
  placement: Placement,
  scoreRange: Range,
  partRange: Range,
): boolean {
  const { stored, facts } = state;
  if (!stored || placement.take.rangeWavPath === null) return false;
  const before = stored.placed;
  const follows = before.version === placement.take.version - 1 || before.jobId === placement.jobId;
  const standing = onFrames(fromTickRange(before.range), facts.ticksPerFrame);
  const isSameScore =
    standing.startTicks === scoreRange.startTicks && standing.endTicks === scoreRange.endTicks;
  const own = state.clips.filter(({ isOwn }) => isOwn);
  const isWhole = covers(own, scoreRange, facts.ticksPerFrame) && isOnOneTrack(own);
  const isBlocked = state.clips.some(
    (clip) => !clip.isOwn && clip.trackIndex === own[0]?.trackIndex && intersects(clip, partRange),
  );
  return follows && isSameScore && isWhole && !isBlocked;
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

/** Ours that an overwrite of this range on this track would leave standing, in whole or in part. */
function leftOvers(clips: AudioClip[], range: Range, trackIndex: number): AudioClip[] {
  return clips.filter(
    (clip) =>
      clip.isOwn &&
      (clip.trackIndex !== trackIndex ||
        clip.startTicks < range.startTicks ||
        clip.endTicks > range.endTicks),
  );
}

function hasSameChoice(stored: StoredScore | null, placement: Placement): boolean {
  const before = stored?.placed.markers;
  const now = placement.markers;
  return (
    before?.isOn === now.isOn &&
    before.everyNth === now.everyNth &&
    before.areDownbeatsColoured === now.areDownbeatsColoured
  );
}
