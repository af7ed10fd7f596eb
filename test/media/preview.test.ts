// The preview film: the picture of the range with the music, read back as any other film.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ScoreError } from '@framescore/contract';
import { Packet } from 'node-av/lib';
import { openInput, readPacket, streamAt } from '../../native-host/src/media/open-input.js';
import { writeWholeSound } from '../../native-host/src/sound/whole-sound.js';
import { writeWav } from '../../native-host/src/media/write-wav.js';
import { BACKENDS, fixture, meanDifference, quietRun, readRange, readSound } from './media-samples.js';

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

const problemOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'none',
    (error: unknown) => (error instanceof ScoreError ? error.code : error),
  );

/** The picture of a transport stream as it is, without the stream around it. */
async function writeBareStream(file: string): Promise<void> {
  const input = await openInput(fixture('two-seconds.m2ts'));
  const index = input.raw.streams.findIndex(({ kind }) => kind === 'video');
  const packet = new Packet();
  packet.alloc();
  const pieces: Buffer[] = [];
  while (readPacket(input, streamAt(input, index), packet)) pieces.push(Buffer.from(packet.data!));
  packet.free();
  input.container.closeInputSync();
  await writeFile(file, Buffer.concat(pieces));
}

/** Strength of a tone in a stretch of sound, by Goertzel: its amplitude. */
function toneIn(sound: Float32Array, hertz: number, fromSeconds: number, toSeconds: number): number {
  const part = sound.subarray(fromSeconds * 48_000, toSeconds * 48_000);
  const [sine, cosine] = [Math.sin, Math.cos].map((wave) =>
    part.reduce((sum, value, i) => sum + value * wave((2 * Math.PI * hertz * i) / 48_000), 0),
  ) as [number, number];
  return (2 * Math.hypot(sine, cosine)) / part.length;
}

