// Where sound must be moved in time so that the beats heard in it stand where they were planned, and how far they stand off.
// Plans only: knows no tracker and moves nothing itself.
import assert from 'node:assert/strict';

/** Beats as a tracker heard them, rising seconds, with the probability it gives each. */
export type HeardBeats = { beatsSeconds: readonly number[]; confidences: readonly number[] };

/** `shifts[i]`: how much later than output sample `i * everySamples` the input sample stands that is heard there; linear between. */
export type TimeMap = { everySamples: number; shifts: Float64Array };

/** Most that the local rate may differ from 1 (design section 3). */
export const LARGEST_RATE_CHANGE = 0.04;

/** Beats of less probability are not believed. */
const LEAST_CONFIDENCE = 0.3;
/** A heard beat this near to a planned one, as a share of the beat, is that beat: an eighth off is another one. */
const MATCH_SHARE = 0.2;
/** Beats that must be matched: fewer say nothing about the piece. */
const LEAST_MATCHES = 4;
const LEAST_MATCHED_SHARE = 0.6;
/** A beat that is this much of a beat further off than its neighbours (their median) is a slip of the tracker. */
const OUTLIER_SHARE = 0.08;
const NEIGHBOURS = 4;
/** Half a picture at 25 fps: while no beat is further off, nobody sees it, and the sound stays untouched. */
const GOOD_ENOUGH_SECONDS = 0.02;
/** The rate changes over this long, so that no change of it is heard. */
const SMOOTHING_SECONDS = 0.3;
const EVERY_SAMPLES = 480;

type Offset = { atSeconds: number; offsetSeconds: number; beatSeconds: number };

/** Null where the sound is good as it is, or too little of it is understood to touch it. `samples` long, and as long after the map. */
export function planTimeMap(
  plannedSeconds: readonly number[],
  heard: HeardBeats,
  { samples, sampleRateHz }: { samples: number; sampleRateHz: number },
): TimeMap | null {
  const matched = matchBeats(plannedSeconds, heard);
  if (matched.length < Math.max(LEAST_MATCHES, LEAST_MATCHED_SHARE * plannedSeconds.length)) return null;
  const trusted = smooth(withoutSlips(matched));
  if (trusted.every(({ offsetSeconds }) => Math.abs(offsetSeconds) < GOOD_ENOUGH_SECONDS)) return null;
  const knots = limitRate(trusted, samples / sampleRateHz);
  return roundCorners(knots, samples, sampleRateHz);
}

/** Mean distance of planned beats from what was heard, milliseconds; a beat that was not heard counts as far as one is searched. */
export function misplacementMs(plannedSeconds: readonly number[], heard: HeardBeats): number {
  const matched = new Map(matchBeats(plannedSeconds, heard).map((match) => [match.atSeconds, match]));
  const distances = plannedSeconds.map((seconds, i) => {
    const match = matched.get(seconds);
    return match ? Math.abs(match.offsetSeconds) : MATCH_SHARE * beatLength(plannedSeconds, i);
  });
  return (1000 * distances.reduce((sum, value) => sum + value, 0)) / Math.max(1, distances.length);
}

/** Input sample that is heard at an output sample; outside the sound the rate is 1. */
export function inputSampleAt({ everySamples, shifts }: TimeMap, outputSample: number): number {
  const place = Math.min(shifts.length - 1, Math.max(0, outputSample / everySamples));
  const before = Math.floor(place);
  const [low, high] = [shifts[before]!, shifts[before + 1] ?? shifts[before]!];
  return outputSample + low + (place - before) * (high - low);
}

/** Planned beats with a heard one near, where neither has a nearer partner. */
function matchBeats(plannedSeconds: readonly number[], heard: HeardBeats): Offset[] {
  const believed = heard.beatsSeconds.filter((_, i) => heard.confidences[i]! >= LEAST_CONFIDENCE);
  return plannedSeconds.flatMap((atSeconds, i) => {
    const found = believed[nearestIndex(believed, atSeconds)];
    if (found === undefined || plannedSeconds[nearestIndex(plannedSeconds, found)] !== atSeconds) return [];
    const beatSeconds = beatLength(plannedSeconds, i);
    const offsetSeconds = found - atSeconds;
    return Math.abs(offsetSeconds) <= MATCH_SHARE * beatSeconds
      ? [{ atSeconds, offsetSeconds, beatSeconds }]
      : [];
  });
}

function beatLength(beats: readonly number[], i: number): number {
  const [start, end] = i + 1 < beats.length ? [beats[i]!, beats[i + 1]!] : [beats[i - 1] ?? 0, beats[i]!];
  return end - start;
}

function nearestIndex(rising: readonly number[], target: number): number {
  let low = 0;
  let high = rising.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rising[middle]! < target) low = middle + 1;
    else high = middle;
  }
  const isNearerBefore = low > 0 && target - rising[low - 1]! < Math.abs(rising[low]! - target);
  return isNearerBefore ? low - 1 : low;
}

