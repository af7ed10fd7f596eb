// From source time, as an editing program counts it, to the time in the file: its own start, its own frame rate. Knows no clip.

/** What the file says of itself; 0 seconds for a still. */
export type FileClock = { durationSeconds: number; framesPerSecond: number };

export type SourceClock = {
  /** Frame rate that the user set in place of the file's, or null. */
  framesPerSecond: number | null;
  /** Start timecode of the media in source time, seconds, or null. */
  mediaStartSeconds: number | null;
  /** Where the use of the source begins, source seconds. */
  inSeconds: number;
};

/** Rates outside these are a slip of the project, not a wish. */
const FRAME_RATES = { least: 0.5, most: 1000 };

/** fileSeconds = (sourceSeconds - offsetSeconds) * rate. */
export type FileTime = { offsetSeconds: number; rate: number };

/**
 * A file of 50 fps that is read as 25 plays half as fast: its second second lasts from 2 to 4. Whether source times count from the media's
 * start timecode is not told: they do where the in point lies past the end of the file but not before that timecode.
 */
export function fileTime(source: SourceClock, file: FileClock): FileTime {
  const wanted = source.framesPerSecond;
  const isWanted = wanted !== null && wanted >= FRAME_RATES.least && wanted <= FRAME_RATES.most;
  const rate = isWanted ? wanted / file.framesPerSecond : 1;
  const start = source.mediaStartSeconds ?? 0;
  const isFromTimecode =
    start > 0 && source.inSeconds >= start && source.inSeconds * rate > file.durationSeconds;
  return { offsetSeconds: isFromTimecode ? start : 0, rate };
}

export function toFileSeconds({ offsetSeconds, rate }: FileTime, sourceSeconds: number): number {
  return (sourceSeconds - offsetSeconds) * rate;
}
