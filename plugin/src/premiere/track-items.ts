// Lists tracks and their clips as handles, and finds those that touch a range. Arrays hold nulls for what is no clip (R17).
import type {
  AudioClipTrackItem,
  AudioTrack,
  Sequence,
  VideoClipTrackItem,
  VideoTrack,
  premierepro,
} from '@adobe/premierepro';
import { attempt } from './attempt.js';
import type { PremiereContext } from './modules.js';
import type { Range } from './ranges.js';
import { ticksIfAny } from './ticks.js';

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

/**
 * The part of a list of clips that touches a range: [first, after). Clips of a track lie in order of time,
 * so two binary searches do; thousands of clips cost a few dozen reads. A clip that cannot say where it lies counts like the next one.
 */
export async function touching(
  { pace }: PremiereContext,
  clips: readonly ClipHandle[],
  range: Range,
): Promise<{ first: number; after: number }> {
  const timeFrom = async (
    index: number,
    read: (clip: ClipHandle) => ReturnType<ClipHandle['getStartTime']>,
  ): Promise<bigint | null> => {
    for (const clip of clips.slice(index)) {
      const ticks = await attempt(() => pace.call(async () => ticksIfAny(await read(clip))), null);
      if (ticks !== null) return ticks;
    }
    return null;
  };
  const first = await lowerBound(clips.length, async (index) => {
    const end = await timeFrom(index, (clip) => clip.getEndTime());
    return end === null || end > range.startTicks;
  });
  const after = await lowerBound(clips.length, async (index) => {
    const start = await timeFrom(index, (clip) => clip.getStartTime());
    return start === null || start >= range.endTicks;
  });
  return { first, after: Math.max(first, after) };
}

async function lowerBound(length: number, isReached: (index: number) => Promise<boolean>): Promise<number> {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (await isReached(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
