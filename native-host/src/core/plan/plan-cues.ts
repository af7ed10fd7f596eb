// Which cues the planner listens to: trivial ones dropped, near ones merged, late ones discounted. Knows no tempo.
import type { Cue } from '../cues/cue.js';

/** Nothing needs to be done about a cue this near to the start or the end: music begins and ends there. */
const TRIVIAL_SECONDS = 0.04;
/** Two cues nearer than this are one to the ear (and at most a frame or two of picture). */
const MERGE_SECONDS = 0.05;
/** In the tail nothing is struck: a beat on a cue there is hardly heard. */
const TAIL_SECONDS = 0.7;
const TAIL_WEIGHT_FACTOR = 0.25;

/** The cues that the music can answer, in time order. */
export function answerableCues(cues: readonly Cue[], durationSeconds: number): Cue[] {
  return cues
    .filter(
      ({ timeSeconds }) => timeSeconds > TRIVIAL_SECONDS && timeSeconds < durationSeconds - TRIVIAL_SECONDS,
    )
    .sort((a, b) => a.timeSeconds - b.timeSeconds);
}

/** What the beat search maximises over: of cues in one moment only the strongest counts. */
export function searchCues(
  cues: readonly Cue[],
  durationSeconds: number,
): { timeSeconds: number; weight: number }[] {
  const merged: { timeSeconds: number; weight: number }[] = [];
  for (const { timeSeconds, weight } of answerableCues(cues, durationSeconds)) {
    const last = merged.at(-1);
    if (last && timeSeconds - last.timeSeconds < MERGE_SECONDS) {
      if (weight > last.weight) merged[merged.length - 1] = { timeSeconds, weight };
    } else {
      merged.push({ timeSeconds, weight });
    }
  }
  return merged.map(({ timeSeconds, weight }) => ({
    timeSeconds,
    weight: durationSeconds - timeSeconds < TAIL_SECONDS ? weight * TAIL_WEIGHT_FACTOR : weight,
  }));
}
