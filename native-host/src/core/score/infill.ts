// How a range of a score is composed anew: which steps the model is given, in which order, and which it writes. Knows no sound.
import assert from 'node:assert/strict';
import { CONDITION_COUNT, JOIN_GIVEN, joinBucket } from './conditions.js';
import { HOLD, lastingAt, REST, restate } from './restate.js';
import { PITCHED_PARTS, STREAM_INDEX } from './score-streams.js';

/** All of a run lies in one attention window (docs/score-family.md): what follows, what came before, what is new. */
const WINDOW_STEPS = 256;
/** Two bars of what follows: training had one to three. */
const GIVEN_STEPS = 32;
/** The most that is written at once towards given bars, and how much of a longer range is left for that. */
const MOST_NEW_STEPS = 160;
const LAST_NEW_STEPS = 128;
const JOIN_COLUMN = CONDITION_COUNT - 1;

/** One run of the model. Position i of it is step `steps[i]` of the score; the first `forced.length` of them are given. */
export type ScoreInfillRun = {
  steps: number[];
  /** Row-major [P, C]. */
  conditions: Int32Array;
  /** Tokens of the given positions [G][K]. */
  forced: number[][];
  /** Position that follows "before the beginning", as the first one does. */
  restart: number;
};

export type ScoreInfillTask = {
  /** Row-major [T, C], without any join. */
  conditions: Int32Array;
  /** [T][K]; those of [next, toStep) are not looked at. */
  tokens: readonly (readonly number[])[];
  /** First step that is still to be written, and the first one that stays as it is. */
  nextStep: number;
  toStep: number;
};

/** The next run of a range: towards its end the model is given the bars that follow, so that it can lead into them. */
export function planInfill({ conditions, tokens, nextStep, toStep }: ScoreInfillTask): ScoreInfillRun {
  const total = tokens.length;
  assert(0 <= nextStep && nextStep < toStep && toStep <= total, 'the range lies in the score');
  const left = toStep - nextStep;
  const isLast = toStep === total || left <= MOST_NEW_STEPS;
  const givenCount = isLast ? Math.min(GIVEN_STEPS, total - toStep) : 0;
  const newCount = isLast ? left : left - LAST_NEW_STEPS;
  const before = Math.min(
    nextStep,
    Math.max(16, WINDOW_STEPS - givenCount - Math.min(newCount, MOST_NEW_STEPS)),
  );
  const given = range(toStep, toStep + givenCount);
  const known = range(nextStep - before, nextStep);
  const steps = [...given, ...known, ...range(nextStep, nextStep + newCount)];
  return {
    steps,
    conditions: conditionsOf(steps, { conditions, givenCount, toStep }),
    forced: [
      ...restate(tokens, toStep, toStep + givenCount),
      ...restate(tokens, nextStep - before, nextStep),
    ],
    restart: givenCount,
  };
}

function conditionsOf(
  steps: readonly number[],
  { conditions, givenCount, toStep }: { conditions: Int32Array; givenCount: number; toStep: number },
): Int32Array {
  const rows = new Int32Array(steps.length * CONDITION_COUNT);
  steps.forEach((step, i) => {
    rows.set(conditions.subarray(step * CONDITION_COUNT, (step + 1) * CONDITION_COUNT), i * CONDITION_COUNT);
    if (givenCount > 0)
      rows[i * CONDITION_COUNT + JOIN_COLUMN] = i < givenCount ? JOIN_GIVEN : joinBucket(toStep - step);
  });
  return rows;
}

/**
 * The score with steps [fromStep, fromStep + written) replaced. The step behind them states what lasted there, and lets go of notes
 * that began in what was replaced: outside the range everything sounds as before.
 */
export function replaceSteps(
  tokens: readonly (readonly number[])[],
  fromStep: number,
  written: readonly (readonly number[])[],
): number[][] {
  const toStep = fromStep + written.length;
  const result = [...tokens.slice(0, fromStep), ...written, ...tokens.slice(toStep)].map((step) => [...step]);
  const join = result[toStep];
  if (!join) return result;
  for (const [stream, token] of lastingAt(tokens, toStep)) join[stream] = token;
  for (const part of PITCHED_PARTS) {
    const stream = STREAM_INDEX[part];
    if (join[stream] === HOLD) join[stream] = REST;
  }
  return result;
}

function range(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, i) => start + i);
}
