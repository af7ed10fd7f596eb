import { describe, expect, test } from '@jest/globals';
import { dbFromGain } from './decibels.js';
import { PeakFollower, truePeak } from './true-peak.js';

/** A sine whose samples all miss its crests by 45 degrees: samples reach 0.707, the wave between them 1. */
const BETWEEN = Float32Array.from({ length: 4800 }, (_, i) => Math.sin((Math.PI / 2) * i + Math.PI / 4));

describe('truePeak', () => {
  test('finds a crest between samples that no sample shows', () => {
    expect(dbFromGain(Math.max(...BETWEEN))).toBeCloseTo(-3.01, 2);
    // EBU Tech 3341, test 16 allows +0.2 / -0.4 dB. The signal`s hard ends ring, so its middle is measured.
    const faded = BETWEEN.map((value, i) => value * Math.min(1, i / 500, (4799 - i) / 500));
    expect(Math.abs(dbFromGain(truePeak([faded])))).toBeLessThan(0.1);
  });

  test('is the sample peak where the signal is slow', () => {
    const slow = Float32Array.from(
      { length: 4800 },
      (_, i) => 0.5 * Math.sin((2 * Math.PI * 100 * i) / 48_000),
    );
    expect(truePeak([slow])).toBeCloseTo(0.5, 4);
  });

  test('takes the louder channel, and 0 for silence', () => {
    expect(truePeak([new Float32Array(100), new Float32Array(100).fill(0)])).toBe(0);
    const single = new Float32Array(100);
    single[50] = -0.25;
    expect(truePeak([new Float32Array(100), single])).toBeCloseTo(0.25, 5);
  });
});

function follow(signal: Float32Array, floor = 0): Float32Array {
  const follower = new PeakFollower(1);
  return Float32Array.of(...follower.push([signal], floor), ...follower.finish(floor));
}

describe('PeakFollower', () => {
  test('gives one value for each sample', () => {
    for (const length of [0, 1, 12, 257, 4800])
      expect(follow(BETWEEN.subarray(0, length))).toHaveLength(length);
  });

  test('skips only what cannot reach the floor', () => {
    const signal = BETWEEN.map((value, i) => (i < 2400 ? 0.1 * value : value));
    const exact = follow(signal);
    const skipped = follow(signal, 0.9);
    for (let i = 0; i < signal.length; i += 1) {
      if ((exact[i] as number) >= 0.9) expect(skipped[i]).toBe(exact[i]);
      else expect(skipped[i]).toBeLessThanOrEqual(exact[i] as number);
    }
  });
});
