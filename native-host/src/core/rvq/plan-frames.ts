// Between the plan of a score, in sixteenth steps, and the frames of family rvq: facts of the piece, rows of a range.
import type { Joins } from '../plan/range-joins.js';
import { STEPS_PER_BAR, STEPS_PER_BEAT, type Plan } from '../plan/plan.js';
import type { PieceFacts } from './conditions.js';

const STRONG_ACCENT = 2;

/** F = ceil(D * frameRateHz): the last frame may reach beyond the end, its sound is cut. */
export function frameCountOf(durationSeconds: number, frameRateHz: number): number {
  return Math.max(1, Math.ceil(durationSeconds * frameRateHz));
}

/** What the plan says of the piece that is to be written. */
export function factsOfPlan(plan: Plan, styleIndex: number): PieceFacts {
  const { beats, barPhase, steps } = plan;
  const timeOf = (step: number) => steps.timesSeconds[step]!;
  const firstBeatStep = (STEPS_PER_BEAT - (barPhase % STEPS_PER_BEAT)) % STEPS_PER_BEAT;
  const strengths = Array.from(plan.accents);
  strengths[plan.endingStep] = STRONG_ACCENT; // as in every training piece: the final attack is an accent
  return {
    beatsSeconds: beats.length === 1 ? lonelyBeat(beats[0]!, plan.tempoBpm) : beats,
    firstBeatInBar: ((barPhase + firstBeatStep) % STEPS_PER_BAR) / STEPS_PER_BEAT,
    accents: strengths.flatMap((strength, step) =>
      strength > 0 ? [{ timeSeconds: timeOf(step), strength }] : [],
    ),
    energy: Array.from(plan.energy, (level, step) => ({ fromSeconds: timeOf(step), level })),
    styleIndex,
    tempoBpm: plan.tempoBpm,
    mode: 0,
  };
}

/** A piece with one beat still has a tempo, which says where the next one would be. */
function lonelyBeat(seconds: number, tempoBpm: number): number[] {
  return [seconds, seconds + 60 / tempoBpm];
}

/** Middle of the frame that each of `stepCount` steps of the model is described as, seconds. */
export function frameMiddles(frameCount: number, frameRateHz: number, stepCount: number): Float64Array {
  return Float64Array.from(
    { length: stepCount },
    (_, step) => (Math.min(step, frameCount - 1) + 0.5) / frameRateHz,
  );
}

/** Frames between two joins of the plan: from the one in which the new music begins to before the one in which the old one goes on. */
export function framesOfJoins(
  { steps }: Pick<Plan, 'steps'>,
  { fromStep, toStep }: Joins,
  { frameCount, frameRateHz }: { frameCount: number; frameRateHz: number },
): [from: number, to: number] {
  const frameOf = (step: number) => Math.floor(steps.timesSeconds[step]! * frameRateHz);
  const to = toStep === steps.count ? frameCount : Math.min(frameCount, frameOf(toStep));
  return [Math.min(frameOf(fromStep), to - 1), to];
}
