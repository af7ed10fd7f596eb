// How times are written for a source, and what it is called: a file by its frame rate, a timeline by its sequence's timecode.
import path from 'node:path';
import { parseTime, ticksToSeconds, type Run } from '@framescore/contract';
import { sequenceTime } from './core/timeline/timecode.js';
import { isTimelinePath, rootOf } from './open-timeline.js';
import type { MediaPort } from './ports.js';

export type MediaClock = {
  name: string;
  /** Seconds from the start of the source, negative before it; undefined for what is no time. */
  readTime(text: string): number | undefined;
};

/** `needsFrames`: whether times with frames are to be read, for which the rate of a file must be known. */
export async function openMediaClock(
  mediaPath: string,
  needsFrames: boolean,
  media: Pick<MediaPort, 'probeMedia' | 'readTimeline'>,
  run: Run,
  pictureRateFps?: number,
): Promise<MediaClock> {
  if (!isTimelinePath(mediaPath)) {
    const rate = needsFrames ? (await media.probeMedia(mediaPath, run, pictureRateFps)).frameRate : undefined;
    const name = path.basename(mediaPath, path.extname(mediaPath));
    return { name, readTime: (text) => parseTime(text, rate) };
  }
  const sequence = rootOf(await media.readTimeline(mediaPath, run));
  return {
    name: sequence.name,
    readTime(text) {
      const ticks = sequenceTime(text, sequence);
      return ticks === undefined ? undefined : ticksToSeconds(ticks);
    },
  };
}
