import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Progress, ScoreError } from '@framescore/contract';
import wavefile from 'wavefile';
import { pcm24 } from '../sound/pcm.js';
import { writeWholeSound } from '../sound/whole-sound.js';
import { writeWav } from './write-wav.js';
import { writeFileAtomic } from './write-file.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'framescore-wav-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function run(
  signal: AbortSignal = new AbortController().signal,
  report: (progress: Progress) => void = () => undefined,
) {
  return { signal, report };
}

function tone(sampleCount: number): [Float32Array, Float32Array] {
  const left = Float32Array.from({ length: sampleCount }, (_, i) => 0.5 * Math.sin(i / 20));
  return [left, left.map((value) => -value / 2)];
}

const onDisk = (channels: [Float32Array, Float32Array]) =>
  writeWholeSound(path.join(folder, 'sound.raw'), channels);

async function problemOf(written: Promise<void>): Promise<string> {
  return written.then(
    () => 'written',
    (error: unknown) => (error instanceof ScoreError ? error.code : String(error)),
  );
}

test('another reader finds the samples, the format and the markers', async () => {
  const file = path.join(folder, 'score.wav');
  const channels = tone(100_001); // more than one block, and not a multiple of it
  const cues = [
    { sample: 0, label: '1.1' },
    { sample: 24_000, label: '1.2' },
    { sample: 96_000, label: '2.1' },
  ];
  await writeWav({ path: file, sampleRateHz: 48_000, sound: onDisk(channels), cues }, run());
  const wav = new wavefile.WaveFile(await readFile(file));
  expect(wav.fmt).toMatchObject({ sampleRate: 48_000, numChannels: 2, bitsPerSample: 24 });
  const [left, right] = wav.getSamples(false) as unknown as [Float64Array, Float64Array]; // de-interleaved
  expect([left.length, right.length]).toEqual([100_001, 100_001]);
  for (const i of [0, 1, 31, 65_535, 65_536, 100_000]) {
    expect(left[i]).toBeCloseTo(Math.round((channels[0][i] ?? 0) * 2 ** 23), 9);
    expect(right[i]).toBeCloseTo(Math.round((channels[1][i] ?? 0) * 2 ** 23), 9);
  }
  const points = wav.listCuePoints() as { position: number; label: string }[];
  expect(points.map(({ position, label }) => [position, label])).toEqual([
    [0, '1.1'],
    [500, '1.2'],
    [2000, '2.1'],
  ]);
});

test('24-bit bytes are little-endian, left before right, and full scale is not passed', () => {
  const bytes = pcm24([Float32Array.of(0, 1, -1, 2), Float32Array.of(2 ** -23, -(2 ** -23), 0.5, NaN)]);
  expect([...bytes]).toEqual([
    0, 0, 0, 1, 0, 0, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff, 0, 0, 0x80, 0, 0, 0x40, 0xff, 0xff, 0x7f, 0, 0, 0,
  ]);
});

test('samples that were read from 24 bits are written as the same bytes', () => {
  const values = Array.from({ length: 10_000 }, (_, i) => Math.imul(i, 2_654_435_761) >> 8);
  const samples = Float32Array.from(values, (value) => value / 2 ** 23);
  const bytes = pcm24([samples, samples]);
  const again = values.map(
    (_, i) => (bytes[i * 6] ?? 0) | ((bytes[i * 6 + 1] ?? 0) << 8) | (((bytes[i * 6 + 2] ?? 0) << 24) >> 8),
  );
  expect(again).toEqual(values);
});

test('no sample at all is a valid, empty file', async () => {
  const file = path.join(folder, 'empty.wav');
  await writeWav({ path: file, sampleRateHz: 48_000, sound: onDisk(tone(0)), cues: [] }, run());
  expect(await readFile(file)).toHaveLength(44);
});

test('a cancelled run leaves neither a file nor a part of one, and an earlier file as it was', async () => {
  const file = path.join(folder, 'score.wav');
  await writeFile(file, 'the earlier one');
  const controller = new AbortController();
  const cancelled = run(controller.signal, () => controller.abort());
  const sound = onDisk(tone(300_000));
  const written = writeWav({ path: file, sampleRateHz: 48_000, sound, cues: [] }, cancelled);
  expect(await problemOf(written)).toBe('cancelled');
  expect((await readdir(folder)).sort()).toEqual(['score.wav', 'sound.raw']);
  expect(await readFile(file, 'utf8')).toBe('the earlier one');
});

test('a path through a file is unwritable', async () => {
  await writeFile(path.join(folder, 'file'), '');
  expect(await problemOf(writeFileAtomic(path.join(folder, 'file', 'score.json'), '{}'))).toBe(
    'output-unwritable',
  );
});

test('a missing folder is unwritable', async () => {
  expect(await problemOf(writeFileAtomic(path.join(folder, 'none', 'score.json'), '{}'))).toBe(
    'output-unwritable',
  );
});

const isRoot = process.getuid?.() === 0;
(isRoot || process.platform === 'win32' ? test.skip : test)(
  'a read-only folder is unwritable (root may write anywhere)',
  async () => {
    await chmod(folder, 0o500);
    expect(await problemOf(writeFileAtomic(path.join(folder, 'score.json'), '{}'))).toBe('output-unwritable');
    await chmod(folder, 0o700);
  },
);

test('text and bytes are written whole and replace an earlier file', async () => {
  const file = path.join(folder, 'score.json');
  await writeFileAtomic(file, 'first, and longer');
  await writeFileAtomic(file, '{"é":1}');
  expect(await readFile(file, 'utf8')).toBe('{"é":1}');
  await writeFileAtomic(path.join(folder, 'score.mid'), Uint8Array.of(77, 84));
  expect(await readdir(folder)).toEqual(['score.json', 'score.mid']);
});
