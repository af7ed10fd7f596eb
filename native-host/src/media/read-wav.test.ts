import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readWav } from './read-wav.js';
import { writeWav } from './write-wav.js';

const run = { signal: new AbortController().signal, report: () => undefined };
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'framescore-wav-'));
});
afterAll(() => rm(folder, { recursive: true }));

const noise = (seed: number) =>
  Float32Array.from({ length: 5001 }, (_, i) => Math.sin(i * seed * 12.9898) * 0.999);
const wav = (name: string) => ({
  path: path.join(folder, name),
  sampleRateHz: 48_000,
  channels: [noise(1), noise(2)] as [Float32Array, Float32Array],
  cues: [{ sample: 5, label: '1.1' }],
});

test('samples that are read and written again give the same bytes', async () => {
  await writeWav(wav('a.wav'), run);
  const channels = await readWav(path.join(folder, 'a.wav'));
  await writeWav({ ...wav('b.wav'), channels }, run);
  expect(await readFile(path.join(folder, 'b.wav'))).toEqual(await readFile(path.join(folder, 'a.wav')));
});

test('full scale and silence are read as what they are', async () => {
  const channels: [Float32Array, Float32Array] = [Float32Array.of(-1, 0, 0.5), Float32Array.of(0, 1, -0.25)];
  await writeWav({ ...wav('c.wav'), channels }, run);
  const [left, right] = await readWav(path.join(folder, 'c.wav'));
  expect([...left]).toEqual([-1, 0, 0.5]);
  expect([...right]).toEqual([0, (2 ** 23 - 1) / 2 ** 23, -0.25]);
});

test('a file that is not there is media-missing, one cut short or of another kind media-unreadable', async () => {
  await expect(readWav(path.join(folder, 'none.wav'))).rejects.toMatchObject({ code: 'media-missing' });
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
    await expect(readWav(file)).rejects.toMatchObject({ code: 'media-unreadable' });
  }
});