describe.each(BACKENDS)('with %s', (_, media) => {
  async function preview(
    mediaPath: string,
    startSeconds: number,
    endSeconds: number,
    heard: 'film' | 'music' | 'both' = 'music',
  ): Promise<string> {
    const file = path.join(folder, 'preview.mp4');
    await media.writePreview({ path: file, mediaPath, startSeconds, endSeconds, wavPath, heard }, quietRun());
    return file;
  }

  test('the preview shows the range with the music, for exactly as long', async () => {
    const source = fixture('cuts-at-0.5-and-1.25-24fps.mp4');
    const file = await preview(source, 0.75, 1.75);
    const info = await media.probeMedia(file, quietRun());
    const frameRate = { numerator: 24, denominator: 1 };
    expect(info).toMatchObject({ widthPx: 96, heightPx: 64, frameRate, startSeconds: 0 });
    expect(info.durationSeconds).toBeCloseTo(1, 1);
    const [made, original] = [await readRange(media, file, 0, 1), await readRange(media, source, 0.75, 1.75)];
    expect(made.map(({ timeSeconds }) => Math.round(timeSeconds * 1000))).toEqual(
      original.map(({ timeSeconds }) => Math.round(timeSeconds * 1000)),
    );
    made.forEach(({ rgb }, i) => expect(meanDifference(rgb, original[i]?.rgb ?? rgb)).toBeLessThan(6));
    const sound = await readSound(media, file, { startSeconds: 0, endSeconds: 1 });
    const onset = sound.findIndex((value) => Math.abs(value) > 0.2) / 48_000;
    expect(Math.abs(onset - 0.4)).toBeLessThan(0.005);
    expect(toneIn(sound, 1000, 0.02, 0.22)).toBeLessThan(0.01); // the film's own tone
    expect((await readdir(folder)).sort()).toEqual(['preview.mp4', 'score.wav']);
  });

  // The film has a tone of 1 kHz from 0.5 to 1 s, which is until 0.3 s of the range; the music a beep of 764 Hz from 0.4 s on.
  test.each([
    ['both', true],
    ['film', false],
  ] as const)('the own sound of the film is heard where it is in the film: %s', async (heard, hasMusic) => {
    const source = fixture('cuts-at-0.5-and-1.25-24fps.mp4');
    const file = await preview(source, 0.7, 1.7, heard);
    const sound = await readSound(media, file, { startSeconds: 0, endSeconds: 1 });
    const original = await readSound(media, source, { startSeconds: 0.7, endSeconds: 1 });
    const [made, own] = [sound, original].map((samples) => toneIn(samples, 1000, 0.05, 0.25)) as [
      number,
      number,
    ];
    expect(made / own).toBeCloseTo(1, 1);
    const end = sound.subarray(0, 0.38 * 48_000).findLastIndex((value) => Math.abs(value) > 0.2) / 48_000;
    expect(Math.abs(end - 0.3)).toBeLessThan(0.005);
    expect(toneIn(sound, 48_000 / (20 * Math.PI), 0.45, 0.95) > 0.08).toBe(hasMusic);
  });

  // One file is two captures with clocks of their own; the other is a stream without a container, hence without times.
  test.each(['joined.ts', 'bare.h264'])('%s is shown from the right place, deep inside too', async (name) => {
    const source = path.join(folder, name);
    const part = await readFile(fixture('two-seconds.m2ts'));
    if (name === 'joined.ts') await writeFile(source, Buffer.concat([part, part]));
    else await writeBareStream(source);
    const start = name === 'joined.ts' ? 2.5 : 0.5;
    const file = await preview(source, start, start + 1);
    const [made, original] = [
      await readRange(media, file, 0, 1),
      await readRange(media, source, start, start + 1),
    ];
    expect(made.map(({ timeSeconds }) => Math.round(timeSeconds * 500))).toEqual(
      original.map(({ timeSeconds }) => Math.round(timeSeconds * 500)),
    );
    made.forEach(({ rgb }, i) => expect(meanDifference(rgb, original[i]?.rgb ?? rgb)).toBeLessThan(8));
  });

  // The frame on screen at 0.9 s has been there since 0.58 s and stays until 1.3 s: longer than frames are on average.
  test('a long frame in which the range begins is the first one', async () => {
    const source = fixture('variable-frame-rate.mp4');
    const file = await preview(source, 0.9, 1.9);
    const [made, original] = [await readRange(media, file, 0, 1), await readRange(media, source, 0.9, 1.9)];
    expect(made[0]!.timeSeconds).toBe(0);
    expect(meanDifference(made[0]!.rgb, original[0]!.rgb)).toBeLessThan(8);
    expect(made[1]).toMatchObject({ timeSeconds: expect.closeTo(0.4, 2) });
  });

  test('a still becomes a film of its range, without a sound of its own', async () => {
    const info = await media.probeMedia(await preview(fixture('still.png'), 0, 1, 'both'), quietRun());
    expect(info).toMatchObject({ hasVideo: true, hasAudio: true, isStill: false });
    expect(info.durationSeconds).toBeCloseTo(1, 1);
  });

  test('a turned film is shown upright', async () => {
    const source = fixture('turned-clockwise.mp4');
    const file = await preview(source, 0, 0.5);
    expect(await media.probeMedia(file, quietRun())).toMatchObject({ widthPx: 64, heightPx: 96 });
    const [made, original] = [await readRange(media, file, 0, 0.5), await readRange(media, source, 0, 0.5)];
    expect(meanDifference(made[3]!.rgb, original[3]!.rgb)).toBeLessThan(8);
  });

  test('a cancelled or failed preview leaves nothing behind', async () => {
    const request = {
      path: path.join(folder, 'preview.mp4'),
      mediaPath: fixture('one-frame.mp4'),
      startSeconds: 0,
      endSeconds: 1,
      wavPath,
      heard: 'both',
    } as const;
    const controller = new AbortController();
    const written = media.writePreview(request, quietRun(controller.signal));
    setTimeout(() => controller.abort(), 30);
    expect(await problemOf(written)).toBe('cancelled');
    const soundOnly = { ...request, mediaPath: fixture('sound-only.m4a') };
    expect(await problemOf(media.writePreview(soundOnly, quietRun()))).toBe('media-no-video');
    const nowhere = { ...request, path: path.join(folder, 'none', 'preview.mp4') };
    expect(await problemOf(media.writePreview(nowhere, quietRun()))).toBe('output-unwritable');
    expect(await readdir(folder)).toEqual(['score.wav']);
  });
});
