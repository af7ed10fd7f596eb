// A clip with a speed curve shows at each moment what its curve says, read through the clips that all later steps see.
import { expect, test } from '@jest/globals';
import type { TimelineClip } from '@framescore/contract';
import fc from 'fast-check';
import {
  clip,
  FRAME_TICKS,
  frameTicks,
  sequence,
  snapshot,
  track,
} from '../../../../test/host/timeline-samples.js';
import { clipTime } from './clip-time.js';
import { expandRemaps } from './expand-remaps.js';
import { mapTicks } from './time-map.js';

const clipOf = (startFrame: number, lengthFrames: number, points: [number, number][]): TimelineClip => ({
  ...clip([startFrame, startFrame + lengthFrames], { mediaPath: '/film.mov' }),
  remap: points.map(([at, source]) => ({ clipTicks: frameTicks(at), sourceTicks: frameTicks(source) })),
});

const expanded = (one: TimelineClip) =>
  expandRemaps(snapshot([sequence('s', [track([one])])])).sequences[0]!.videoTracks[0]!.clips;

/** Source frame that is shown at a frame of the sequence, by the clips as all later steps read them. */
function sourceFrameAt(clips: readonly TimelineClip[], frame: number): number {
  const at = BigInt(frame) * FRAME_TICKS;
  const found = clips.find(({ startTicks, endTicks }) => BigInt(startTicks) <= at && at < BigInt(endTicks))!;
  const { map, isRamp } = clipTime(found, FRAME_TICKS);
  expect(isRamp).toBe(false);
  return Number(mapTicks(map, at)) / Number(FRAME_TICKS);
}

// The curve of a clip that Premiere wrote: normal speed to frame 51, 119 % to 114, then normal again.
const PREMIERE: [number, number][] = [
  [0, 0],
  [1, 1],
  [51, 51],
  [114, 126],
  [142, 154],
];

test('a curve becomes clips of even speed that follow each other', () => {
  const clips = expanded(clipOf(984, 143, PREMIERE));
  expect(clips.map(({ startTicks }) => Number(BigInt(startTicks) / FRAME_TICKS))).toEqual([
    984, 985, 1035, 1098, 1126,
  ]);
  expect(clips.at(-1)!.endTicks).toBe(frameTicks(984 + 143));
  expect([0, 30, 51, 72, 114, 142].map((frame) => sourceFrameAt(clips, 984 + frame))).toEqual([
    0, 30, 51, 76, 126, 154,
  ]);
});

test('a piece that runs backwards, and one that stands still, are read as such', () => {
  const clips = expanded(
    clipOf(0, 60, [
      [0, 10],
      [20, 30],
      [40, 10],
      [60, 10],
    ]),
  );
  expect(clips.map(({ isReversed, speed }) => [isReversed, speed])).toEqual([
    [false, 1],
    [true, 1],
    [false, 0],
  ]);
  expect([0, 10, 30, 50].map((frame) => sourceFrameAt(clips, frame))).toEqual([10, 20, 20, 10]);
});

test('any curve is followed at its points and between them', () => {
  const steps = fc.array(
    fc.record({ played: fc.integer({ min: 1, max: 40 }), source: fc.integer({ min: 0, max: 90 }) }),
    {
      minLength: 1,
      maxLength: 8,
    },
  );
  fc.assert(
    fc.property(steps, fc.nat(500), (parts, startFrame) => {
      const points: [number, number][] = [[0, 5]];
      for (const { played, source } of parts) {
        const [at, from] = points.at(-1)!;
        points.push([at + played, from + source]);
      }
      const length = points.at(-1)![0];
      const clips = expanded(clipOf(startFrame, length, points));
      for (const [i, [at, source]] of points.slice(0, -1).entries()) {
        const [nextAt, nextSource] = points[i + 1]!;
        expect(sourceFrameAt(clips, startFrame + at)).toBeCloseTo(source, 6);
        const middle = Math.floor((at + nextAt) / 2);
        const wanted = source + ((nextSource - source) * (middle - at)) / (nextAt - at);
        expect(sourceFrameAt(clips, startFrame + middle)).toBeCloseTo(wanted, 6);
      }
    }),
  );
});

test('a clip without a curve stays as it is', () => {
  const { remap: _, ...plain } = clipOf(0, 10, PREMIERE);
  expect(expanded(plain)).toEqual([plain]);
});
