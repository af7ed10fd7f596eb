import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  inputSampleAt,
  LARGEST_RATE_CHANGE,
  misplacementMs,
  planTimeMap,
  type HeardBeats,
  type TimeMap,
} from './time-map.js';

const RATE_HZ = 48_000;
const SECONDS = 20;
const LENGTH = { samples: SECONDS * RATE_HZ, sampleRateHz: RATE_HZ };
/** 120 BPM from 0.5 s to 19.5 s. */
const PLANNED = Array.from({ length: 39 }, (_, i) => 0.5 + i / 2);

const heardAt = (beatsSeconds: number[], confidence = 0.9): HeardBeats => ({
  beatsSeconds,
  confidences: beatsSeconds.map(() => confidence),
});
const shifted = (offsetOf: (seconds: number, i: number) => number) =>
  heardAt(PLANNED.map((seconds, i) => seconds + offsetOf(seconds, i)));

/** Seconds of the map at output seconds. */
const inputAt = (map: TimeMap, seconds: number) => inputSampleAt(map, seconds * RATE_HZ) / RATE_HZ;

/** Both ends stay where they are, and no stretch of 100 samples is played faster or slower than allowed. */
function expectLegal(map: TimeMap): void {
  const step = 100;
  const places = Array.from({ length: LENGTH.samples / step + 1 }, (_, i) => inputSampleAt(map, i * step));
  const rates = places.slice(1).map((place, i) => Math.abs((place - places[i]!) / step - 1));
  expect(Math.max(...rates)).toBeLessThanOrEqual(LARGEST_RATE_CHANGE + 1e-9);
  expect(Math.abs(places[0]!)).toBeLessThan(1);
  expect(Math.abs(places.at(-1)! - LENGTH.samples)).toBeLessThan(1);
}

describe('planTimeMap', () => {
  test('hears a beat that came late at its planned time', () => {
    const map = planTimeMap(
      PLANNED,
      shifted(() => 0.03),
      LENGTH,
    )!;
    expectLegal(map);
    // Away from both ends, where the shift must be 0, all is 30 ms late.
    for (const beat of PLANNED.slice(4, -4)) expect(inputAt(map, beat)).toBeCloseTo(beat + 0.03, 4);
  });

  test('follows a drift', () => {
    const drift = (seconds: number) => 0.06 * Math.sin((Math.PI * seconds) / 10);
    const map = planTimeMap(PLANNED, shifted(drift), LENGTH)!;
    expectLegal(map);
    for (const beat of PLANNED.slice(2, -2))
      expect(Math.abs(inputAt(map, beat) - beat - drift(beat))).toBeLessThan(0.004);
  });

  test('goes as far as the rate allows where more is asked', () => {
    // A leap of 90 ms within one beat: 20 ms a beat may be made up for.
    const map = planTimeMap(
      PLANNED,
      shifted((_, i) => (i < 20 ? -0.045 : 0.045)),
      LENGTH,
    )!;
    expectLegal(map);
    expect(inputAt(map, PLANNED[10]!) - PLANNED[10]!).toBeCloseTo(-0.045, 2);
    expect(inputAt(map, PLANNED[28]!) - PLANNED[28]!).toBeCloseTo(0.045, 2);
  });

  test('never breaks the rate or the ends, whatever is heard', () => {
    const offsets = fc.array(fc.double({ min: -0.09, max: 0.09, noNaN: true }), {
      minLength: 39,
      maxLength: 39,
    });
    fc.assert(
      fc.property(offsets, (list) => {
        const map = planTimeMap(
          PLANNED,
          shifted((_, i) => list[i]!),
          LENGTH,
        );
        if (map) expectLegal(map);
      }),
      { numRuns: 20 },
    );
  });

  test('pays no heed to a beat that is heard in a wrong place among good ones', () => {
    const map = planTimeMap(
      PLANNED,
      shifted((_, i) => (i === 18 ? -0.09 : 0.03)),
      LENGTH,
    )!;
    expect(inputAt(map, PLANNED[18]!)).toBeCloseTo(PLANNED[18]! + 0.03, 3);
  });

  test.each([
    ['beats stand well enough', shifted((_, i) => (i % 3 ? 0.018 : -0.018))],
    ['only off-beats are heard', shifted(() => 0.25)],
    ['another tempo is heard', heardAt(PLANNED.map((_, i) => 0.5 + i * 0.43))],
    ['the tracker is unsure', { ...shifted(() => 0.03), confidences: PLANNED.map(() => 0.1) }],
    ['fewer than six in ten are heard', heardAt(PLANNED.filter((_, i) => i % 2).map((s) => s + 0.03))],
    ['nothing is heard', heardAt([])],
  ])('leaves the sound alone where %s', (_, heard) => {
    expect(planTimeMap(PLANNED, heard, LENGTH)).toBeNull();
  });

  test('leaves three beats alone, and none', () => {
    const few = PLANNED.slice(0, 3);
    expect(planTimeMap(few, heardAt(few.map((seconds) => seconds + 0.03)), LENGTH)).toBeNull();
    expect(planTimeMap([], heardAt([1, 2]), LENGTH)).toBeNull();
  });
});

describe('misplacementMs', () => {
  test('is the mean distance, and a fifth of a beat for one that was not heard', () => {
    expect(misplacementMs([1, 1.5, 2, 2.5], heardAt([1.01, 1.5, 2.02]))).toBeCloseTo(
      (10 + 0 + 20 + 100) / 4,
      6,
    );
  });

  test('is 0 without beats', () => {
    expect(misplacementMs([], heardAt([1]))).toBe(0);
  });
});
