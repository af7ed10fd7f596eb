import { describe, expect, test } from '@jest/globals';
import { judgeSync } from './judge-sync.js';
import { monoSource } from './onset-envelope.js';

const SAMPLE_RATE_HZ = 48_000;

/** Clicks at given times over 12 s. */
function clicks(times: readonly number[]) {
  const samples = new Float32Array(12 * SAMPLE_RATE_HZ);
  for (const time of times)
    for (let i = 0; i < 200; i += 1) samples[Math.round(time * SAMPLE_RATE_HZ) + i] = i % 2 ? 0.5 : -0.5;
  return { sound: monoSource(samples), durationSeconds: 12, seed: 1 };
}

const cuts = [2.2, 5.1, 9.3].map((timeSeconds) => ({ timeSeconds, weight: 1 }));

describe('judgeSync', () => {
  test('finds music that strikes on every cut, with a beat 30 ms beside one and 90 ms beside another', () => {
    const score = judgeSync({ cuts, beatsSeconds: [2.2, 5.13, 9.39], ...clicks([2.2, 5.1, 9.3]) });
    expect(score).toMatchObject({ cueCount: 3, hitCount: 2, recall: 2 / 3 });
    expect(score.onsetLiftZ).toBeGreaterThan(3);
    expect(score.chanceRecall).toBeLessThan(0.2);
  });

  test('says nothing about music without cuts', () => {
    expect(judgeSync({ cuts: [{ timeSeconds: 0, weight: 1 }], beatsSeconds: [1], ...clicks([1]) })).toEqual({
      cueCount: 0,
      hitCount: 0,
      recall: null,
      chanceRecall: null,
      onsetLiftZ: null,
      onsetLiftP: null,
    });
  });

  test('judges the onsets of a stretch by the cuts in it, and the beats by all cuts', () => {
    const later = cuts.map(({ timeSeconds, weight }) => ({ timeSeconds: timeSeconds + 100, weight }));
    const stretch = { ...clicks([2.2, 5.1, 9.3]), durationSeconds: 300, soundStartSeconds: 100 };
    const far = [...later, { timeSeconds: 250, weight: 1 }];
    const score = judgeSync({ cuts: far, beatsSeconds: [102.2, 105.1, 250], ...stretch });
    const alone = judgeSync({ cuts, beatsSeconds: [], ...clicks([2.2, 5.1, 9.3]) });
    expect(score).toMatchObject({ cueCount: 4, hitCount: 3 });
    expect(score.onsetLiftZ).toBeCloseTo(alone.onsetLiftZ!, 6);
    const elsewhere = judgeSync({ cuts: [{ timeSeconds: 250, weight: 1 }], beatsSeconds: [250], ...stretch });
    expect(elsewhere).toMatchObject({ hitCount: 1, onsetLiftZ: null, onsetLiftP: null });
  });
});
