// The preview film: the picture of the range with the music, read back as any other film.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ScoreError } from '@framescore/contract';
import { openMedia } from '../../native-host/src/media/frame-source.js';
import { writePreview } from '../../native-host/src/media/preview.js';
import { writeWholeSound } from '../../native-host/src/sound/whole-sound.js';
import { writeWav } from '../../native-host/src/media/write-wav.js';
import { fixture, meanDifference, quietRun, readRange, readSound } from './media-samples.js';

const media = openMedia();
let folder = '';
let wavPath = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'framescore-preview-'));
  wavPath = path.join(folder, 'score.wav');
  // Silent but for a beep from 0.4 s on.
  const left = Float32Array.from({ length: 48_000 }, (_, i) => (i >= 19_200 ? 0.5 * Math.sin(i / 10) : 0));
  const rawPath = path.join(folder, 'sound.raw');
  const sound = writeWholeSound(rawPath, [left, left]);
  await writeWav({ path: wavPath, sampleRateHz: 48_000, sound, cues: [] }, quietRun());
  await rm(rawPath);
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function preview(mediaPath: string, startSeconds: number, endSeconds: number): Promise<string> {
  const file = path.join(folder, 'preview.mp4');
  await writePreview({ path: file, mediaPath, startSeconds, endSeconds, wavPath }, quietRun());
  return file;
}

test('the preview shows the range with the music, for exactly as long', async () => {
  const source = fixture('cuts-at-0.5-and-1.25-24fps.mp4');
  const file = await preview(source, 0.75, 1.75);
  const info = await media.probeMedia(file, quietRun());
  expect(info).toMatchObject({
    widthPx: 96,
    heightPx: 64,
    frameRate: { numerator: 24, denominator: 1 },
    startSeconds: 0,
  });
  expect(info.durationSeconds).toBeCloseTo(1, 3);
  const [made, original] = [await readRange(media, file, 0, 1), await readRange(media, source, 0.75, 1.75)];
  expect(made.map(({ timeSeconds }) => Math.round(timeSeconds * 1000))).toEqual(
    original.map(({ timeSeconds }) => Math.round(timeSeconds * 1000)),
  );
  made.forEach(({ rgb }, i) => expect(meanDifference(rgb, original[i]?.rgb ?? rgb)).toBeLessThan(6));
  const sound = await readSound(media, file, { startSeconds: 0, endSeconds: 1 });
  const onset = sound.findIndex((value) => Math.abs(value) > 0.2) / 48_000;
  expect(Math.abs(onset - 0.4)).toBeLessThan(0.005);
  expect((await readdir(folder)).sort()).toEqual(['preview.mp4', 'score.wav']);
});

test('a still becomes a film of its range', async () => {
  const info = await media.probeMedia(await preview(fixture('still.png'), 0, 1), quietRun());
  expect(info).toMatchObject({ hasVideo: true, hasAudio: true, isStill: false });
  expect(info.durationSeconds).toBeCloseTo(1, 2);
});

test('a turned film stays turned', async () => {
  const file = await preview(fixture('turned-clockwise.mp4'), 0, 0.5);
  expect(await media.probeMedia(file, quietRun())).toMatchObject({
    widthPx: 64,
    heightPx: 96,
    rotationDegrees: 90,
  });
});

test('a cancelled or failed preview leaves nothing behind', async () => {
  const problemOf = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => 'none',
      (error: unknown) => (error instanceof ScoreError ? error.code : error),
    );
  const request = {
    path: path.join(folder, 'preview.mp4'),
    mediaPath: fixture('one-frame.mp4'),
    startSeconds: 0,
    endSeconds: 1,
    wavPath,
  };
  const controller = new AbortController();
  const written = writePreview(request, quietRun(controller.signal));
  setTimeout(() => controller.abort(), 30);
  expect(await problemOf(written)).toBe('cancelled');
  expect(
    await problemOf(writePreview({ ...request, mediaPath: fixture('sound-only.m4a') }, quietRun())),
  ).toBe('media-no-video');
  expect(
    await problemOf(writePreview({ ...request, path: path.join(folder, 'none', 'preview.mp4') }, quietRun())),
  ).toBe('output-unwritable');
  expect(await readdir(folder)).toEqual(['score.wav']);
});
