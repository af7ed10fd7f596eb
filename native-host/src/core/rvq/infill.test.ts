import { describe, expect, test } from '@jest/globals';
import { delayFrames } from './delay-pattern.js';
import { newFrames, planFrameInfill } from './infill.js';

const PATTERN = { delays: [0, 1], noFrame: [100, 100] };
const tokens = Array.from({ length: 400 }, (_, f) => [f % 90, (f + 1) % 90]);
/** Conditions whose first column is the step. */
const conditions = new Int32Array(401 * 9);
for (let step = 0; step < 401; step += 1) conditions[step * 9] = step;
const task = (nextRow: number, toRow: number) => ({ conditions, tokens, nextRow, toRow });

describe('planFrameInfill', () => {
  test('gives what came before with the delay, and asks for the frames of the range', () => {
    const run = planFrameInfill(task(2, 4), PATTERN);
    expect(run.forced).toEqual([
      [0, 100],
      [1, 1],
      [-1, 2],
      [-1, -1],
      [100, -1],
    ]);
    expect(run.givenRows).toBe(2);
    expect(run.restart).toBeUndefined();
  });

  test('gives at most 200 frames, described as they are in the whole piece', () => {
    const run = planFrameInfill(task(300, 310), PATTERN);
    expect(run.givenRows).toBe(200);
    expect(run.steps.slice(0, 2)).toEqual([100, 101]);
    expect(run.steps.slice(-2)).toEqual([309, 309]); // the step behind the range repeats its last frame
    expect(Array.from(run.steps, (_, i) => run.conditions[i * 9])).toEqual(run.steps);
    expect(run.forced[0]).toEqual([10, 100]); // an excerpt begins as a piece does
  });

  test('gives nothing at the beginning of a score', () => {
    const run = planFrameInfill(task(0, 400), PATTERN);
    expect(run.givenRows).toBe(0);
    expect(run.steps).toHaveLength(401);
  });
});

test('the new frames are those behind the given ones', () => {
  const run = planFrameInfill(task(2, 4), PATTERN);
  const sampled = delayFrames([...tokens.slice(0, 2), [7, 8], [9, 10]], PATTERN);
  expect(newFrames(run, sampled, PATTERN)).toEqual([
    [7, 8],
    [9, 10],
  ]);
});
