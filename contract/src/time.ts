// Time units and their conversions: ticks, seconds, samples, rational frame rates. The only place where they are converted.

/** Premiere's tick: one second has this many, and every common frame and sample duration is a whole number of them. */
export const TICKS_PER_SECOND = 254_016_000_000n;

/** Frames per second as a fraction, never as a rounded decimal: 30000/1001, not 29.97. */
export type FrameRate = { numerator: number; denominator: number };

/** Seconds (rounded to the nearest tick). */
export function secondsToTicks(seconds: number): bigint {
  const whole = Math.floor(seconds);
  return BigInt(whole) * TICKS_PER_SECOND + BigInt(Math.round((seconds - whole) * Number(TICKS_PER_SECOND)));
}

/** Ticks to seconds, exact to double precision. */
export function ticksToSeconds(ticks: bigint): number {
  return Number(ticks / TICKS_PER_SECOND) + Number(ticks % TICKS_PER_SECOND) / Number(TICKS_PER_SECOND);
}

/** Length of one frame in seconds. */
export function frameSeconds(rate: FrameRate): number {
  return rate.denominator / rate.numerator;
}

/** Number of audio samples that cover a duration: the length of every score is exactly this. */
export function secondsToSamples(seconds: number, sampleRateHz: number): number {
  return Math.round(seconds * sampleRateHz);
}

/**
 * Number of audio samples that cover a duration on a timeline. At 29.97 frames a second a frame is 1601.6 samples long, and an editing
 * program drops the whole last frame of a sound that ends a fraction of a sample too early: here the last sample is a whole one.
 */
export function secondsToCoveringSamples(seconds: number, sampleRateHz: number): number {
  return Math.ceil(seconds * sampleRateHz - 1e-6);
}

const CLOCK_TIME = /^(?:(\d+):)?(\d{1,2}):(\d{1,2})(?:[.,](\d+))?$/;

/**
 * Seconds that have passed, from "12.5", "MM:SS(.mmm)" or "HH:MM:SS(.mmm)". Undefined for anything else, so that the caller can name
 * the argument in its error. HH:MM:SS:FF counts frames, which timecode.ts reads.
 */
export function parseTime(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed);
  const match = CLOCK_TIME.exec(trimmed);
  if (!match) return undefined;
  const [, hours = '0', minutes = '0', seconds = '0', fraction = '0'] = match;
  if (Number(seconds) >= 60 || (match[1] !== undefined && Number(minutes) >= 60)) return undefined;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) + Number(`0.${fraction}`);
}
