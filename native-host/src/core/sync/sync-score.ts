// How well music meets moments of the picture, always beside what chance would give. Pure; chance is seeded.
// Null: all moments rotated together round the piece, which keeps the rhythm of both sides (model-notes section 3.6).
import { seededRandom } from '../random/random.js';
import { ONSET_RATE_HZ } from './onset-envelope.js';

export type WeightedMoment = { timeSeconds: number; weight: number };

/** The customary tolerance between a beat and what it should meet (mir_eval). */
export const HIT_SECONDS = 0.07;
const ROTATIONS = 1000;
/** Rotations by less would still hit: they begin and end this far from 0, or at a tenth of a short piece. */
const LEAST_ROTATION_SECONDS = 1;

/** The same rotations for every measure of one seed, seconds. */
export function rotations(durationSeconds: number, seed: number): number[] {
  const random = seededRandom(seed);
  const least = Math.min(LEAST_ROTATION_SECONDS, durationSeconds / 10);
  return Array.from({ length: ROTATIONS }, () => least + random() * (durationSeconds - 2 * least));
}

function distanceToNearest(rising: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rising[middle]! < value) low = middle + 1;
    else high = middle;
  }
  const after = low < rising.length ? rising[low]! - value : Number.POSITIVE_INFINITY;
  const before = low > 0 ? value - rising[low - 1]! : Number.POSITIVE_INFINITY;
  return Math.min(after, before);
}

export type HitScore = { hitCount: number; recall: number; chanceRecall: number };

/** Share of moments within 70 ms of a beat, and the same for rotated moments. `beats` rise. */
export function hitScore(
  momentsSeconds: readonly number[],
  beatsSeconds: ArrayLike<number>,
  { durationSeconds, seed }: { durationSeconds: number; seed: number },
): HitScore {
  const countHits = (shift: number) =>
    momentsSeconds.filter(
      (time) => distanceToNearest(beatsSeconds, (time + shift) % durationSeconds) <= HIT_SECONDS,
    ).length;
  const hitCount = countHits(0);
  const chanceHits =
    rotations(durationSeconds, seed).reduce((sum, shift) => sum + countHits(shift), 0) / ROTATIONS;
  return {
    hitCount,
    recall: hitCount / momentsSeconds.length,
    chanceRecall: chanceHits / momentsSeconds.length,
  };
}

export type LiftScore = { z: number; p: number };

/** Onset strength around the moments (highest within 70 ms, weighted mean) against rotated moments: standard score, one-sided p. */
export function onsetLift(
  moments: readonly WeightedMoment[],
  envelope: Float32Array,
  { durationSeconds, seed }: { durationSeconds: number; seed: number },
): LiftScore {
  const highest = highestNear(envelope, Math.round(HIT_SECONDS * ONSET_RATE_HZ));
  const totalWeight = moments.reduce((sum, { weight }) => sum + weight, 0);
  const strength = (shift: number) => {
    let sum = 0;
    for (const { timeSeconds, weight } of moments) {
      const frame = Math.round(((timeSeconds + shift) % durationSeconds) * ONSET_RATE_HZ);
      sum += weight * highest[Math.min(envelope.length - 1, frame)]!;
    }
    return sum / totalWeight;
  };
  const observed = strength(0);
  const chance = rotations(durationSeconds, seed).map(strength);
  const mean = chance.reduce((sum, value) => sum + value, 0) / chance.length;
  const deviation = Math.sqrt(chance.reduce((sum, value) => sum + (value - mean) ** 2, 0) / chance.length);
  const asHigh = chance.filter((value) => value >= observed).length;
  return { z: deviation > 0 ? (observed - mean) / deviation : 0, p: (1 + asHigh) / (1 + chance.length) };
}

function highestNear(values: Float32Array, reach: number): Float32Array {
  return values.map((_, i) => {
    let highest = Number.NEGATIVE_INFINITY;
    for (let near = Math.max(0, i - reach); near <= Math.min(values.length - 1, i + reach); near += 1) {
      highest = Math.max(highest, values[near]!);
    }
    return highest;
  });
}

export type PhaseLocking = {
  /** 0..1; 1: every moment at the same phase of the beat. */
  value: number;
  /** What random phases give: sqrt(sum w^2) / sum w, for equal weights 1 / sqrt(N). */
  chance: number;
  /** Mean phase, radians, -pi..pi; 0: on the beat, positive: after it. */
  angle: number;
};

/** Phase locking of the moments to the beat grid; moments outside the beats do not count. Undefined when none is left. */
export function phaseLocking(
  moments: readonly WeightedMoment[],
  beatsSeconds: ArrayLike<number>,
): PhaseLocking | undefined {
  let [x, y, total, squares] = [0, 0, 0, 0];
  for (const { timeSeconds, weight } of moments) {
    const phase = beatPhase(beatsSeconds, timeSeconds);
    if (phase === undefined) continue;
    x += weight * Math.cos(2 * Math.PI * phase);
    y += weight * Math.sin(2 * Math.PI * phase);
    total += weight;
    squares += weight * weight;
  }
  if (total === 0) return undefined;
  return { value: Math.hypot(x, y) / total, chance: Math.sqrt(squares) / total, angle: Math.atan2(y, x) };
}

/** Place of a time between its neighbouring beats, 0..1. */
function beatPhase(beats: ArrayLike<number>, timeSeconds: number): number | undefined {
  for (let i = 0; i + 1 < beats.length; i += 1) {
    const [start, end] = [beats[i]!, beats[i + 1]!];
    if (timeSeconds >= start && timeSeconds <= end) return (timeSeconds - start) / (end - start);
  }
  return undefined;
}
