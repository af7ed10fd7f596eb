// Where a part of a score can be cut out and put back: on the first and the last beat inside the range that was asked for.
import { STEPS_PER_BEAT } from './plan.js';

export type Joins = { fromStep: number; toStep: number };

/** Half a video frame at 60 fps: a range that ends this near to an end of the score means that end. */
const EDGE_SECONDS = 0.008;

/**
 * Steps between which music may be new, so that nothing outside [start, end) changes; `leadInSeconds` are needed before the first beat
 * for the fade. Undefined where the range holds no whole beat.
 */
export function chooseJoins(
  { stepSeconds, barPhase }: { stepSeconds: ArrayLike<number>; barPhase: number },
  [startSeconds, endSeconds]: readonly [number, number],
  leadInSeconds: number,
): Joins | undefined {
  const total = stepSeconds.length - 1;
  let fromStep = startSeconds <= EDGE_SECONDS ? 0 : -1;
  let toStep = endSeconds >= stepSeconds[total]! - EDGE_SECONDS ? total : -1;
  for (let step = 0; step < total; step += 1) {
    if ((barPhase + step) % STEPS_PER_BEAT !== 0) continue;
    const seconds = stepSeconds[step]!;
    if (fromStep < 0 && seconds - leadInSeconds >= startSeconds) fromStep = step;
    if (toStep !== total && seconds <= endSeconds) toStep = step;
  }
  return fromStep >= 0 && toStep - fromStep >= STEPS_PER_BEAT ? { fromStep, toStep } : undefined;
}
