import { describe, expect, test } from '@jest/globals';
import { judgeSync } from './judge-sync.js';

const SAMPLE_RATE_HZ = 48_000;

/** Clicks at given times over 12 s. */
function clicks(times: readonly number[]): Float32Array {
  const samples = new Float32Array(12 * SAMPLE_RATE_HZ);
  for (const time of times)
    for (let i = 0; i < 200; i += 1) samples[Math.round(time * SAMPLE_RATE_HZ) + i] = i % 2 ? 0.5 : -0.5;
  return samples;
}

const cuts = [2.2, 5.1, 9.3].map((timeSeconds) => ({ timeSeconds, weight: 1 }));

describe('judgeSync', () => {
  test('finds music that strikes on every cut, with a beat 30 ms beside one and 90 ms beside another', () => {
    const sound = clicks([2.2, 5.1, 9.3]);
    const score = judgeSync({ cuts, beatsSeconds: [2.2, 5.13, 9.39], channels: [sound, sound], seed: 1 });
    expect(score).toMatchObject({ cueCount: 3, hitCount: 2, recall: 2 / 3 });
    expect(score.onsetLiftZ).toBeGreaterThan(3);
    expect(score.chanceRecall).toBeLessThan(0.2);
  });

  test('says nothing about music without cuts', () => {
    const sound = clicks([1]);
    expect(
      judgeSync({
        cuts: [{ timeSeconds: 0, weight: 1 }],
        beatsSeconds: [1],
        channels: [sound, sound],
        seed: 1,
      }),
    ).toEqual({
      cueCount: 0,
      hitCount: 0,
      recall: null,
      chanceRecall: null,
      onsetLiftZ: null,
      onsetLiftP: null,
    });
  });
});
