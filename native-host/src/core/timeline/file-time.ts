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

/** Programs name 30000/1001 as 29.97; 24 in place of 23.976 is a wish. */
const SAME_RATE = 2e-4;
/** A phone's rate varies, and the editing program names the one it settled on: its times are right as they are. */
const SAME_MEAN_RATE = 0.05;

/** fileSeconds = (sourceSeconds - offsetSeconds) * rate. */
export type FileTime = { offsetSeconds: number; rate: number };

/**
 * A file of 50 fps that is read as 25 plays half as fast: its second second lasts from 2 to 4. Whether source times count from the media's
 * start timecode is not told: they do where the in point lies past the end of the file but not before that timecode.
 */
export function fileTime(source: SourceClock, file: FileClock): FileTime {
  const rate = playedRate(source.framesPerSecond, file.framesPerSecond);
  const start = source.mediaStartSeconds ?? 0;
  const isFromTimecode =
    start > 0 && source.inSeconds >= start && source.inSeconds * rate > file.durationSeconds;
  return { offsetSeconds: isFromTimecode ? start : 0, rate };
}

/** How much faster the file's own clock runs than source time. */
function playedRate(wantedFps: number | null, fileFps: number): number {
  if (wantedFps === null || wantedFps < FRAME_RATES.least || wantedFps > FRAME_RATES.most) return 1;
  const rate = wantedFps / fileFps;
  return Math.abs(rate - 1) <= (isNominal(fileFps) ? SAME_RATE : SAME_MEAN_RATE) ? 1 : rate;
}

/** 24, 25, 30000/1001: a rate that a camera is set to, and not the mean of one that varies. */
function isNominal(framesPerSecond: number): boolean {
  return [framesPerSecond, framesPerSecond * 1.001].some((rate) => Math.abs(rate - Math.round(rate)) < 1e-3);
}

export function toFileSeconds({ offsetSeconds, rate }: FileTime, sourceSeconds: number): number {
  return (sourceSeconds - offsetSeconds) * rate;
}
