// Which cues the planner listens to: trivial ones dropped, near ones merged, late ones discounted. Knows no tempo.
import { isHardCut, type Cue } from '../cues/cue.js';

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

export type SearchCue = { timeSeconds: number; weight: number; isHardCut: boolean };

/** What the beat search maximises over: of cues in one moment only the strongest counts. */
export function searchCues(cues: readonly Cue[], durationSeconds: number): SearchCue[] {
  const merged: SearchCue[] = [];
  for (const cue of answerableCues(cues, durationSeconds)) {
    const { timeSeconds, weight } = cue;
    const last = merged.at(-1);
    if (!last || timeSeconds - last.timeSeconds >= MERGE_SECONDS) {
      merged.push({ timeSeconds, weight, isHardCut: isHardCut(cue) });
    } else if (weight > last.weight) {
      merged[merged.length - 1] = { timeSeconds, weight, isHardCut: last.isHardCut || isHardCut(cue) };
    }
  }
  return merged.map((cue) => ({
    ...cue,
    weight: durationSeconds - cue.timeSeconds < TAIL_SECONDS ? cue.weight * TAIL_WEIGHT_FACTOR : cue.weight,
  }));
}
