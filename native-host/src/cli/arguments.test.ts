import { describe, expect, test } from '@jest/globals';
import { readFromStart, readFromTimecode, type StartTimecode } from '../core/timeline/film-timecode.js';
import { hasClockTimes, parsePercent, parseRange, parseRate, parseSeed, parseTempo } from './arguments.js';

/** A film of 30 s at 25 fps, as its media clock reads times. */
function filmClock(
  startTimecode: StartTimecode | null = null,
  frameRate = { numerator: 25, denominator: 1 },
) {
  const film = { frameRate, startSeconds: 0, startTimecode };
  const readers = [
    (text: string) => readFromStart(text, film),
    (text: string) => readFromTimecode(text, film),
  ];
  return { readers, lengthSeconds: 30 };
}

describe('parseRange', () => {
  test.each([
    ['12.5-40', [12.5, 40]],
    ['00:00:12.500-00:01:40', [12.5, 100]],
    ['1:05-1:10.25', [65, 70.25]],
    ['00:00:12:12-00:00:40:00', [12.48, 40]],
  ])('reads %s', (text, expected) => expect(parseRange(text, filmClock())).toEqual(expected));

  test.each(['', '5', '5-', 'a-b', '1-2-3', '00:61:00-01:00:00', '-1-5', '00:00:01:30-00:00:02:00'])(
    'refuses %j and says how to write a range',
    (text) => expect(() => parseRange(text, filmClock())).toThrow(/range-invalid/),
  );

  test('refuses a range that is reversed or empty', () => {
    expect(() => parseRange('9-4')).toThrow(/before it begins/);
    expect(() => parseRange('4-4')).toThrow(/before it begins/);
  });

  test('refuses a range before the start of the sequence', () => {
    const read = (text: string) => ({ seconds: text === 'a' ? -1 : 5 });
    expect(() => parseRange('a-b', { readers: [read], lengthSeconds: Infinity })).toThrow(
      /before the sequence/,
    );
  });

  const fromTheHour = { text: '01:00:00:00', frameRate: { numerator: 25, denominator: 1 } };

  test.each([
    ['00:00:01:00-00:00:09:00', [1, 9]],
    ['01:00:01:00-01:00:09:00', [1, 9]],
    ['01:00:01.5-01:00:09', [1.5, 9]],
    ['1-9', [1, 9]],
  ])('reads %s of a film whose timecode begins at one hour', (text, expected) => {
    expect(parseRange(text, filmClock(fromTheHour))).toEqual(expected);
  });

  test('takes a range that fits neither meaning as counted from the start, so that its error can say so', () => {
    expect(parseRange('02:00:01:00-02:00:09:00', filmClock(fromTheHour))).toEqual([7201, 7209]);
  });

  test('says which frame there is not', () => {
    const ntsc = filmClock(null, { numerator: 30_000, denominator: 1001 });
    expect(() => parseRange('00:01:00;00-00:01:08;00', ntsc)).toThrow(/next frame is 00:01:00;02/);
    expect(() => parseRange('00:00:01:30-00:00:02:00', ntsc)).toThrow(/numbered 0 to 29/);
  });

  test('counts no frames from the start of a score, and says so in its example', () => {
    expect(parseRange('4-00:00:06.5')).toEqual([4, 6.5]);
    expect(() => parseRange('00:00:01:00-00:00:02:00')).toThrow(/as 12.5-40, 00:00:12.500-00:00:40\./);
  });

  test('sees whether times of a clock are given', () => {
    expect(hasClockTimes('00:00:01:12-00:00:02:00')).toBe(true);
    expect(hasClockTimes('1.5-2')).toBe(false);
  });
});

describe('parseTempo', () => {
  test('reads auto, a number and a range', () => {
    expect(parseTempo('auto')).toBeUndefined();
    expect(parseTempo('128')).toEqual([128, 128]);
    expect(parseTempo('100-130.5')).toEqual([100, 130.5]);
  });
  test.each(['fast', '-5', '100-', '1e3'])('refuses %j', (text) =>
    expect(() => parseTempo(text)).toThrow(/tempo-invalid/),
  );
});

describe('amounts and seeds', () => {
  test('a percentage lies in 0..100', () => {
    expect(parsePercent('--sync')('70')).toBe(70);
    for (const text of ['-1', '101', 'x', ''])
      expect(() => parsePercent('--sync')(text)).toThrow(/--sync takes/);
  });
  test('a seed is an integer of 32 bits', () => {
    expect(parseSeed('4294967295')).toBe(4294967295);
    for (const text of ['4294967296', '1.5', '-1', '']) expect(() => parseSeed(text)).toThrow(/--seed takes/);
  });
});

test('a rate of pictures is a number or a fraction', () => {
  expect(parseRate('24')).toBe(24);
  expect(parseRate('24000/1001')).toBeCloseTo(23.976, 3);
  for (const text of ['0', '', '25fps', '1000', '24/0', '-25'])
    expect(() => parseRate(text)).toThrow(/--fps takes/);
});
