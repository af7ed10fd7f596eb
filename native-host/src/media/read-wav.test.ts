import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, open, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cutSound, samplesOf, type Sound } from '../sound/sound.js';
import { readWholeSound, writeWholeSound } from '../sound/whole-sound.js';
import { openWav } from './read-wav.js';
import { wavChunks } from './wav-chunks.js';
import { writeWav } from './write-wav.js';

const run = { signal: new AbortController().signal, report: () => undefined };
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'framescore-wav-'));
});
afterAll(() => rm(folder, { recursive: true }));

const noise = (seed: number) =>
  Float32Array.from({ length: 5001 }, (_, i) => Math.sin(i * seed * 12.9898) * 0.999);
const onDisk = (name: string, channels: [Float32Array, Float32Array] = [noise(1), noise(2)]) =>
  writeWholeSound(path.join(folder, name), channels);
const wav = (name: string, sound: Sound = onDisk(`${name}.raw`)) => ({
  path: path.join(folder, name),
  sampleRateHz: 48_000,
  sound,
  cues: [{ sample: 5, label: '1.1' }],
});
test('samples that are read and written again give the same bytes', async () => {
  await writeWav(wav('a.wav'), run);
  const sound = await openWav(path.join(folder, 'a.wav'));
  await writeWav(wav('b.wav', sound), run);
  await writeWav(wav('c.wav', onDisk('again.raw', readWholeSound(sound))), run);
  expect(await readFile(path.join(folder, 'c.wav'))).toEqual(await readFile(path.join(folder, 'a.wav')));
  expect(await readFile(path.join(folder, 'b.wav'))).toEqual(await readFile(path.join(folder, 'a.wav')));
});

test('full scale and silence are read as what they are', async () => {
  const channels: [Float32Array, Float32Array] = [Float32Array.of(-1, 0, 0.5), Float32Array.of(0, 1, -0.25)];
  await writeWav(wav('e.wav', onDisk('e.raw', channels)), run);
  const [left, right] = readWholeSound(await openWav(path.join(folder, 'e.wav')));
  expect([...left]).toEqual([-1, 0, 0.5]);
  expect([...right]).toEqual([0, (2 ** 23 - 1) / 2 ** 23, -0.25]);
});

test('a file that is not there is media-missing, one cut short or of another kind media-unreadable', async () => {
  await expect(openWav(path.join(folder, 'none.wav'))).rejects.toMatchObject({ code: 'media-missing' });
  await writeWav(wav('d.wav'), run);
  const bytes = await readFile(path.join(folder, 'd.wav'));
  const cases = [
    bytes.subarray(0, 9000),
    bytes.subarray(0, 20),
    Buffer.from('no sound at all'),
    Buffer.alloc(0),
  ];
  for (const [i, damaged] of cases.entries()) {
    const file = path.join(folder, `damaged-${i}.wav`);
    await writeFile(file, damaged);
    await expect(openWav(file)).rejects.toMatchObject({ code: 'media-unreadable' });
  }
});

test('pieces of several files are written as one sound', async () => {
  const [left] = [noise(1)];
  await writeWav(wav('f.wav'), run);
  const old = await openWav(path.join(folder, 'f.wav'));
  const anew = onDisk('g.raw', [noise(3), noise(4)]);
  const sound = [...cutSound(old, 0, 1000), ...cutSound(anew, 1000, 4000), ...cutSound(old, 4000, 9999)];
  expect(samplesOf(sound)).toBe(left.length);
  await writeWav(wav('g.wav', sound), run);
  const [joined] = readWholeSound(await openWav(path.join(folder, 'g.wav')));
  const [whole] = readWholeSound(old);
  const [other] = readWholeSound(anew);
  for (let i = 0; i < joined.length; i += 1) {
    if (i < 1000 || i >= 4000) expect(joined[i]).toBe(whole[i]);
    else expect(Math.abs(joined[i]! - other[i]!)).toBeLessThan(2 ** -23);
  }
});

// 2 h 30 min are over 2 GiB, 5 h over 4 GiB, where only RF64 can say the size.
test.each([
  [2.5, 'RIFF'],
  [5, 'RF64'],
])('a WAV of %d hours is %s, and any part of it is read without the rest', async (hours, form) => {
  const frameCount = hours * 3600 * 48_000;
  const { head, tail } = wavChunks({
    sampleRateHz: 48_000,
    channels: 2,
    frameCount,
    cues: [{ sample: 1, label: 'a' }],
  });
  const file = path.join(folder, 'long.wav');
  await writeFile(file, head);
  const dataEnd = head.length + frameCount * 6;
  await truncate(file, dataEnd); // a hole: nothing lies on the disk
  const handle = await open(file, 'r+');
  const last = Buffer.alloc(6);
  last.writeIntLE(2 ** 22, 0, 3);
  last.writeIntLE(-(2 ** 21), 3, 3);
  await handle.write(last, 0, 6, dataEnd - 6);
  await handle.write(tail, 0, tail.length, dataEnd);
  await handle.close();
  expect((await stat(file)).size).toBe(dataEnd + tail.length);
  expect(Buffer.from(head).toString('latin1', 0, 4)).toBe(form);
  const sound = await openWav(file);
  expect(samplesOf(sound)).toBe(frameCount);
  expect(readWholeSound(cutSound(sound, frameCount - 2, frameCount))).toEqual([
    Float32Array.of(0, 0.5),
    Float32Array.of(0, -0.25),
  ]);
  const end = path.join(folder, 'end.wav');
  await writeWav(
    { path: end, sampleRateHz: 48_000, sound: cutSound(sound, frameCount - 3, frameCount), cues: [] },
    run,
  );
  expect(readWholeSound(await openWav(end))[0]).toEqual(Float32Array.of(0, 0, 0.5));
});
