import { describe, expect, test } from '@jest/globals';
import { secondsToTicks } from '@framescore/contract';
import { madeTake } from '../../test/transport/made-takes.js';
import { recordTake } from './wire-take.js';

describe('recordTake', () => {
  const score = { startTicks: '7', endTicks: String(7n + secondsToTicks(10)) };

  test('a whole take covers the range of the score to the tick', () => {
    expect(recordTake(madeTake({ rangeSeconds: [0, 9.999] }), score).range).toEqual(score);
  });

  test('a part is placed to the sample', () => {
    const made = madeTake({ rangeWavPath: '/r.wav', rangeSeconds: [1 + 1 / 48_000, 2 + 3 / 48_000] });
    const ticksPerSample = secondsToTicks(1) / 48_000n;
    expect(recordTake(made, score).range).toEqual({
      startTicks: String(7n + 48_001n * ticksPerSample),
      endTicks: String(7n + 96_003n * ticksPerSample),
    });
  });

  test('a part up to the end ends where the score ends', () => {
    const made = madeTake({ rangeWavPath: '/r.wav', rangeSeconds: [4, 10] });
    expect(recordTake(made, score).range.endTicks).toBe(score.endTicks);
  });
});
