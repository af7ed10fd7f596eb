// Reads the values of the command line: times, ranges, tempi, amounts. Throws usage-wrong, range-invalid or tempo-invalid in plain words.
import { MOST_VARIATIONS, ScoreError } from '@framescore/contract';
import type { TimeReading } from '../core/timeline/film-timecode.js';
import { readPassed, type MediaClock } from '../media-clock.js';

/** What a range may mean for its source; a score is counted in seconds from its start. */
type RangeClock = Pick<MediaClock, 'readers' | 'lengthSeconds'>;
const SCORE_CLOCK: RangeClock = { readers: [readPassed], lengthSeconds: Infinity };
/** Durations that containers state and ranges that people type are rounded. */
const GRACE_SECONDS = 0.5;

/** "A-B": the first meaning that lies inside the source, else the likeliest one. Throws range-invalid, with the reason where one is known. */
export function parseRange(text: string, clock: RangeClock = SCORE_CLOCK): [number, number] {
  const parts = text.split('-');
  const meanings = clock.readers.map((read) => parts.map(read));
  const ranges = meanings.map(rangeOf).filter((range) => range !== undefined);
  const isInside = ([start, end]: [number, number]) =>
    start >= 0 && end <= clock.lengthSeconds + GRACE_SECONDS;
  const range = ranges.find(isInside) ?? ranges[0];
  if (!range) throw noRange(text, meanings, clock === SCORE_CLOCK);
  const [start, end] = range;
  if (end <= start) {
    throw new ScoreError(
      'range-invalid',
      `The range ${text} ends before it begins. Give the earlier time first.`,
    );
  }
  if (start < 0) {
    throw new ScoreError(
      'range-invalid',
      `The range ${text} begins before the sequence does. Give timecodes as the sequence shows them.`,
    );
  }
  return range;
}

function rangeOf(readings: readonly TimeReading[]): [number, number] | undefined {
  const [start, end] = readings.map((reading) =>
    reading && 'seconds' in reading ? reading.seconds : undefined,
  );
  return readings.length === 2 && start !== undefined && end !== undefined ? [start, end] : undefined;
}

function noRange(text: string, meanings: readonly TimeReading[][], isOfScore: boolean): ScoreError {
  const refused = meanings.flat().find((reading) => reading !== undefined && 'refusal' in reading);
  if (refused) return new ScoreError('range-invalid', `In the range ${text}: ${refused.refusal}`);
  const frames = isOfScore ? '' : ' or 00:00:12:12-00:00:40:00';
  const detail = `"${text}" is not a range. Write two times with a hyphen, as 12.5-40, 00:00:12.500-00:00:40${frames}.`;
  return new ScoreError('range-invalid', detail);
}

/** True when a range is written as times of a clock, so that the frames and the timecode of a film may be needed to read it. */
export function hasClockTimes(text: string): boolean {
  return /[:;]/.test(text);
}

/** "auto", "120" or "100-130"; auto gives undefined. Limits are checked where the style is chosen. */
export function parseTempo(text: string): [number, number] | undefined {
  if (text === 'auto') return undefined;
  const match = /^(\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))?$/.exec(text.trim());
  if (!match) {
    throw new ScoreError(
      'tempo-invalid',
      `"${text}" is not a tempo. Write auto, a number as 120, or a range as 100-130.`,
    );
  }
  const low = Number(match[1]);
  return [low, match[2] === undefined ? low : Number(match[2])];
}

/** A number of 0..100 for --intensity and --sync. */
export function parsePercent(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value >= 0 && value <= 100) return value;
    throw new ScoreError('usage-wrong', `${option} takes a number from 0 to 100, not "${text}".`);
  };
}

/** Pictures a second: a number, or a fraction as 24000/1001. */
export function parseRate(text: string): number {
  const [, numerator, denominator = '1'] = /^(\d+(?:\.\d+)?)(?:\/(\d+))?$/.exec(text.trim()) ?? [];
  const value = Number(numerator) / Number(denominator);
  if (value >= 1 && value <= 240) return value;
  throw new ScoreError(
    'usage-wrong',
    `--fps takes a number from 1 to 240, as 24 or 24000/1001, not "${text}".`,
  );
}

/** A seed: an integer of 32 bits. */
export function parseSeed(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= 0xffff_ffff) return value;
  throw new ScoreError('usage-wrong', `--seed takes a whole number from 0 to 4294967295, not "${text}".`);
}

/** A number of takes. */
export function parseVariations(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= MOST_VARIATIONS) return value;
  throw new ScoreError(
    'usage-wrong',
    `--variations takes a whole number from 1 to ${MOST_VARIATIONS}, not "${text}".`,
  );
}
