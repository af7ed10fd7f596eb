import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  TICKS_PER_SECOND,
  frameSeconds,
  parseTime,
  secondsToCoveringSamples,
  secondsToSamples,
  secondsToTicks,
  ticksToSeconds,
} from './time.js';

const NTSC = { numerator: 30_000, denominator: 1001 };

test('a second is 254 016 000 000 ticks, and a frame of every common rate is a whole number of them', () => {
  expect(TICKS_PER_SECOND).toBe(254_016_000_000n);
  for (const [numerator, denominator] of [
    [24_000, 1001],
    [24, 1],
    [25, 1],
    [30_000, 1001],
    [50, 1],
    [60_000, 1001],
    [60, 1],
  ] as const) {
    expect((TICKS_PER_SECOND * BigInt(denominator)) % BigInt(numerator)).toBe(0n);
  }
});

test('seconds survive the way to ticks and back to within a nanosecond', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 14_400, noNaN: true }), (seconds) => {
      expect(Math.abs(ticksToSeconds(secondsToTicks(seconds)) - seconds)).toBeLessThan(1e-9);
    }),
  );
});

test('ticks survive the way to seconds and back at the length of a day', () => {
  const day = 86_400n * TICKS_PER_SECOND;
  expect(secondsToTicks(ticksToSeconds(day))).toBe(day);
});

test('a frame of 29.97 lasts 1001/30000 s', () => {
  expect(frameSeconds(NTSC)).toBeCloseTo(0.0333667, 7);
});

test('a length in samples is the nearest whole number', () => {
  expect(secondsToSamples(24.08, 48_000)).toBe(1_155_840);
  expect(secondsToSamples(1001 / 30_000, 48_000)).toBe(1602);
  expect(secondsToSamples(0, 48_000)).toBe(0);
});

test.each([
  ['12.5', 12.5],
  ['0', 0],
  ['1:02', 62],
  ['01:02.25', 62.25],
  ['1:00:00', 3600],
  ['01:02:03.5', 3723.5],
  ['01:02:03,250', 3723.25],
  [' 7 ', 7],
])('%j is %d seconds', (text, seconds) => {
  expect(parseTime(text)).toBeCloseTo(seconds, 9);
});

test.each([
  ['nothing', ''],
  ['a word', 'soon'],
  ['a negative number', '-1'],
  ['seconds above 59 in a timecode', '1:75'],
  ['minutes above 59 beside hours', '1:75:00'],
  ['two points', '1.2.3'],
  ['an exponent', '1e3'],
  ['a timecode with frames', '00:00:01:12'],
  ['a timecode with drop-frame', '00:00:01;12'],
])('%s is no time', (_, text) => {
  expect(parseTime(text)).toBeUndefined();
});

test('samples that cover a duration never end before it, and are no more than it needs', () => {
  expect(secondsToCoveringSamples(1, 48_000)).toBe(48_000);
  for (let frames = 1; frames < 400; frames += 1) {
    const exact = (frames * 1001 * 48_000) / 30_000;
    const samples = secondsToCoveringSamples((frames * 1001) / 30_000, 48_000);
    expect(samples).toBeGreaterThanOrEqual(exact - 1e-5);
    expect(samples).toBeLessThan(exact + 1);
  }
});
