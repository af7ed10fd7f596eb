// How a range of a score of family rvq is composed anew (docs/rvq-family.md): which frames the model is given, which it writes.
import assert from 'node:assert/strict';
import type { InfillRun, InfillTask } from '../sampling/infill-run.js';
import { RVQ_CONDITIONS } from './conditions.js';
import { forcedSteps, undelaySteps, type DelayPattern } from './delay-pattern.js';

/** Frames before a range that the model is given at most: 8 s at 25 Hz. */
const MOST_GIVEN_FRAMES = 200;
const WIDTH = RVQ_CONDITIONS.length;

/** The whole range in one run: what came before it is given, what follows it is not seen. Steps behind the range repeat its last frame. */
export function planFrameInfill(
  { conditions, tokens, nextRow, toRow }: InfillTask,
  pattern: DelayPattern,
): InfillRun {
  assert(0 <= nextRow && nextRow < toRow && toRow <= tokens.length, 'the range lies in the score');
  const first = Math.max(0, nextRow - MOST_GIVEN_FRAMES);
  const forced = forcedSteps(tokens.slice(first, nextRow), toRow - first, pattern);
  const steps = forced.map((_, position) => Math.min(first + position, toRow - 1));
  const rows = new Int32Array(steps.length * WIDTH);
  for (const [position, step] of steps.entries())
    rows.set(conditions.subarray(step * WIDTH, (step + 1) * WIDTH), position * WIDTH);
  return { steps, conditions: rows, forced, givenRows: nextRow - first };
}

/** The frames that a run wrote, from its steps [P][K]. */
export function newFrames(
  { givenRows }: Pick<InfillRun, 'givenRows'>,
  sampled: readonly (readonly number[])[],
  pattern: DelayPattern,
): number[][] {
  return undelaySteps(sampled, pattern).slice(givenRows);
}
