// When a step sounds: the plan's tempo map, the style's swing, and small seeded human deviations.
// Knows no notes and no instruments.
import assert from 'node:assert/strict';
import { seededRandom } from '../random/random.js';

/** On a step that carries a cue nothing may stray further than this (docs/score-family.md, "Sound decoding"). */
const ACCENT_TOLERANCE_MS = 2;

export type StepPlan = {
  /** Start of each step and the end of the piece, in seconds [T+1]. */
  timesSeconds: ArrayLike<number>;
  /** 0 none, 1 accent, 2 strong [T]. */
  accents: ArrayLike<number>;
  /** Step within the bar [T]. */
  barPhases: ArrayLike<number>;
  /** 0..15, or 16 for unknown [T]. */
  energies: ArrayLike<number>;
  /** Step of the last attack; nothing is struck after it. */
  endingStep: number;
};

export type Feel = { swing: number; swingUnit: number; humanizeMs: number };

/** Uniform numbers for one event, the same whatever was played before it: a regenerated range keeps its neighbours. */
export function eventRandom(seed: number, step: number, lane: number): () => number {
  return seededRandom(
    (Math.imul(seed ^ 0x5bd1e995, 0x01000193) ^ Math.imul(step + 1, 0x9e3779b1)) >>> 0,
    lane + 1,
  );
}

/** Roughly normal in -1..1 with standard deviation 0.41: the mean of two uniforms, stretched. */
export function bellRandom(random: () => number): number {
  return random() + random() - 1;
}

export class StepClock {
  readonly #plan: StepPlan;
  readonly #feel: Feel;
  readonly #seed: number;

  constructor(plan: StepPlan, feel: Feel, seed: number) {
    assert(
      plan.timesSeconds.length === plan.accents.length + 1,
      'timesSeconds needs one entry more than accents',
    );
    this.#plan = plan;
    this.#feel = feel;
    this.#seed = seed;
  }

  get stepCount(): number {
    return this.#plan.accents.length;
  }

  get durationSeconds(): number {
    return this.#plan.timesSeconds[this.stepCount] ?? 0;
  }

  /** No event of this step or a later one can stand earlier than this. */
  earliestSeconds(step: number): number {
    return this.#at(step) - this.#feel.humanizeMs / 1000;
  }

  hasAccent(step: number): boolean {
    return (this.#plan.accents[step] ?? 0) > 0;
  }

  /** Start of the step on the grid, swung but not humanised. */
  gridSeconds(step: number): number {
    if (this.hasAccent(step)) return this.#at(step);
    const { swing, swingUnit } = this.#feel;
    const phase = (this.#plan.barPhases[step] ?? 0) % (2 * swingUnit);
    const lateSteps = swing * Math.min(phase, 2 * swingUnit - phase);
    return this.#at(step) + lateSteps * (this.#at(step + 1) - this.#at(step));
  }

  /** Start of an event, swung and humanised; `lane` tells events of one step apart, `looseness` scales the deviation. */
  onsetSeconds(step: number, lane: number, looseness = 1): number {
    const limitMs = this.hasAccent(step)
      ? Math.min(ACCENT_TOLERANCE_MS, this.#feel.humanizeMs)
      : this.#feel.humanizeMs;
    const deviation = bellRandom(eventRandom(this.#seed, step, lane)) * looseness;
    return Math.max(0, this.gridSeconds(step) + (Math.max(-1, Math.min(1, deviation)) * limitMs) / 1000);
  }

  #at(step: number): number {
    const last = this.#plan.timesSeconds.length - 1;
    return this.#plan.timesSeconds[Math.max(0, Math.min(step, last))] ?? 0;
  }
}
