// From beats to sixteenth steps: step 0 begins at time 0, the last step ends with the range. Knows beats, not cues.
import assert from 'node:assert/strict';
import { STEPS_PER_BAR, STEPS_PER_BEAT } from './plan.js';

export type StepGrid = {
  count: number;
  /** [T + 1], increasing, from 0 to the duration exactly. */
  timesSeconds: Float64Array;
  /** Step within its bar of step 0. */
  barPhase: number;
};

/** Index of the value nearest to `target` in a rising list, not before `first`. */
function nearestIndex(rising: Float64Array, target: number, first: number): number {
  let best = first;
  for (let i = first + 1; i < rising.length; i += 1) {
    if (Math.abs(rising[i]! - target) < Math.abs(rising[best]! - target)) best = i;
  }
  return best;
}

/**
 * Cuts every beat into four and keeps the sixteenths from the one nearest to 0 to the one nearest to the end, both moved onto 0 and
 * the end: the first step absorbs at most the planner's 30 ms, the last one at most half a step of a tail where nothing is struck.
 */
export function layStepGrid(
  beatSeconds: Float64Array,
  firstBarBeat: number,
  durationSeconds: number,
): StepGrid {
  const intervals = beatSeconds.length - 1;
  assert(
    intervals >= 1 && beatSeconds[0]! <= 1e-9 && beatSeconds[intervals]! >= durationSeconds - 1e-9,
    'beats must span',
  );
  const sixteenths = new Float64Array(intervals * STEPS_PER_BEAT + 1);
  for (let i = 0; i < intervals; i += 1) {
    const stepSeconds = (beatSeconds[i + 1]! - beatSeconds[i]!) / STEPS_PER_BEAT;
    for (let q = 0; q < STEPS_PER_BEAT; q += 1)
      sixteenths[i * STEPS_PER_BEAT + q] = beatSeconds[i]! + q * stepSeconds;
  }
  sixteenths[intervals * STEPS_PER_BEAT] = beatSeconds[intervals]!;
  const first = nearestIndex(sixteenths.subarray(0, 2 * STEPS_PER_BEAT + 1), 0, 0);
  const last = nearestIndex(sixteenths, durationSeconds, first + 1);
  const timesSeconds = sixteenths.slice(first, last + 1);
  timesSeconds[0] = 0;
  timesSeconds[last - first] = durationSeconds;
  const barPhase = (firstBarBeat * STEPS_PER_BEAT + first) % STEPS_PER_BAR;
  return { count: last - first, timesSeconds, barPhase };
}

/** Step within its bar, 0..15. */
export function barStep(grid: Pick<StepGrid, 'barPhase'>, step: number): number {
  return (grid.barPhase + step) % STEPS_PER_BAR;
}

/** Steps that begin a beat (every = 4) or a bar (every = 16). */
export function stepsOnEvery(grid: Pick<StepGrid, 'barPhase' | 'count'>, every: number): number[] {
  const steps: number[] = [];
  for (let step = 0; step < grid.count; step += 1) if (barStep(grid, step) % every === 0) steps.push(step);
  return steps;
}

/** Step whose beginning is nearest to a time. */
export function nearestStep(grid: StepGrid, timeSeconds: number): number {
  const times = grid.timesSeconds;
  let low = 0;
  let high = grid.count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (times[middle]! <= timeSeconds) low = middle;
    else high = middle - 1;
  }
  return low + 1 < grid.count && times[low + 1]! - timeSeconds < timeSeconds - times[low]! ? low + 1 : low;
}
