// Every shot is asked for, in order, on frames, within the range and the number that Premiere can be asked.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { clip, FRAME_TICKS, sequence, track } from '../../../test/host/timeline-samples.js';
import { MOST_RENDERED, renderedMoments } from './rendered-moments.js';

const frames = (count: number) => BigInt(count) * FRAME_TICKS;
const range = (from: number, to: number) => ({ startTicks: frames(from), endTicks: frames(to) });
const framesOf = (moments: bigint[]) => moments.map((at) => Number(at / FRAME_TICKS));

test('the first frame of each shot, and two pictures a second in between', () => {
  const root = sequence('s', [track([clip([0, 30]), clip([30, 37])])]);
  expect(framesOf(renderedMoments(root, range(0, 50)))).toEqual([0, 12, 25, 30, 37]);
});

test('what is hidden or switched off makes no shot', () => {
  const off = { ...clip([5, 9]), isDisabled: true };
  const root = sequence('s', [track([clip([0, 50]), off]), track([clip([7, 8])], { isMuted: true })]);
  expect(framesOf(renderedMoments(root, range(0, 13)))).toEqual([0, 12]);
});

test('any timeline: in order, each once, on frames of the range, never more than can be asked for', () => {
  const borders = fc.uniqueArray(fc.nat(200_000), { minLength: 2, maxLength: 400 });
  fc.assert(
    fc.property(borders, fc.nat(1000), fc.integer({ min: 1, max: 200_000 }), (edges, from, length) => {
      const sorted = edges.sort((a, b) => a - b);
      const clips = sorted.slice(1).map((end, index) => clip([sorted[index]!, end]));
      const window = range(from, from + length);
      const moments = renderedMoments(sequence('s', [track(clips)]), window);
      expect(moments.length).toBeLessThanOrEqual(MOST_RENDERED);
      expect(moments[0]).toBe(window.startTicks);
      for (const [index, at] of moments.entries()) {
        expect(at % FRAME_TICKS).toBe(0n);
        expect(at < window.endTicks).toBe(true);
        if (index > 0) expect(at > moments[index - 1]!).toBe(true);
      }
    }),
    { numRuns: 30 },
  );
});
