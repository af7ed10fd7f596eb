// Several takes, and a range composed anew, on real parts: the debug bundle, real decoding, real files compared sample by sample.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { scoreResult, type ScoreResult } from '@framescore/contract';
import { openWav } from '../../native-host/src/media/read-wav.js';
import { readWholeSound } from '../../native-host/src/sound/whole-sound.js';
import { ROOT, runCommandLine } from '../process/command-line.js';

const CLIP = path.join(ROOT, 'examples/media/night-train.mp4');
const SCORE = ['score', CLIP, '--model', 'debug-score', '--style', 'house', '--tempo', '120', '--seed', '7'];
const RANGE = [3, 7.5] as const;
const RATE_HZ = 48_000;

let work = '';
let folder = '';

async function finish(args: string[]): Promise<void> {
  expect(await runCommandLine(args)).toMatchObject({ exitCode: 0, stderr: '', orphans: [] });
}
async function readResult(name: string): Promise<ScoreResult> {
  return scoreResult.parse(JSON.parse(await readFile(path.join(folder, name), 'utf8')));
}
const readWav = async (file: string) => readWholeSound(await openWav(file));
async function hashOf(name: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path.join(folder, name)))
    .digest('hex');
}

beforeAll(async () => {
  work = await mkdtemp(path.join(tmpdir(), 'framescore-takes-'));
  folder = path.join(work, 'score');
  await finish([...SCORE, '--range', '2-12', '--variations', '2', '--out', folder]);
});
afterAll(() => rm(work, { recursive: true, force: true }));

describe('score --variations 2', () => {
  test('writes two different takes of one plan, with a seed each', async () => {
    const [first, second] = [await readResult('score.json'), await readResult('score.take-2.json')];
    expect([first.request.controls.seed, second.request.controls.seed]).toEqual([7, 8]);
    expect([first.audio.path, second.audio.path]).toEqual(['score.wav', 'score.take-2.wav']);
    expect([first.composition.takeNumber, second.composition.takeNumber]).toEqual([1, 2]);
    expect(second.composition.stepSeconds).toEqual(first.composition.stepSeconds);
    expect(second.tokens).not.toEqual(first.tokens);
    expect(await hashOf('score.take-2.wav')).not.toBe(await hashOf('score.wav'));
  });
});

describe('regenerate', () => {
  let before: string[] = [];
  let hashes: string[] = [];

  beforeAll(async () => {
    before = (await readdir(folder)).sort();
    hashes = await Promise.all(before.map(hashOf));
    const range = RANGE.join('-');
    await finish([
      'regenerate',
      path.join(folder, 'score.json'),
      '--range',
      range,
      '--seed',
      '11',
      '--intensity',
      '90',
    ]);
  });

  test('writes version 2 beside the first one and touches no earlier file', async () => {
    const added = (await readdir(folder)).filter((name) => !before.includes(name)).sort();
    expect(added).toEqual(['score.v2.json', 'score.v2.range.wav', 'score.v2.wav']);
    expect(await Promise.all(before.map(hashOf))).toEqual(hashes);
    const result = await readResult('score.v2.json');
    expect(result.composition).toMatchObject({ version: 2, takeNumber: 1 });
    expect(result.composition.ranges).toEqual([
      { startSeconds: 3, endSeconds: 7.5, seed: 11, intensity: 90 },
    ]);
  });

  test('changes samples inside the range and none outside', async () => {
    const old = await readWav(path.join(folder, 'score.wav'));
    const anew = await readWav(path.join(folder, 'score.v2.wav'));
    const changed = old[0].findIndex((sample, i) => sample !== anew[0][i] || old[1][i] !== anew[1][i]);
    const last = old[0].findLastIndex((sample, i) => sample !== anew[0][i] || old[1][i] !== anew[1][i]);
    expect(anew[0].length).toBe(old[0].length);
    expect(changed).toBeGreaterThanOrEqual(RANGE[0] * RATE_HZ);
    expect(last).toBeLessThan(RANGE[1] * RATE_HZ);
    expect(last - changed).toBeGreaterThan(2 * RATE_HZ); // nearly all of it, beats permitting
  });

  test('gives the range alone as it stands in the whole', async () => {
    const [whole] = await readWav(path.join(folder, 'score.v2.wav'));
    const [range] = await readWav(path.join(folder, 'score.v2.range.wav'));
    expect(range).toEqual(whole.subarray(RANGE[0] * RATE_HZ, RANGE[1] * RATE_HZ));
  });

  test('writes new tokens only between its joins, and lifts the energy there as the intensity asks', async () => {
    const [old, anew] = [await readResult('score.json'), await readResult('score.v2.json')];
    const { stepSeconds } = old.composition;
    const isInside = (step: number) => stepSeconds[step]! >= RANGE[0] && stepSeconds[step]! <= RANGE[1];
    anew.tokens.forEach((step, i) => {
      if (!isInside(i)) expect(step).toEqual(old.tokens[i]);
    });
    expect(anew.tokens).not.toEqual(old.tokens);
    const lifted = anew.composition.energy.filter((level, i) => level > old.composition.energy[i]!);
    expect(lifted.length).toBeGreaterThan(16);
  });

  test('makes version 3 of version 2, and the same version again from the same seed', async () => {
    const again = path.join(work, 'again');
    await mkdir(again);
    for (const name of ['score.json', 'score.wav'])
      await copyFile(path.join(folder, name), path.join(again, name));
    await finish([
      'regenerate',
      path.join(again, 'score.json'),
      '--range',
      '3-7.5',
      '--seed',
      '11',
      '--intensity',
      '90',
    ]);
    const [first] = await readWav(path.join(folder, 'score.v2.wav'));
    const [second] = await readWav(path.join(again, 'score.v2.wav'));
    expect(second).toEqual(first);
    await finish(['regenerate', path.join(again, 'score.v2.json'), '--range', '8-10', '--seed', '3']);
    const third = scoreResult.parse(JSON.parse(await readFile(path.join(again, 'score.v3.json'), 'utf8')));
    expect(third.composition.ranges).toHaveLength(2);
  });

  test.each([
    ['a range without a beat', ['--range', '3.02-3.2'], 'range-too-short', 2],
    ['a range outside the score', ['--range', '9-99'], 'range-invalid', 2],
    ['a range that is no range', ['--range', 'here'], 'range-invalid', 2],
  ])('refuses %s and writes nothing', async (_, args, code, exitCode) => {
    const files = (await readdir(folder)).sort();
    const finished = await runCommandLine(['regenerate', path.join(folder, 'score.json'), ...args, '--json']);
    expect(finished.exitCode).toBe(exitCode);
    expect(finished.stdout).toContain(code);
    expect((await readdir(folder)).sort()).toEqual(files);
  });

  test('refuses what is no score, and a score whose sound is gone', async () => {
    const other = path.join(work, 'other');
    await mkdir(other);
    await writeFile(path.join(other, 'score.json'), '{"schemaVersion": 1}');
    const wrong = await runCommandLine(['regenerate', path.join(other, 'score.json'), '--range', '1-5']);
    expect([wrong.exitCode, wrong.stderr]).toEqual([2, expect.stringContaining('not a score.json')]);
    await copyFile(path.join(folder, 'score.json'), path.join(other, 'score.json'));
    const silent = await runCommandLine(['regenerate', path.join(other, 'score.json'), '--range', '1-5']);
    expect([silent.exitCode, silent.stderr]).toEqual([3, expect.stringContaining('score.wav')]);
    expect(await readdir(other)).toEqual(['score.json']);
  });
});
