import { describe, expect, test } from '@jest/globals';
import type { Plan } from '../plan/plan.js';
import {
  CONDITIONS,
  CONDITION_COUNT,
  conditionsFromPlan,
  joinBucket,
  elapsedBucket,
  remainingBucket,
  stepsToNextAccent,
  unconditionalRow,
} from './conditions.js';

describe('buckets', () => {
  test('of the steps that remain are exact to 31 and then those of the specification', () => {
    const cases = [[0, 0], [31, 31], [32, 32], [47, 32], [48, 33], [63, 33], [64, 34], [95, 34], [96, 35], [127, 35], [128, 36], [191, 36], [192, 37], [255, 37], [256, 38], [9999, 38]]; // prettier-ignore
    for (const [steps, bucket] of cases) expect(remainingBucket(steps!)).toBe(bucket);
  });

  test('of the steps since the start are 0 below 16, then 1, 2, 3, 4 from 16, 32, 64, 128', () => {
    expect([0, 15, 16, 31, 32, 63, 64, 127, 128, 5000].map(elapsedBucket)).toEqual([
      0, 0, 1, 1, 2, 2, 3, 3, 4, 4,
    ]);
  });

  test('of the steps to given music are exact to 16, then of 17, 33 and 65 on', () => {
    expect([1, 16, 17, 32, 33, 64, 65, 500].map(joinBucket)).toEqual([2, 17, 18, 18, 19, 19, 20, 20]);
  });
});

describe('stepsToNextAccent', () => {
  test('counts to the next accent after the step, 16 beyond 15', () => {
    const accents = new Uint8Array(20);
    accents[2] = 1;
    accents[19] = 2;
    expect([...stepsToNextAccent(accents)]).toEqual([
      2, 1, 16, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 16,
    ]);
  });
});

describe('conditionsFromPlan', () => {
  const T = 40;
  const plan = {
    tempoBpm: 120,
    steps: { count: T, timesSeconds: new Float64Array(T + 1) },
    barPhase: 14,
    accents: Uint8Array.from({ length: T }, (_, step) => (step === 18 ? 2 : 0)),
    energy: new Uint8Array(T).fill(9),
  } as unknown as Plan;
  const { values } = conditionsFromPlan(plan, { styleIndex: 3, mode: 'minor' });
  const row = (step: number) => [...values.subarray(step * CONDITION_COUNT, (step + 1) * CONDITION_COUNT)];

  test('writes the rows that the specification gives', () => {
    expect(row(0)).toEqual([14, 0, 16, 9, 32, 0, 3, 10, 2, 0]);
    expect(row(2)).toEqual([0, 0, 16, 9, 32, 0, 3, 10, 2, 0]);
    expect(row(3)).toEqual([1, 0, 15, 9, 32, 0, 3, 10, 2, 0]);
    expect(row(18)).toEqual([0, 2, 16, 9, 21, 1, 3, 10, 2, 0]);
    expect(row(39)).toEqual([5, 0, 16, 9, 0, 2, 3, 10, 2, 0]);
  });

  test('stays within the sizes of the conditions', () => {
    for (let step = 0; step < T; step += 1) {
      row(step).forEach((value, i) => expect(value >= 0 && value < CONDITIONS[i]!.size).toBe(true));
    }
  });

  test('becomes unconditional by unknowing energy, style and mode alone', () => {
    expect([...unconditionalRow(values.slice(0, CONDITION_COUNT))]).toEqual([
      14, 0, 16, 16, 32, 0, 8, 10, 0, 0,
    ]);
    expect(row(0)[6]).toBe(3);
  });
});
