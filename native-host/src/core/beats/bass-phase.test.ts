import { describe, expect, test } from '@jest/globals';
import { bassRises, onTheBass } from './bass-phase.js';
import type { DetectedBeats } from './decode-beats.js';
import { MEL_BANDS } from './mel-extractor.js';

const every = (count: number, seconds: number, first: number) =>
  Array.from({ length: count }, (_, i) => first + i * seconds);

/** Rises of 20 s at 50 frames a second with strikes at some times. */
function risesAt(times: readonly number[]): Float32Array {
  const rises = new Float32Array(1000).fill(0.01);
  for (const seconds of times) rises[Math.round(seconds * 50)] = 1;
  return rises;
}

const heard: DetectedBeats = {
  beatsSeconds: every(26, 0.7, 0.55),
  downbeatsSeconds: every(7, 2.8, 0.55),
  confidences: new Array<number>(26).fill(0.8),
  tempoBpm: 60 / 0.7,
  beatsPerBar: 4,
};

describe('onTheBass', () => {
  test('moves beats that lie on off-beat guitars to a bass on one and three, bars on its first stroke', () => {
    const { beatsSeconds, downbeatsSeconds, confidences, tempoBpm } = onTheBass(
      heard,
      risesAt(every(13, 1.4, 0.2)),
    );
    expect(beatsSeconds).toHaveLength(26);
    beatsSeconds.forEach((beat, i) => expect(beat).toBeCloseTo(0.2 + 0.7 * i));
    expect(downbeatsSeconds[0]).toBeCloseTo(0.2);
    expect(downbeatsSeconds[1]).toBeCloseTo(3);
    expect(confidences).toHaveLength(26);
    expect(tempoBpm).toBeCloseTo(60 / 0.7);
  });

  test('leaves beats where a kick is on them, whatever the bass does between', () => {
    const house = [...every(26, 0.7, 0.55), ...every(26, 0.7, 0.9)];
    expect(onTheBass(heard, risesAt(house))).toBe(heard);
  });

  test('leaves beats where the bass says little or nothing', () => {
    expect(onTheBass(heard, risesAt(every(5, 3.5, 0.2)))).toBe(heard);
    expect(onTheBass(heard, new Float32Array(1000))).toBe(heard);
    expect(onTheBass({ ...heard, beatsSeconds: [0.55, 1.25] }, risesAt([0.9]))).toMatchObject({
      beatsSeconds: [0.55, 1.25],
    });
  });
});

test('bassRises gives the frames that are kept, as amplitude', () => {
  const mel = new Float32Array(6 * MEL_BANDS);
  mel[3 * MEL_BANDS] = Math.log1p(2);
  mel[4 * MEL_BANDS + 1] = Math.log1p(5);
  mel[4 * MEL_BANDS + 5] = 9;
  const rises = bassRises({ mel, keepFrom: 1, keepTo: 5 });
  expect([...rises].map((rise) => Math.round(rise))).toEqual([0, 0, 2, 5]);
});
