import { describe, expect, test } from '@jest/globals';
import { RunLimiter } from './run-limits.js';

const LARGEST = 4;
const limit = { stream: 1, token: 0, startsAt: 2, mostSteps: 3 };

/** Whether token 0 of stream 1 is forbidden after these tokens of stream 1. */
function isForbidden(history: number[]): boolean {
  const limiter = new RunLimiter([limit]);
  for (const token of history) limiter.push(Int32Array.of(0, token));
  const noise = new Float32Array(2 * LARGEST);
  limiter.apply(noise, LARGEST);
  expect(noise.filter((_, i) => i !== LARGEST).every((value) => value === 0)).toBe(true);
  return noise[LARGEST]! < -1e8;
}

describe('RunLimiter', () => {
  test('forbids the next repetition once a run after a starting token is as long as allowed', () => {
    expect(isForbidden([2, 0, 0])).toBe(false);
    expect(isForbidden([2, 0, 0, 0])).toBe(true);
  });

  test('starts counting anew with each other token', () => {
    expect(isForbidden([2, 0, 0, 0, 3, 0, 0])).toBe(false);
  });

  test('lets runs after other tokens last: a part that rests may rest', () => {
    expect(isForbidden([1, 0, 0, 0, 0, 0])).toBe(false);
    expect(isForbidden([0, 0, 0, 0, 0, 0])).toBe(false);
  });
});
