// Lists tracks and their clips as handles; nothing is read of a clip here. Arrays hold nulls for what is no clip (R17).
import type {
  AudioClipTrackItem,
  AudioTrack,
  Sequence,
  VideoClipTrackItem,
  VideoTrack,
  premierepro,
} from '@adobe/premierepro';

export type ClipHandle = VideoClipTrackItem | AudioClipTrackItem;

export async function videoTracks(sequence: Sequence): Promise<VideoTrack[]> {
  const count = await sequence.getVideoTrackCount();
  return Promise.all(Array.from({ length: count }, (_, index) => sequence.getVideoTrack(index)));
}

export async function audioTracks(sequence: Sequence): Promise<AudioTrack[]> {
  const count = await sequence.getAudioTrackCount();
  return Promise.all(Array.from({ length: count }, (_, index) => sequence.getAudioTrack(index)));
}

export function clipsOf(ppro: premierepro, track: VideoTrack | AudioTrack): ClipHandle[] {
  const items = track.getTrackItems(ppro.Constants.TrackItemType.CLIP, false) as (ClipHandle | null)[];
  return items.filter((item) => item !== null);
}

/** Only their number can be read (1.6). */
export function transitionCount(ppro: premierepro, track: VideoTrack | AudioTrack): number {
  return track.getTrackItems(ppro.Constants.TrackItemType.TRANSITION, false).length;
}

/** Promise.all in portions, so that thousands of clips do not wait in Premiere's queue at once. */
export async function mapInPortions<T, R>(
  entries: readonly T[],
  map: (entry: T) => Promise<R>,
  afterPortion: () => void,
): Promise<R[]> {
  const portionSize = 100;
  const results: R[] = [];
  for (let start = 0; start < entries.length; start += portionSize) {
    results.push(...(await Promise.all(entries.slice(start, start + portionSize).map(map))));
    afterPortion();
  }
  return results;
}
