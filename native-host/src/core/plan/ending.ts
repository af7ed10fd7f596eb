// The last attack: a beat, best a downbeat, best on a cue, whose tail rings to the last frame. Knows the grid and accented cues.
import {
  LONGEST_TAIL_SECONDS,
  LONGEST_TAIL_STEPS,
  SHORTEST_TAIL_SECONDS,
  SHORTEST_TAIL_STEPS,
  USUAL_TAIL_STEPS,
} from './beat-problem.js';
import { STEPS_PER_BEAT } from './plan.js';
import { barStep, nearestStep, stepsOnEvery, type StepGrid } from './step-grid.js';

/** Below this a range holds one gesture: an attack that rings. */
const GESTURE_SECONDS = 3;
/** What serving a cue with the ending adds, and what each cue left behind in the silent tail costs, by weight. */
const CUE_REWARD = 0.8;

type WeightedTime = { timeSeconds: number; weight: number };

function endingScore(grid: StepGrid, step: number, cues: readonly WeightedTime[]): number {
  const place = barStep(grid, step);
  const tailSteps = grid.count - 1 - step;
  let score = place === 0 ? 1 : place === 8 ? 0.5 : 0.3;
  score *= 1 - (0.5 * Math.abs(tailSteps - USUAL_TAIL_STEPS)) / USUAL_TAIL_STEPS;
  for (const cue of cues) {
    const cueStep = nearestStep(grid, cue.timeSeconds);
    if (cueStep === step) score += CUE_REWARD * cue.weight;
    if (cueStep > step) score -= CUE_REWARD * cue.weight;
  }
  return score;
}

const bestOf = (steps: readonly number[], score: (step: number) => number) =>
  steps.reduce((best, step) => (score(step) > score(best) ? step : best), steps[0]!);

/** Step of the last attack. */
export function chooseEndingStep(grid: StepGrid, cues: readonly WeightedTime[]): number {
  const endSeconds = grid.timesSeconds[grid.count]!;
  const near = cues.filter(({ timeSeconds }) => endSeconds - timeSeconds < LONGEST_TAIL_SECONDS + 1);
  const tailSteps = (step: number) => grid.count - 1 - step;
  const inSteps = (step: number) =>
    tailSteps(step) >= SHORTEST_TAIL_STEPS && tailSteps(step) <= LONGEST_TAIL_STEPS;
  const beats = stepsOnEvery(grid, STEPS_PER_BEAT);
  const fit = beats.filter((step) => {
    const tailSeconds = endSeconds - grid.timesSeconds[step]!;
    return inSteps(step) && tailSeconds >= SHORTEST_TAIL_SECONDS && tailSeconds <= LONGEST_TAIL_SECONDS;
  });
  if (endSeconds >= GESTURE_SECONDS && fit.length > 0)
    return bestOf(fit, (step) => endingScore(grid, step, near));
  const [strongest] = [...cues].sort((a, b) => b.weight - a.weight);
  if (strongest) {
    const step = nearestStep(grid, strongest.timeSeconds);
    if (inSteps(step)) return step;
  }
  return [0, ...beats].find((step) => tailSteps(step) <= LONGEST_TAIL_STEPS) ?? 0;
}