function withoutSlips(matched: readonly Offset[]): Offset[] {
  return matched.filter((match, i) => {
    const near = matched.slice(Math.max(0, i - NEIGHBOURS), i + NEIGHBOURS + 1);
    const middle = median(near.map(({ offsetSeconds }) => offsetSeconds));
    return Math.abs(match.offsetSeconds - middle) <= OUTLIER_SHARE * match.beatSeconds;
  });
}

/** Weights 1, 2, 1: halves what the tracker is off by chance, keeps a drift as it is. */
function smooth(offsets: readonly Offset[]): Offset[] {
  return offsets.map((offset, i) => {
    const [before, after] = [offsets[i - 1], offsets[i + 1]];
    if (!before || !after) return offset;
    const sum = before.offsetSeconds + 2 * offset.offsetSeconds + after.offsetSeconds;
    return { ...offset, offsetSeconds: sum / 4 };
  });
}

type Knot = { atSeconds: number; shiftSeconds: number };

/**
 * The nearest shifts that change no faster than the rate allows and are 0 at both ends: half way between the highest and the lowest
 * curve of that slope through the wished ones (McShane's extensions, both of which have the slope).
 */
function limitRate(offsets: readonly Offset[], endSeconds: number): Knot[] {
  const wished = offsets.map(({ atSeconds, offsetSeconds }) => {
    const most = LARGEST_RATE_CHANGE * Math.max(0, Math.min(atSeconds, endSeconds - atSeconds));
    return { atSeconds, shiftSeconds: Math.min(most, Math.max(-most, offsetSeconds)) };
  });
  const knots = [{ atSeconds: 0, shiftSeconds: 0 }, ...wished, { atSeconds: endSeconds, shiftSeconds: 0 }];
  const lowest = withSlope(knots, Math.min, LARGEST_RATE_CHANGE);
  const highest = withSlope(knots, Math.max, -LARGEST_RATE_CHANGE);
  return knots.map(({ atSeconds }, i) => ({ atSeconds, shiftSeconds: (lowest[i]! + highest[i]!) / 2 }));
}

/** For each knot the extreme over all knots of their shift plus slope times distance: one pass forwards, one back. */
function withSlope(
  knots: readonly Knot[],
  extreme: (a: number, b: number) => number,
  slope: number,
): number[] {
  const values = knots.map(({ shiftSeconds }) => shiftSeconds);
  const gap = (i: number) => slope * (knots[i]!.atSeconds - knots[i - 1]!.atSeconds);
  for (let i = 1; i < knots.length; i += 1) values[i] = extreme(values[i]!, values[i - 1]! + gap(i));
  for (let i = knots.length - 1; i > 0; i -= 1) values[i - 1] = extreme(values[i - 1]!, values[i]! + gap(i));
  return values;
}

/**
 * A running mean over the lines between the knots: its rate changes gradually and nowhere exceeds theirs. Beyond both ends the lines go
 * on mirrored, so that the shift there stays 0.
 */
function roundCorners(knots: readonly Knot[], samples: number, sampleRateHz: number): TimeMap {
  const count = Math.ceil(samples / EVERY_SAMPLES) + 1;
  const reach = Math.round((SMOOTHING_SECONDS * sampleRateHz) / EVERY_SAMPLES / 2);
  const last = samples / EVERY_SAMPLES;
  const lines = linesAt(knots, count, EVERY_SAMPLES / sampleRateHz);
  const at = (place: number): number => {
    if (place < 0) return -(lines[-place] ?? 0);
    return place <= last ? lines[place]! : -(lines[Math.floor(2 * last) - place] ?? 0);
  };
  const shifts = new Float64Array(count);
  for (let i = 0; i < count; i += 1) {
    let sum = 0;
    for (let near = i - reach; near <= i + reach; near += 1) sum += at(near);
    shifts[i] = (sum / (2 * reach + 1)) * sampleRateHz;
  }
  return { everySamples: EVERY_SAMPLES, shifts };
}

/** Shifts at multiples of `everySeconds`, linear between knots, 0 outside them. */
function linesAt(knots: readonly Knot[], count: number, everySeconds: number): Float64Array {
  const values = new Float64Array(count);
  let next = 1;
  for (let i = 0; i < count; i += 1) {
    const seconds = i * everySeconds;
    while (next < knots.length - 1 && knots[next]!.atSeconds < seconds) next += 1;
    const [before, after] = [knots[next - 1]!, knots[next]!];
    const length = after.atSeconds - before.atSeconds;
    const share = length > 0 ? Math.min(1, Math.max(0, (seconds - before.atSeconds) / length)) : 1;
    values[i] = before.shiftSeconds + share * (after.shiftSeconds - before.shiftSeconds);
  }
  return values;
}

function median(values: readonly number[]): number {
  assert(values.length > 0, 'a median is of something');
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
