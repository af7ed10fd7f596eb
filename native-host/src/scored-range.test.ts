import { describe, expect, test } from '@jest/globals';
import { secondsToTicks, type TimelineSnapshot } from '@framescore/contract';
import { checkScoredRange, secondsInScore } from './scored-range.js';

const ticks = (seconds: number) => String(secondsToTicks(seconds));
const range = (start: number, end: number) => ({ startTicks: ticks(start), endTicks: ticks(end) });
const timeline = {
  rootGuid: 'a',
  sequences: [{ guid: 'a', name: 'Cut', endTicks: ticks(20_000) }],
} as unknown as TimelineSnapshot;

describe('checkScoredRange', () => {
  test('gives the sequence that is scored', () => {
    expect(checkScoredRange(timeline, range(1, 5)).name).toBe('Cut');
  });

  test.each([
    ['ends where it begins', range(5, 5), 'range-invalid'],
    ['ends before it begins', range(5, 4), 'range-invalid'],
    ['begins before the sequence', { startTicks: '-1', endTicks: ticks(3) }, 'range-invalid'],
    ['begins behind the last clip', range(20_001, 20_010), 'range-invalid'],
    ['is shorter than a second', range(1, 1.9), 'range-too-short'],
    ['is longer than four hours', range(0, 4 * 3600 + 1), 'range-invalid'],
  ])('refuses a range that %s', (_, wrong, code) => {
    expect(() => checkScoredRange(timeline, wrong)).toThrow(expect.objectContaining({ code }));
  });

  test('refuses a timeline without the sequence it is about', () => {
    expect(() => checkScoredRange({ ...timeline, rootGuid: 'b' }, range(1, 5))).toThrow(
      expect.objectContaining({ code: 'timeline-invalid' }),
    );
  });
});

describe('secondsInScore', () => {
  test('counts from the start of the score and stays inside it', () => {
    expect(secondsInScore(range(12, 15), range(10, 20))).toEqual([2, 5]);
    expect(secondsInScore(range(5, 15), range(10, 20))).toEqual([0, 5]);
    expect(secondsInScore(range(15, 30), range(10, 20))).toEqual([5, 10]);
  });

  test('refuses what does not touch the score', () => {
    expect(() => secondsInScore(range(1, 10), range(10, 20))).toThrow(/range-invalid/);
    expect(() => secondsInScore(range(20, 30), range(10, 20))).toThrow(/range-invalid/);
  });
});
