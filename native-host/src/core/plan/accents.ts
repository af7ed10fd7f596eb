// Which steps carry an accent, and for which cue. Knows the grid and the cue report; must not move any beat.
import type { CueReport, MetricalLevel } from './plan.js';
import { nearestStep, type StepGrid } from './step-grid.js';

/** The customary tolerance of beat metrics: further off, an accent would not be heard as meeting the cue. */
const HIT_MS = 70;
/** From this weight on a cue is a leading one. */
const STRONG_WEIGHT = 0.6;
/** Off the beat, only cues of some weight are worth an accent at full sync; at lower sync the bar rises on every level. */
const LEAST_WEIGHT: Record<MetricalLevel, number> = { downbeat: 0.1, beat: 0.1, eighth: 0.3, sixteenth: 0.5 };
const LEAST_WEIGHT_RISE = 0.4;
/** Accents on neighbouring sixteenths blur into one. */
const LEAST_SPACING_STEPS = 2;

export type Accents = { accents: Uint8Array; accentCue: Int32Array };

export function placeAccents(
  grid: StepGrid,
  report: readonly CueReport[],
  { sync, endingStep, sectionSteps }: { sync: number; endingStep: number; sectionSteps: Int32Array },
): Accents {
  const accents = new Uint8Array(grid.count);
  const accentCue = new Int32Array(grid.count).fill(-1);
  const isNearAccent = (step: number) => {
    for (let near = step - LEAST_SPACING_STEPS + 1; near < step + LEAST_SPACING_STEPS; near += 1) {
      if ((accentCue[near] ?? -1) >= 0) return true;
    }
    return false;
  };
  const strongestFirst = report
    .map((entry, index) => ({ entry, index, step: nearestStep(grid, entry.cue.timeSeconds) }))
    .sort((a, b) => b.entry.cue.weight - a.entry.cue.weight || a.index - b.index);
  for (const { entry, index, step } of sync > 0 ? strongestFirst : []) {
    const leastWeight = LEAST_WEIGHT[entry.level] + LEAST_WEIGHT_RISE * (1 - sync);
    if (Math.abs(entry.levelDistanceMs) > HIT_MS || entry.cue.weight < leastWeight) continue;
    if (step === 0 || step > endingStep || isNearAccent(step) || step === endingStep - 1) continue;
    const isLeading = entry.cue.weight >= STRONG_WEIGHT && entry.level !== 'sixteenth';
    accents[step] = isLeading ? 2 : 1;
    accentCue[step] = index;
  }
  for (const step of sectionSteps) if (step > 0 && step < endingStep) accents[step] = 2;
  accents[endingStep] = 2; // as in every training piece: the last attack is a hit, whether a cue is there or not
  return { accents, accentCue };
}
