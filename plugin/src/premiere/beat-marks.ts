// Which beats get a marker, and where on the timeline. Pure: knows no object of Premiere.
import { secondsToTicks } from '@framescore/contract';
import type { MarkerChoice } from '../ports.js';
import type { Range } from './ranges.js';

export type BeatMark = {
  ticks: bigint;
  isDownbeat: boolean;
  /** Number of the beat from the start of the score, from 1. */
  number: number;
};

/** Beats nearer than this are one: downbeats and beats are found separately. */
const SAME_BEAT_TICKS = secondsToTicks(0.02);

/** The beats of a score, in ticks of the timeline. */
export function beatsOnTimeline(
  beatsSeconds: readonly number[],
  downbeatsSeconds: readonly number[],
  scoreStartTicks: bigint,
): BeatMark[] {
  const onTimeline = (seconds: readonly number[]): bigint[] =>
    seconds.map((time) => scoreStartTicks + secondsToTicks(time));
  return joinBeats(onTimeline(beatsSeconds), onTimeline(downbeatsSeconds));
}

export function joinBeats(beats: readonly bigint[], downbeats: readonly bigint[]): BeatMark[] {
  const isDownbeat = (ticks: bigint): boolean =>
    downbeats.some((downbeat) => ticks - downbeat <= SAME_BEAT_TICKS && downbeat - ticks <= SAME_BEAT_TICKS);
  return [...beats]
    .sort((a, b) => (a < b ? -1 : 1))
    .map((ticks, index) => ({ ticks, isDownbeat: isDownbeat(ticks), number: index + 1 }));
}

/** Every nth beat, counted anew from each downbeat (backwards before the first); only beats inside the range. */
export function chooseMarks(beats: readonly BeatMark[], choice: MarkerChoice, within: Range): BeatMark[] {
  if (!choice.isOn) return [];
  const everyNth = Math.max(1, Math.round(choice.everyNth));
  const firstDownbeat = Math.max(
    0,
    beats.findIndex((beat) => beat.isDownbeat),
  );
  let lastDownbeat = firstDownbeat;
  return beats
    .filter((beat, index) => {
      if (beat.isDownbeat && index > firstDownbeat) lastDownbeat = index;
      return Math.abs(index - lastDownbeat) % everyNth === 0;
    })
    .filter(({ ticks }) => ticks >= within.startTicks && ticks < within.endTicks);
}
