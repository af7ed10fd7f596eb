// Beats that were heard in a stretch of a piece put into those that were heard in all of it before: the stretch counts between two beats
// in which both agree. Pure.
import { measureTempo } from './decode-beats.js';

export type HeardBeats = { beatsSeconds: readonly number[]; downbeatsSeconds: readonly number[] };
export type JoinedBeats = { beatsSeconds: number[]; downbeatsSeconds: number[]; tempoBpm: number };

/** What was heard anew, in seconds of the piece: of [heardFrom, heardTo) only [changedFrom, changedTo) sounds different. */
export type HeardStretch = HeardBeats & {
  heardFromSeconds: number;
  heardToSeconds: number;
  changedFromSeconds: number;
  changedToSeconds: number;
  pieceSeconds: number;
};

/** Two beats this near are one: results are rounded to a tenth of a millisecond, and a peak moves a little with what is around it. */
const SAME_BEAT_SECONDS = 0.005;

/** Undefined where the two agree in no beat before, or none behind what has changed: then the whole must be heard. */
export function joinHeard(before: HeardBeats, stretch: HeardStretch): JoinedBeats | undefined {
  const from = stretch.heardFromSeconds <= 0 ? -Infinity : lastCommon(before, stretch);
  const to = stretch.heardToSeconds >= stretch.pieceSeconds ? Infinity : firstCommon(before, stretch);
  if (from === undefined || to === undefined) return undefined;
  const joined = (old: readonly number[], anew: readonly number[]) => [
    ...old.filter((time) => time <= from),
    ...anew.filter((time) => time > from + SAME_BEAT_SECONDS && time < to - SAME_BEAT_SECONDS),
    ...old.filter((time) => time >= to),
  ];
  const beatsSeconds = joined(before.beatsSeconds, stretch.beatsSeconds);
  const downbeatsSeconds = joined(before.downbeatsSeconds, stretch.downbeatsSeconds);
  return { beatsSeconds, downbeatsSeconds, tempoBpm: measureTempo(beatsSeconds) };
}

function lastCommon(before: HeardBeats, stretch: HeardStretch): number | undefined {
  return before.beatsSeconds
    .filter((time) => time <= stretch.changedFromSeconds && isInBoth(time, before, stretch))
    .at(-1);
}

function firstCommon(before: HeardBeats, stretch: HeardStretch): number | undefined {
  return before.beatsSeconds.find(
    (time) => time >= stretch.changedToSeconds && isInBoth(time, before, stretch),
  );
}

/** Heard as a beat both times, and as the first of a bar both times or neither. */
function isInBoth(time: number, before: HeardBeats, stretch: HeardBeats): boolean {
  const has = (times: readonly number[]) =>
    times.some((other) => Math.abs(other - time) <= SAME_BEAT_SECONDS);
  return has(stretch.beatsSeconds) && has(before.downbeatsSeconds) === has(stretch.downbeatsSeconds);
}
