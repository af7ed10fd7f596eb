// Moments at which movement peaks or stops at once, as an impact does. Knows the movement over time and where cuts are.
import type { Cue } from './cue.js';

export type MotionSample = { timeSeconds: number; motion: number };

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

function meanIn(samples: readonly MotionSample[], from: number, direction: 1 | -1): number {
  const start = samples[from]!.timeSeconds;
  let sum = 0;
  let count = 0;
  for (
    let i = from;
    i >= 0 && i < samples.length && Math.abs(samples[i]!.timeSeconds - start) < SIDE_SECONDS;
    i += direction
  ) {
    sum += samples[i]!.motion;
    count += 1;
  }
  return sum / count;
}

/** Three-frame median: drops single repeated or broken frames, keeps edges. */
function medianOfThree(samples: readonly MotionSample[]): MotionSample[] {
  return samples.map((sample, i) => {
    const a = samples[i - 1]?.motion ?? sample.motion;
    const b = samples[i + 1]?.motion ?? sample.motion;
    const motion = Math.max(Math.min(a, b), Math.min(Math.max(a, b), sample.motion));
    return { timeSeconds: sample.timeSeconds, motion };
  });
}

/** Height of a local maximum over the higher of the two lowest points beside it. */
function prominenceAt(samples: readonly MotionSample[], index: number): number {
  const { motion, timeSeconds } = samples[index]!;
  const lowest = (direction: 1 | -1) => {
    let low = motion;
    for (let i = index + direction; i >= 0 && i < samples.length; i += direction) {
      const other = samples[i]!;
      if (other.motion > motion || Math.abs(other.timeSeconds - timeSeconds) > PROMINENCE_SECONDS) break;
      low = Math.min(low, other.motion);
    }
    return low;
  };
  return motion - Math.max(lowest(-1), lowest(1));
}

type Candidate = { timeSeconds: number; strength: number };

/** Median of the movement around each sample. */
function usualMotion(samples: readonly MotionSample[]): number[] {
  let first = 0;
  let end = 0;
  return samples.map(({ timeSeconds }) => {
    while (samples[first]!.timeSeconds < timeSeconds - USUAL_SECONDS) first += 1;
    while (end < samples.length && samples[end]!.timeSeconds <= timeSeconds + USUAL_SECONDS) end += 1;
    const sorted = samples
      .slice(first, end)
      .map(({ motion }) => motion)
      .sort((a, b) => a - b);
    return sorted[sorted.length >> 1]!;
  });
}

function candidatesIn(samples: readonly MotionSample[], scale: number): Candidate[] {
  const found: Candidate[] = [];
  const usual = usualMotion(samples);
  for (let i = 1; i + 1 < samples.length; i += 1) {
    const { motion, timeSeconds } = samples[i]!;
    const before = meanIn(samples, i - 1, -1);
    const after = meanIn(samples, i, 1);
    const drop = (before - after) / scale;
    if (
      drop >= LEAST_PROMINENCE &&
      after <= STOP_SHARE * before &&
      motion <= STOP_SHARE * samples[i - 1]!.motion + after
    ) {
      found.push({ timeSeconds, strength: drop });
    }
    if (motion >= samples[i - 1]!.motion && motion > samples[i + 1]!.motion) {
      const prominence = prominenceAt(samples, i) / scale;
      const isRare = motion >= OVER_USUAL * usual[i]!;
      if (prominence >= LEAST_PROMINENCE && isRare) found.push({ timeSeconds, strength: prominence });
    }
  }
  return found;
}

/** Motion peaks in time order; `scale` is what counts as lively movement in this clip. */
export function findMotionPeaks(
  series: readonly MotionSample[],
  cutSeconds: readonly number[],
  scale: number,
): Cue[] {
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
