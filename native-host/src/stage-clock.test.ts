import { expect, test } from '@jest/globals';
import type { Progress } from '@framescore/contract';
import { StageClock } from './stage-clock.js';

test('time left is told from the first seconds on, however small a share of a long film they are', async () => {
  let now = 100;
  const told: Progress[] = [];
  const clock = new StageClock(
    () => now,
    (progress) => void told.push(progress),
  );
  await clock.time('frames', async (report) => {
    await Promise.resolve();
    for (const [seconds, fraction] of [
      [1, 0.001],
      [6, 0.005],
    ] as const) {
      now = 100 + seconds;
      report({ stage: 'frames', fraction });
    }
    now = 100 + 1_200;
  });
  expect(told.slice(0, 2).map(({ secondsLeft }) => secondsLeft)).toEqual([undefined, undefined]);
  // Half of a percent of 55 % in six seconds.
  expect(told[2]?.secondsLeft).toBeCloseTo(6 / 0.00275 - 6, 1);
  expect(told.at(-1)?.secondsLeft).toBeCloseTo((1_200 / 0.55) * 0.45, 1);
});
