// When a reversed cymbal must start, and at which key, so that its peak falls on the accent it leads to.
// Knows the recording's length; nothing of tokens and synthesizers.
import type { StepPlan } from './step-clock.js';

/** From the start of the recording to its peak at its natural key; measured on the bank's program 119. */
const PEAK_SECONDS = 1.33;
const NATURAL_KEY = 60;
/** The preset tracks the keyboard by a quarter: twelve keys shift it by three semitones. */
const KEYS_PER_OCTAVE = 48;
const LOWEST_KEY = 36;
const HIGHEST_KEY = 120;
/** A swell that leads to no accent leads to the next bar line within this many steps. */
const SEARCH_STEPS = 32;

function targetStep(plan: StepPlan, step: number): number {
  const last = Math.min(step + SEARCH_STEPS, plan.accents.length);
  for (let next = step + 2; next < last; next += 1) if ((plan.accents[next] ?? 0) > 0) return next;
  return Math.min(step + 16 - ((plan.barPhases[step] ?? 0) % 16), plan.accents.length);
}

export function reverseSwellStart(plan: StepPlan, step: number): { startSeconds: number; key: number } {
  const nowSeconds = plan.timesSeconds[step] ?? 0;
  const availableSeconds = Math.max(0.1, (plan.timesSeconds[targetStep(plan, step)] ?? 0) - nowSeconds);
  const exactKey = NATURAL_KEY + KEYS_PER_OCTAVE * Math.log2(PEAK_SECONDS / availableSeconds);
  const key = Math.max(LOWEST_KEY, Math.min(HIGHEST_KEY, Math.ceil(exactKey)));
  const lengthSeconds = PEAK_SECONDS * 2 ** ((NATURAL_KEY - key) / KEYS_PER_OCTAVE);
  return { startSeconds: nowSeconds + Math.max(0, availableSeconds - lengthSeconds), key };
}
