// Moments at which movement peaks or stops at once, as an impact does. Knows the movement over time and where cuts are.
import type { Cue } from './cue.js';

/** Movement of each step, at its end, in time order. */
export type MotionSeries = { seconds: Float64Array; motion: Float64Array };

/** What is compared before and after a moment: 150 ms, some four frames at 25 fps. */
const SIDE_SECONDS = 0.15;
/** Around a cut movement is not to be trusted, and the cut is the cue. */
const CUT_DISTANCE_SECONDS = 0.25;
const LEAST_SPACING_SECONDS = 1;
/** How far, in shares of the clip's lively movement, a peak rises over both sides or a stop falls. */
const LEAST_PROMINENCE = 0.5;
/** A stop leaves at most this share of the movement before it. */
const STOP_SHARE = 0.35;
/** A peak among many (a shaky camera) is none: it rises this much over the median of the seconds around it. */
const OVER_USUAL = 2;
const USUAL_SECONDS = 2;
/** How far a peak's prominence is looked for. */
const PROMINENCE_SECONDS = 1;
const WEIGHT = { least: 0.15, most: 0.5 };

function meanIn({ seconds, motion }: MotionSeries, from: number, direction: 1 | -1): number {
  const start = seconds[from]!;
  let sum = 0;
  let count = 0;
  for (
    let i = from;
    i >= 0 && i < seconds.length && Math.abs(seconds[i]! - start) < SIDE_SECONDS;
    i += direction
  ) {
    sum += motion[i]!;
    count += 1;
  }
  return sum / count;
}

/** Three-frame median: drops single repeated or broken frames, keeps edges. */
function medianOfThree({ seconds, motion }: MotionSeries): MotionSeries {
  const median = motion.map((value, i) => {
    const a = motion[i - 1] ?? value;
    const b = motion[i + 1] ?? value;
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), value));
  });
  return { seconds, motion: median };
}

/** Height of a local maximum over the higher of the two lowest points beside it. */
function prominenceAt({ seconds, motion }: MotionSeries, index: number): number {
  const height = motion[index]!;
  const lowest = (direction: 1 | -1) => {
    let low = height;
    for (let i = index + direction; i >= 0 && i < seconds.length; i += direction) {
      if (motion[i]! > height || Math.abs(seconds[i]! - seconds[index]!) > PROMINENCE_SECONDS) break;
      low = Math.min(low, motion[i]!);
    }
    return low;
  };
  return height - Math.max(lowest(-1), lowest(1));
}

type Candidate = { timeSeconds: number; strength: number };

/** Median of the movement around each sample. */
function usualMotion({ seconds, motion }: MotionSeries): Float64Array {
  let first = 0;
  let end = 0;
  return seconds.map((timeSeconds) => {
    while (seconds[first]! < timeSeconds - USUAL_SECONDS) first += 1;
    while (end < seconds.length && seconds[end]! <= timeSeconds + USUAL_SECONDS) end += 1;
    const sorted = motion.slice(first, end).sort();
    return sorted[sorted.length >> 1]!;
  });
}

function candidatesIn(series: MotionSeries, scale: number): Candidate[] {
  const { seconds, motion } = series;
  const found: Candidate[] = [];
  const usual = usualMotion(series);
  for (let i = 1; i + 1 < seconds.length; i += 1) {
    const timeSeconds = seconds[i]!;
    const [previous, value, following] = [motion[i - 1]!, motion[i]!, motion[i + 1]!];
    const before = meanIn(series, i - 1, -1);
    const after = meanIn(series, i, 1);
    const drop = (before - after) / scale;
    if (drop >= LEAST_PROMINENCE && after <= STOP_SHARE * before && value <= STOP_SHARE * previous + after) {
      found.push({ timeSeconds, strength: drop });
    }
    if (value >= previous && value > following) {
      const prominence = prominenceAt(series, i) / scale;
      const isRare = value >= OVER_USUAL * usual[i]!;
      if (prominence >= LEAST_PROMINENCE && isRare) found.push({ timeSeconds, strength: prominence });
    }
  }
  return found;
}

/** Motion peaks in time order; `scale` is what counts as lively movement in this clip. */
export function findMotionPeaks(series: MotionSeries, cutSeconds: readonly number[], scale: number): Cue[] {
  const isFree = (time: number) => cutSeconds.every((cut) => Math.abs(cut - time) >= CUT_DISTANCE_SECONDS);
  const strongestFirst = candidatesIn(medianOfThree(series), scale)
    .filter(({ timeSeconds }) => isFree(timeSeconds))
    .sort((a, b) => b.strength - a.strength || a.timeSeconds - b.timeSeconds);
  const kept: Candidate[] = [];
  for (const candidate of strongestFirst) {
    const isNear = kept.some(
      ({ timeSeconds }) => Math.abs(timeSeconds - candidate.timeSeconds) < LEAST_SPACING_SECONDS,
    );
    if (!isNear) kept.push(candidate);
  }
  return kept
    .sort((a, b) => a.timeSeconds - b.timeSeconds)
    .map(({ timeSeconds, strength }) => ({
      timeSeconds,
      kind: 'motion-peak' as const,
      weight: WEIGHT.least + (WEIGHT.most - WEIGHT.least) * Math.min(1, strength),
    }));
}
