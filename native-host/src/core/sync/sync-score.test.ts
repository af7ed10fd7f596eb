import { describe, expect, test } from '@jest/globals';
import { hitScore, onsetLift, phaseLocking, rotations } from './sync-score.js';

const durationSeconds = 60;
const piece = { durationSeconds, seed: 5 };
const beatsAt = (bpm: number) => Array.from({ length: Math.floor(bpm) }, (_, i) => (i * 60) / bpm);
const equal = (times: readonly number[]) => times.map((timeSeconds) => ({ timeSeconds, weight: 1 }));

describe('hitScore', () => {
  test('gives recall 1 to moments on beats', () => {
    const { hitCount, recall } = hitScore([0.5, 10, 33.5], beatsAt(120), piece);
    expect({ hitCount, recall }).toEqual({ hitCount: 3, recall: 1 });
  });

  test('counts a moment 70 ms off and not one 71 ms off', () => {
    expect(hitScore([10.07 - 1e-9, 20.071], [10, 20], piece).hitCount).toBe(1);
  });

  test('without beats hits nothing', () => {
    expect(hitScore([1, 2], [], piece)).toEqual({ hitCount: 0, recall: 0, chanceRecall: 0 });
  });

  test('puts chance at 28 % for 120 BPM: 140 ms of each 500 ms are near a beat', () => {
    const moments = [3.1, 8.7, 19.9, 23.3, 41.2, 55.5];
    // Rotations of 1000 draws: standard error of the mean at most 0.45 / sqrt(1000) = 0.014.
    expect(Math.abs(hitScore(moments, beatsAt(120), piece).chanceRecall - 0.28)).toBeLessThan(0.06);
  });

  test('repeats itself for a seed and differs for another', () => {
    const moments = [3.1, 8.7, 19.9];
    expect(hitScore(moments, beatsAt(90), piece)).toEqual(hitScore(moments, beatsAt(90), piece));
    expect(rotations(60, 1)).not.toEqual(rotations(60, 2));
  });

  test('rotates by at least a second and never nearly all the way round', () => {
    expect(Math.min(...rotations(60, 3))).toBeGreaterThanOrEqual(1);
    expect(Math.max(...rotations(60, 3))).toBeLessThanOrEqual(59);
    expect(Math.max(...rotations(2, 3))).toBeLessThanOrEqual(1.8);
  });
});

describe('onsetLift', () => {
  const envelopeWithPeaks = (peaks: readonly number[]) => {
    const envelope = new Float32Array(6000);
    for (const time of peaks) envelope[Math.round(time * 100)] = 10;
    return envelope;
  };
  const moments = [4.13, 11.77, 19.31, 30.09, 44.4, 52.6];

  test('is far above chance when the music strikes at the moments', () => {
    const { z, p } = onsetLift(equal(moments), envelopeWithPeaks(moments), piece);
    expect(z).toBeGreaterThan(5);
    expect(p).toBeLessThan(0.01);
  });

  test('is at chance when the strikes stand elsewhere', () => {
    const { z, p } = onsetLift(equal(moments), envelopeWithPeaks([1, 7.3, 15, 26, 37.1]), piece);
    expect(Math.abs(z)).toBeLessThan(2);
    expect(p).toBeGreaterThan(0.05);
  });

  test('is 0 with p 1 for a flat envelope', () => {
    expect(onsetLift(equal(moments), new Float32Array(6000), piece)).toEqual({ z: 0, p: 1 });
  });

  test('heeds weights: only the heavy moment is struck', () => {
    const [first, ...rest] = equal(moments);
    const heavyFirst = [{ ...first!, weight: 10 }, ...rest];
    const heavyLast = [...equal(moments.slice(0, -1)), { timeSeconds: moments.at(-1)!, weight: 10 }];
    const envelope = envelopeWithPeaks(moments.slice(0, 1));
    expect(onsetLift(heavyFirst, envelope, piece).z).toBeGreaterThan(onsetLift(heavyLast, envelope, piece).z);
  });
});

describe('phaseLocking', () => {
  test('is 1 at angle 0 on the beats and 1 at a quarter turn a quarter beat late', () => {
    expect(phaseLocking(equal([1, 2, 5.5]), beatsAt(120))).toMatchObject({
      value: expect.closeTo(1),
      angle: expect.closeTo(0),
    });
    expect(phaseLocking(equal([1.125, 2.125]), beatsAt(120))).toMatchObject({
      angle: expect.closeTo(Math.PI / 2),
    });
  });

  test('is 0 for opposite phases and states 1 / sqrt(N) as chance', () => {
    const locking = phaseLocking(equal([1, 2.25, 3, 4.25]), beatsAt(120))!;
    expect(locking.value).toBeCloseTo(0);
    expect(locking.chance).toBeCloseTo(0.5);
  });

  test('leaves out moments outside the beats, and is undefined when none is left', () => {
    expect(phaseLocking(equal([1, 59.9]), [0, 1, 2])!.chance).toBe(1);
    expect(phaseLocking(equal([59.9]), [0, 1, 2])).toBeUndefined();
  });
});
