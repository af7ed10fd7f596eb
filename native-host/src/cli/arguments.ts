// Reads the values of the command line: times, ranges, tempi, amounts. Throws usage-wrong, range-invalid or tempo-invalid in plain words.
import { MOST_VARIATIONS, ScoreError, parseTime } from '@framescore/contract';

/** "A-B" with times as in design section 10. `readTime` knows what HH:MM:SS:FF means for the source. */
export function parseRange(
  text: string,
  readTime: (text: string) => number | undefined = parseTime,
): [number, number] {
  const parts = text.split('-');
  const [start, end] = parts.map((part) => readTime(part));
  if (parts.length !== 2 || start === undefined || end === undefined) {
    const detail = `"${text}" is not a range. Write two times with a hyphen, as 12.5-40, 00:00:12.500-00:00:40 or 00:00:12:12-00:00:40:00.`;
    throw new ScoreError('range-invalid', detail);
  }
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
  return [start, end];
}

/** True when a range is written with frames, so that the frame rate of the media is needed to read it. */
export function hasFrames(text: string): boolean {
  return text.split('-').some((part) => /^\d+:\d+:\d+[:;]\d+$/.test(part.trim()));
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
