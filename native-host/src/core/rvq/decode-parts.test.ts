import { describe, expect, test } from '@jest/globals';
import { cutParts, PartCutter, type DecodePart } from './decode-parts.js';

const CONTEXT = 3;

/** A decoder of one sample a frame that looks `CONTEXT` frames to each side, meets silence beyond the ends, and knows where it stands. */
function decode(frames: readonly (readonly number[])[], firstFrame = 0): number[] {
  return frames.map((_, f) => {
    let sum = 1000 * (firstFrame + f);
    for (let d = -CONTEXT; d <= CONTEXT; d += 1) sum += (d + 5) * (frames[f + d]?.[0] ?? 0);
    return sum;
  });
}
const soundOf = ({ frames, firstFrame, skip, keep }: DecodePart) =>
  decode(frames, firstFrame).slice(skip, skip + keep);
const piece = (count: number) => Array.from({ length: count }, (_, f) => [1 + ((f * 7) % 11)]);

function streamed(count: number, partFrames: number): DecodePart[] {
  const cutter = new PartCutter(CONTEXT, partFrames);
  const parts = piece(count).flatMap((frame) => cutter.push(frame) ?? []);
  return [...parts, ...[cutter.end() ?? []].flat()];
}

describe('PartCutter', () => {
  test.each([
    [1, 4],
    [3, 4],
    [7, 4],
    [8, 4],
    [40, 4],
    [41, 1],
    [50, 2],
  ])('of %i frames in parts of %i gives the sound of the whole', (count, partFrames) => {
    expect(streamed(count, partFrames).flatMap(soundOf)).toEqual(decode(piece(count)));
  });

  test('waits for the context of a part and no longer, and holds only what parts still need', () => {
    const cutter = new PartCutter(CONTEXT, 4);
    const cutAt = piece(30).flatMap((frame, f) => (cutter.push(frame) ? [f] : []));
    expect(cutAt.slice(0, 3)).toEqual([6, 10, 14]); // frames 0..3 and their context 4..6, and so on
    for (const { frames } of streamed(1000, 4)) expect(frames.length).toBeLessThanOrEqual(4 + 2 * CONTEXT);
  });

  test('gives nothing for nothing', () => {
    expect(new PartCutter(CONTEXT, 4).end()).toBeUndefined();
  });
});

describe('cutParts', () => {
  test.each([
    [0, 30],
    [0, 5],
    [11, 12],
    [17, 30],
    [2, 29],
  ])('gives the sound of frames %i to %i as it is in the whole', (from, to) => {
    const parts = [...cutParts(piece(30), [from, to], { contextFrames: CONTEXT, partFrames: 4 })];
    expect(parts.flatMap(soundOf)).toEqual(decode(piece(30)).slice(from, to));
  });
});
