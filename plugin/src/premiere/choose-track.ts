// On which audio track a score goes: where ours lies in the range, beside another score of ours, on an empty track, or on a new one.
// Pure: foreign clips are never in the way of an overwrite.
import type { AudioClip } from './own-clips.js';
import { common, intersects, lengthOf, type Range } from './ranges.js';

export type TrackState = { index: number; isMuted: boolean; isEmpty: boolean };

export type TrackWish = {
  tracks: readonly TrackState[];
  /** Clips that touch the range. */
  clips: readonly AudioClip[];
  range: Range;
  /** Tracks that hold scores of ours, wherever on the timeline. */
  scoreTracks: readonly number[];
  /** Tracks that Premiere has refused already. */
  avoided: readonly number[];
};

/** An index equal to the number of tracks stands for a new track (1.10). */
export function chooseTrack(wish: TrackWish): number {
  const { tracks, clips, range, scoreTracks, avoided } = wish;
  const open = tracks.filter(({ index }) => !avoided.includes(index) && !isBlocked(clips, index, range));
  const [mostOwn] = open
    .map(({ index }) => ({ index, ticks: ownTicks(clips, index, range) }))
    .filter(({ ticks }) => ticks > 0n)
    .sort((a, b) => (a.ticks === b.ticks ? a.index - b.index : a.ticks > b.ticks ? -1 : 1));
  if (mostOwn) return mostOwn.index;
  const heard = open.filter(({ isMuted }) => !isMuted);
  const beside = heard.find(({ index }) => scoreTracks.includes(index));
  const empty = heard.find(({ isEmpty }) => isEmpty);
  return (beside ?? empty)?.index ?? tracks.length;
}

export function isBlocked(clips: readonly AudioClip[], trackIndex: number, range: Range): boolean {
  return clips.some((clip) => clip.trackIndex === trackIndex && !clip.isOwn && intersects(clip, range));
}

/** How much of a range ours fills on a track. */
function ownTicks(clips: readonly AudioClip[], trackIndex: number, range: Range): bigint {
  return clips
    .filter((clip) => clip.isOwn && clip.trackIndex === trackIndex)
    .reduce((sum, clip) => {
      const shared = common(clip, range);
      return shared ? sum + lengthOf(shared) : sum;
    }, 0n);
}

/** Where no track could be made: tracks that are free over the whole range, the first one first. */
export function freeTracks({
  tracks,
  clips,
  range,
  avoided,
}: Pick<TrackWish, 'tracks' | 'clips' | 'range' | 'avoided'>): number[] {
  return tracks
    .filter(({ index, isMuted }) => !isMuted && !avoided.includes(index) && !isBlocked(clips, index, range))
    .map(({ index }) => index);
}
