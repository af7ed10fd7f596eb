import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { delayFrames, forcedSteps, FrameCollector, stepCount, undelaySteps } from './delay-pattern.js';

/** Three codebooks of 8 codes: "no frame" is 8. */
const PATTERN = { delays: [0, 1, 2], noFrame: [8, 8, 8] };
const FRAMES = [
  [1, 2, 3],
  [4, 5, 6],
];
const STEPS = [
  [1, 8, 8],
  [4, 2, 8],
  [8, 5, 3],
  [8, 8, 6],
];

describe('the delay pattern', () => {
  test('writes stream k of a frame k steps after the frame, and "no frame" around them', () => {
    expect(delayFrames(FRAMES, PATTERN)).toEqual(STEPS);
    expect(stepCount(2, PATTERN)).toBe(4);
    expect(stepCount(0, PATTERN)).toBe(0);
  });

  test('is undone', () => {
    expect(undelaySteps(STEPS, PATTERN)).toEqual(FRAMES);
  });

  test('is undone for any delays and any codes', () => {
    const delays = fc.array(fc.nat(5), { minLength: 1, maxLength: 6 }).map((list) => [0, ...list]);
    fc.assert(
      fc.property(delays, fc.array(fc.nat(7), { minLength: 1, maxLength: 20 }), (list, codes) => {
        const pattern = { delays: list, noFrame: list.map(() => 8) };
        const frames = codes.map((code) => list.map((_, stream) => (code + stream) % 8));
        expect(undelaySteps(delayFrames(frames, pattern), pattern)).toEqual(frames);
      }),
    );
  });
});

describe('forcedSteps', () => {
  test('gives the codes of known frames, leaves the others free, and forces "no frame" at both ends', () => {
    expect(forcedSteps([[1, 2, 3]], 2, PATTERN)).toEqual([
      [1, 8, 8],
      [-1, 2, 8],
      [8, -1, 3],
      [8, 8, -1],
    ]);
  });

  test('with nothing given forces no more than the two triangles', () => {
    const forced = forcedSteps([], 4, PATTERN).flat();
    expect(forced.filter((token) => token === -1)).toHaveLength(12);
    expect(forced.filter((token) => token === 8)).toHaveLength(6);
  });
});

describe('FrameCollector', () => {
  test('gives a frame as soon as its last stream has come', () => {
    const collector = new FrameCollector(PATTERN);
    const given = STEPS.map((step) => collector.push(Int32Array.from(step)));
    expect(given).toEqual([undefined, undefined, [[1, 2, 3]], [[4, 5, 6]]]);
  });
});
