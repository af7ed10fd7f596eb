import { describe, expect, test } from '@jest/globals';
import { parseTime } from '@framescore/contract';
import { hasFrames, parsePercent, parseRange, parseRate, parseSeed, parseTempo } from './arguments.js';

const readTime = (text: string) => parseTime(text, { numerator: 25, denominator: 1 });

describe('parseRange', () => {
  test.each([
    ['12.5-40', [12.5, 40]],
    ['00:00:12.500-00:01:40', [12.5, 100]],
    ['1:05-1:10.25', [65, 70.25]],
    ['00:00:12:12-00:00:40:00', [12.48, 40]],
  ])('reads %s', (text, expected) => expect(parseRange(text, readTime)).toEqual(expected));

  test.each(['', '5', '5-', 'a-b', '1-2-3', '00:61:00-01:00:00', '-1-5', '00:00:01:30-00:00:02:00'])(
    'refuses %j and says how to write a range',
    (text) => expect(() => parseRange(text, readTime)).toThrow(/range-invalid/),
  );

  test('refuses a range that is reversed or empty', () => {
    expect(() => parseRange('9-4')).toThrow(/before it begins/);
    expect(() => parseRange('4-4')).toThrow(/before it begins/);
  });

  test('refuses a range before the start of the sequence', () => {
    expect(() => parseRange('a-b', (text) => (text === 'a' ? -1 : 5))).toThrow(/before the sequence/);
  });

  test('sees whether frames are given', () => {
    expect(hasFrames('00:00:01:12-00:00:02:00')).toBe(true);
    expect(hasFrames('00:00:01.5-2')).toBe(false);
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
