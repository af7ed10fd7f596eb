import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { ScoreError } from '@framescore/contract';
import { mixPreviewSound, type ReadAudio } from './preview-mix.js';

const folder = await mkdtemp(path.join(tmpdir(), 'framescore-mix-'));
afterAll(() => rm(folder, { recursive: true }));
const run = { signal: new AbortController().signal, report: () => undefined };
const SECOND = 96_000; // samples of both channels

/** Sounds that hold one value for some seconds, read in uneven blocks. */
function reader(film: [value: number, seconds: number] | ScoreError, music: [number, number]): ReadAudio {
  return async function* ({ path: file, startSeconds, endSeconds }) {
    const sound = file === 'film' ? film : music;
    if (sound instanceof ScoreError) throw sound;
    const [value, seconds] = sound;
    let left = Math.round((Math.min(seconds, endSeconds) - startSeconds) * 48_000) * 2;
    for (let size = 1000; left > 0; size += 2222) {
      yield await Promise.resolve(new Float32Array(Math.min(size, left)).fill(value));
      left -= size;
    }
  };
}

let count = 0;
async function mixed(read: ReadAudio, heard: 'film' | 'music' | 'both', endSeconds = 1.25) {
  const file = path.join(folder, `${(count += 1)}`);
  const sounds = { videoPath: 'film', wavPath: 'music', startSeconds: 0, endSeconds, heard };
  const factor = await mixPreviewSound(sounds, file, read, run);
  const bytes = await readFile(file);
  const samples = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  return samples.map((value) => value * factor);
}

test('is exactly as long as the range, and silent where film and music are', async () => {
  const sum = await mixed(reader([0.1, 0.4], [0.1, 0.8]), 'both');
  expect(sum).toHaveLength(1.25 * SECOND);
  const musicGain = 10 ** (-3 / 20);
  expect(sum[0.4 * SECOND - 1]).toBeCloseTo(0.1 + 0.1 * musicGain, 5);
  expect(sum[0.4 * SECOND]).toBeCloseTo(0.1 * musicGain, 5);
  expect(sum[0.8 * SECOND]).toBe(0);
});

test('never leaves the scale, however loud both are', async () => {
  const sum = await mixed(reader([1.4, 2.5], [0.9, 2.5]), 'both');
  expect(sum.reduce((most, value) => Math.max(most, value), 0)).toBeCloseTo(10 ** (-1.5 / 20), 5);
});

test('either is heard alone at its own level', async () => {
  expect((await mixed(reader([0.1, 2.5], [0.3, 2.5]), 'film'))[5]).toBeCloseTo(0.1, 6);
  expect((await mixed(reader([0.1, 2.5], [0.3, 2.5]), 'music'))[5]).toBeCloseTo(0.3, 6);
});

test('of a film without sound the music is heard as it is', async () => {
  const soundless = new ScoreError('media-no-audio', 'no sound');
  expect((await mixed(reader(soundless, [0.3, 2.5]), 'both'))[5]).toBeCloseTo(0.3, 6);
  expect((await mixed(reader(soundless, [0.3, 2.5]), 'film'))[5]).toBe(0);
});

test('other faults are not silence', async () => {
  const gone = new ScoreError('media-missing', 'gone');
  await expect(mixed(reader(gone, [0.3, 1]), 'both')).rejects.toMatchObject({ code: 'media-missing' });
});
