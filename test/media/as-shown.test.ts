// One film in many disguises is one film to a viewer: the same cut at the same time, the same length, and colours where they can be kept.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { VideoFrame } from '../../native-host/src/media/frame-source.js';
import {
  BACKENDS,
  fixture,
  meanColour,
  meanDifference,
  quietRun,
  readRange,
  readSound,
} from './media-samples.js';

const BACKGROUND = { left: 8, top: 10, right: 56, bottom: 16 };
/** The scenes of the plain film, BT.601 in limited range. */
const SCENES = [
  [166, 7, 0],
  [79, 167, 255],
] as const;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'framescore-as-shown-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Times at which the picture changes as a whole. */
function changes(frames: readonly VideoFrame[]): number[] {
  return frames
    .slice(1)
    .filter(({ rgb }, i) => meanDifference(rgb, frames[i]?.rgb ?? rgb) > 20)
    .map(({ timeSeconds }) => Math.round(timeSeconds * 100) / 100);
}

function farthest(frame: VideoFrame | undefined, colour: readonly number[]): number {
  const shown = frame ? meanColour(frame, BACKGROUND) : [];
  return Math.max(...colour.map((value, c) => Math.abs(value - (shown[c] ?? Infinity))));
}

describe.each(BACKENDS)('with %s', (_name, media) => {
  test.each(['fields.mp4', 'fields.mpg', 'two-seconds.m2ts', 'strange-matrix.mp4', 'anamorphic.mp4'])(
    '%s is the plain film',
    async (name) => {
      const frames = await readRange(media, fixture(name), 0, 2);
      // A container may begin a frame before its picture.
      expect(changes(frames).map((seconds) => Math.abs(seconds - 1) < 0.05)).toEqual([true]);
      expect(farthest(frames[5], SCENES[0])).toBeLessThan(12);
      expect(farthest(frames[40], SCENES[1])).toBeLessThan(12);
      expect((await media.probeMedia(fixture(name), quietRun())).durationSeconds).toBeCloseTo(2, 1);
    },
  );

  test('HDR is cut where the film is, and shown in the light of a screen', async () => {
    const frames = await readRange(media, fixture('pq.mp4'), 0, 2);
    expect(changes(frames)).toEqual([1]);
    // The white block, 235 of limited range, is coded as 10,000 cd/m2 and shown as white.
    expect(Math.max(...(frames[40]?.rgb ?? []))).toBe(255);
    // What is coded with 60 is 2 cd/m2 here, not a fifth of white.
    const [, green = 255] = meanColour(frames[5] ?? { timeSeconds: 0, rgb: new Uint8Array(0) }, BACKGROUND);
    expect(green).toBeLessThan(60);
  });

  test('what is transparent is black', async () => {
    const frames = await readRange(media, fixture('transparent-until-1.mov'), 0, 2);
    expect(changes(frames)).toEqual([1]);
    expect(farthest(frames[5], [0, 0, 0])).toBe(0);
    expect(farthest(frames[40], [192, 192, 192])).toBeLessThan(3);
  });

  test('two captures in one file are one film: picture, sound and length, from any place in it', async () => {
    const file = path.join(folder, 'joined.ts');
    const part = await readFile(fixture('two-seconds.m2ts'));
    await writeFile(file, Buffer.concat([part, part]));
    const { durationSeconds, statedSeconds } = await media.probeMedia(file, quietRun());
    expect(durationSeconds).toBeCloseTo(4, 1);
    expect(statedSeconds).toBe(durationSeconds);
    const frames = await readRange(media, file, 0, durationSeconds);
    expect(frames).toHaveLength(100);
    const [first = 0, second = 0, third = 0] = changes(frames);
    expect(Math.max(Math.abs(first - 1), Math.abs(second - 2), Math.abs(third - 3))).toBeLessThan(0.05);
    const part2 = await readRange(media, file, 2.5, durationSeconds);
    expect(changes(part2)).toHaveLength(1);
    expect(Math.abs((changes(part2)[0] ?? 0) - 0.5)).toBeLessThan(0.05);
    const samples = await readSound(media, file, { startSeconds: 0, endSeconds: 4 });
    const isLoud = (seconds: number): boolean =>
      samples.subarray(seconds * 48_000, (seconds + 0.1) * 48_000).some((value) => Math.abs(value) > 0.2);
    expect([0.5, 1.2, 2.5, 3.2].map(isLoud)).toEqual([false, true, false, true]);
  });
});
