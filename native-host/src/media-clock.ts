// How times are written for a source, and what it is called: a film by its frames and its own timecode, a timeline as its sequence shows it.
import path from 'node:path';
import { parseTime, ticksToSeconds, type Run } from '@framescore/contract';
import { readFromStart, readFromTimecode, type TimeReader } from './core/timeline/film-timecode.js';
import { sequenceTime } from './core/timeline/timecode.js';
import { isTimelinePath, rootOf } from './open-timeline.js';
import type { MediaPort } from './ports.js';

export type MediaClock = {
  name: string;
  /** What a time may mean, in seconds from the start of the source (negative before it): the likeliest first. */
  readers: readonly TimeReader[];
  /** Where the source ends, by which a meaning is chosen; Infinity where nothing has to be. */
  lengthSeconds: number;
};

/** `needsFilm`: whether times are to be read for which a film's frame rate and timecode must be known. */
export async function openMediaClock(
  mediaPath: string,
  needsFilm: boolean,
  media: Pick<MediaPort, 'probeMedia' | 'readTimeline'>,
  run: Run,
  pictureRateFps?: number,
): Promise<MediaClock> {
  if (isTimelinePath(mediaPath)) return sequenceClock(mediaPath, media, run);
  const name = path.basename(mediaPath, path.extname(mediaPath));
  if (!needsFilm) return { name, readers: [readPassed], lengthSeconds: Infinity };
  const film = await media.probeMedia(mediaPath, run, pictureRateFps);
  const readers = [
    (text: string) => readFromStart(text, film),
    (text: string) => readFromTimecode(text, film),
  ];
  return { name, readers, lengthSeconds: film.isStill ? Infinity : film.durationSeconds };
}

/** Time that has passed since the start: seconds or HH:MM:SS.mmm. */
export const readPassed: TimeReader = (text) => {
  const seconds = parseTime(text);
  return seconds === undefined ? undefined : { seconds };
};

async function sequenceClock(
  mediaPath: string,
  media: Pick<MediaPort, 'readTimeline'>,
  run: Run,
): Promise<MediaClock> {
  const sequence = rootOf(await media.readTimeline(mediaPath, run));
  const read: TimeReader = (text) => {
    const reading = sequenceTime(text, sequence);
    return reading && 'ticks' in reading ? { seconds: ticksToSeconds(reading.ticks) } : reading;
  };
  return { name: sequence.name, readers: [read], lengthSeconds: Infinity };
}
