import { describe, expect, test } from '@jest/globals';
import { chooseJoins } from './range-joins.js';

/** 120 BPM: a sixteenth is 0.125 s, a beat 0.5 s; the score begins on the third sixteenth of a bar. */
const steps = { stepSeconds: Array.from({ length: 81 }, (_, i) => i * 0.125), barPhase: 2 };
const LEAD_IN = 0.04;

describe('chooseJoins', () => {
  test('takes the first and the last beat inside the range', () => {
    // Beats stand at 0.25 + n * 0.5 s, steps 2, 6, 10, ...
    expect(chooseJoins(steps, [1, 3], LEAD_IN)).toEqual({ fromStep: 10, toStep: 22 });
  });

  test('leaves room for the fade before the first beat', () => {
    expect(chooseJoins(steps, [1.22, 3], LEAD_IN)).toEqual({ fromStep: 14, toStep: 22 });
    expect(chooseJoins(steps, [1.2, 3], LEAD_IN)).toEqual({ fromStep: 10, toStep: 22 });
  });

  test('reaches to the very start and end, whatever beat is there', () => {
    expect(chooseJoins(steps, [0, 3], LEAD_IN)).toEqual({ fromStep: 0, toStep: 22 });
    expect(chooseJoins(steps, [1, 10], LEAD_IN)).toEqual({ fromStep: 10, toStep: 80 });
    expect(chooseJoins(steps, [0.004, 9.996], LEAD_IN)).toEqual({ fromStep: 0, toStep: 80 });
  });

  test('finds none in a range without a whole beat', () => {
    expect(chooseJoins(steps, [1.3, 1.9], LEAD_IN)).toBeUndefined();
  });
});
