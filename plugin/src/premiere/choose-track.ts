// On which audio track a score goes: ours, an empty one, or a new one. Pure: foreign clips are never in the way of an overwrite.
import type { AudioClip } from './own-clips.js';
import type { Range } from './read-range.js';

export type TrackState = { index: number; isMuted: boolean };

export function intersects(clip: Pick<AudioClip, 'startTicks' | 'endTicks'>, range: Range): boolean {
  return clip.startTicks < range.endTicks && clip.endTicks > range.startTicks;
}

/** An index equal to the number of tracks stands for a new track (1.10). */
export function chooseTrack(
  tracks: TrackState[],
  clips: AudioClip[],
  range: Range,
  lastUsedIndex: number | null,
): number {
  const own = ownTracks(tracks, clips, range);
  if (lastUsedIndex !== null && own.includes(lastUsedIndex)) return lastUsedIndex;
  const [firstOwn] = own;
  if (firstOwn !== undefined) return firstOwn;
  const empty = tracks.find(
    ({ index, isMuted }) => !isMuted && clips.every(({ trackIndex }) => trackIndex !== index),
  );
  return empty?.index ?? tracks.length;
}

/** Tracks that hold something of ours and nothing foreign in the range. */
function ownTracks(tracks: TrackState[], clips: AudioClip[], range: Range): number[] {
  return tracks
    .map(({ index }) => index)
    .filter((index) => {
      const here = clips.filter(({ trackIndex }) => trackIndex === index);
      const isBlocked = here.some((clip) => !clip.isOwn && intersects(clip, range));
      return !isBlocked && here.some(({ isOwn }) => isOwn);
    });
}

/** Where no track could be made: a track that is free over the whole range. */
export function findFreeTrack(tracks: TrackState[], clips: AudioClip[], range: Range): number | null {
  const free = tracks.find(
    ({ index, isMuted }) =>
      !isMuted && clips.every((clip) => clip.trackIndex !== index || clip.isOwn || !intersects(clip, range)),
  );
  return free?.index ?? null;
}
