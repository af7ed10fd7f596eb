// The condition vectors [T, 10] of docs/score-family.md, read off a plan. Must not know streams or tokens.
import type { Plan } from '../plan/plan.js';
import { countNotAbove, placesToNextAccent, tempoBucket } from '../sampling/condition-buckets.js';

/** Conditions in order; one row of a matrix is one step. */
export const CONDITIONS = [
  { name: 'bar-phase', size: 16 },
  { name: 'accent', size: 3 },
  { name: 'accent-ahead', size: 17 },
  { name: 'energy', size: 17 },
  { name: 'remaining', size: 39 },
  { name: 'elapsed', size: 5 },
  { name: 'style', size: 9 },
  { name: 'tempo', size: 16 },
  { name: 'mode', size: 3 },
  { name: 'join', size: 21 },
] as const;
export const CONDITION_COUNT = CONDITIONS.length;

export type MusicMode = 'unknown' | 'major' | 'minor';
export type ConditionChoices = { styleIndex: number; mode: MusicMode };

const ENERGY_UNKNOWN = 16;
const STYLE_UNKNOWN = 8;
const MODE_CODES = { unknown: 0, major: 1, minor: 2 } as const;
const NO_ACCENT_AHEAD = 16;
const STRONG_ACCENT = 2;
/** First values of the buckets 32..38 of `remaining`, and of the buckets 1..4 of `elapsed`. */
const REMAINING_EDGES = [32, 48, 64, 96, 128, 192, 256];
const ELAPSED_EDGES = [16, 32, 64, 128];

export function remainingBucket(stepsToEnd: number): number {
  return stepsToEnd < 32 ? stepsToEnd : 31 + countNotAbove(REMAINING_EDGES, stepsToEnd);
}

export function elapsedBucket(stepsFromStart: number): number {
  return countNotAbove(ELAPSED_EDGES, stepsFromStart);
}

/** Values of `join`: nothing is given, the step itself is given, and from 2 on how many steps later given music begins. */
export const JOIN_NONE = 0;
export const JOIN_GIVEN = 1;
const JOIN_EDGES = [17, 33, 65];

export function joinBucket(stepsAhead: number): number {
  return stepsAhead <= 16 ? 1 + stepsAhead : 17 + countNotAbove(JOIN_EDGES, stepsAhead);
}

/** [T] 1..15 steps to the next accent after the step, 16 where none follows within 15. */
export function stepsToNextAccent(accents: Uint8Array): Int32Array {
  return placesToNextAccent(accents, NO_ACCENT_AHEAD);
}

/** Row-major [T, 10]. */
export function conditionsFromPlan(
  plan: Plan,
  { styleIndex, mode }: ConditionChoices,
): { values: Int32Array } {
  const T = plan.steps.count;
  const values = new Int32Array(T * CONDITION_COUNT);
  const accents = Uint8Array.from(plan.accents);
  accents[plan.endingStep] = STRONG_ACCENT; // as in every training piece: the final attack is an accent
  const ahead = stepsToNextAccent(accents);
  const tempo = tempoBucket(plan.tempoBpm);
  for (let step = 0; step < T; step += 1) {
    values.set(
      [
        (plan.barPhase + step) % 16,
        accents[step]!,
        ahead[step]!,
        plan.energy[step]!,
        remainingBucket(T - 1 - step),
        elapsedBucket(step),
        styleIndex,
        tempo,
        MODE_CODES[mode],
        JOIN_NONE,
      ],
      step * CONDITION_COUNT,
    );
  }
  return { values };
}

/**
 * The row for classifier-free guidance: energy, style and mode take their "unknown" value, as in training (`unknown` of
 * models/vmas/config.py); everything about time stays, so that guidance never pulls against bars, accents or the ending.
 */
export function unconditionalRow(row: Int32Array): Int32Array {
  const result = Int32Array.from(row);
  result[3] = ENERGY_UNKNOWN;
  result[6] = STYLE_UNKNOWN;
  result[8] = MODE_CODES.unknown;
  return result;
}
