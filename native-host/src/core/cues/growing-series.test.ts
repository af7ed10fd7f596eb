// What is kept of a film is the same however long it is, and however much of it came at once.
import { expect, test } from '@jest/globals';
import { CURVE_RATE_HZ } from './cue.js';
import { BinnedMean, MotionSteps } from './growing-series.js';

test('bins hold means over hours, and empty ones the value before', () => {
  const mean = new BinnedMean();
  const seconds = 3 * 3600;
  for (let i = 0; i < seconds; i += 1) for (const value of [i, i + 1]) mean.add(i, value);
  const curve = mean.curve(seconds);
  expect(curve).toHaveLength(seconds * CURVE_RATE_HZ);
  expect([0, 4000, seconds - 1].map((i) => curve[i * CURVE_RATE_HZ + 1])).toEqual([
    0.5,
    4000.5,
    seconds - 0.5,
  ]);
});

test('what lies before the beginning or behind the end belongs to the first or last bin', () => {
  const mean = new BinnedMean();
  for (const [at, value] of [
    [-1, 2],
    [0, 4],
    [0.99, 6],
    [70, 10],
  ] as const)
    mean.add(at, value);
  const curve = mean.curve(1);
  expect([curve[0], curve.at(-1)]).toEqual([3, 8]);
});

test('steps over a change are left out, and thousands kept', () => {
  const steps = new MotionSteps();
  for (let i = 0; i < 5000; i += 1) steps.push(i, i + 1, i / 10);
  const { seconds, motion } = steps.without([2, 2.5, 4000.5]);
  expect(seconds).toHaveLength(4997);
  expect([...seconds.subarray(0, 3)]).toEqual([1, 4, 5]);
  expect(motion.at(-1)).toBe(499.9);
});
