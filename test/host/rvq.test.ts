// Whole scores of family rvq on real parts: the debug bundle makes noise, so what is tested is behaviour, not beauty.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { scoreResult, type ScoreResult } from '@framescore/contract';
import { openWav } from '../../native-host/src/media/read-wav.js';
import { readWholeSound } from '../../native-host/src/sound/whole-sound.js';
import { ROOT, runCommandLine, startCommandLine } from '../process/command-line.js';

const CLIP = path.join(ROOT, 'examples/media/night-train.mp4');
const SCORE = ['score', CLIP, '--model', 'debug-rvq', '--style', 'house', '--tempo', '120', '--seed', '7'];
/** Seconds; not a multiple of a frame of 40 ms. */
const SECONDS = 10.01;
const RANGE = [3, 7.5] as const;
const RATE_HZ = 48_000;

let work = '';
let folder = '';

async function finish(args: string[]): Promise<string> {
  const finished = await runCommandLine(args);
  expect(finished).toMatchObject({ exitCode: 0, stderr: '', orphans: [] });
  return finished.stdout;
}
async function readResult(name: string, directory = folder): Promise<ScoreResult> {
  return scoreResult.parse(JSON.parse(await readFile(path.join(directory, name), 'utf8')));
}
const sound = (name: string, directory = folder) => openWav(path.join(directory, name)).then(readWholeSound);

let printed = '';
beforeAll(async () => {
  work = await mkdtemp(path.join(tmpdir(), 'framescore-rvq-'));
  folder = path.join(work, 'score');
  printed = await finish([...SCORE, '--range', `2-${2 + SECONDS}`, '--variations', '2', '--out', folder]);
});
afterAll(() => rm(work, { recursive: true, force: true }));

describe('score', () => {
  test('is exactly as long as the range, the same on both sides, and heard', async () => {
    const [left, right] = await sound('score.wav');
    expect(left).toHaveLength(Math.round(SECONDS * RATE_HZ));
    expect(right).toEqual(left);
    expect(left.reduce((most, value) => Math.max(most, Math.abs(value)), 0)).toBeGreaterThan(0.05);
  });

  test('keeps its codes as frames without delay, and says how many there are in a second', async () => {
    const { tokens, composition, bundle } = await readResult('score.json');
    expect(composition.tokenRateHz).toBe(25);
    expect(tokens).toHaveLength(Math.ceil(SECONDS * 25));
    for (const frame of tokens) {
      expect(frame).toHaveLength(4);
      for (const code of frame) expect(code).toBeLessThan(64); // 64 is "no frame" and never sampled
    }
    expect(composition.stepSeconds.at(-1)).toBeCloseTo(SECONDS, 6); // the plan stays one of sixteenths
    expect(bundle).toMatchObject({ id: 'debug-rvq', family: 'rvq', status: 'experimental' });
  });

  test('says which family is heard', () => {
    expect(printed).toContain('model debug-rvq (rvq, experimental)');
  });

  test('writes variations of one plan that differ', async () => {
    const [first, second] = [await readResult('score.json'), await readResult('score.take-2.json')];
    expect(second.composition.stepSeconds).toEqual(first.composition.stepSeconds);
    expect(second.tokens).not.toEqual(first.tokens);
    expect((await sound('score.take-2.wav'))[0]).not.toEqual((await sound('score.wav'))[0]);
  });

  test('gives the same samples for the same seed, alone or among takes', async () => {
    const again = path.join(work, 'again');
    await finish([...SCORE, '--range', `2-${2 + SECONDS}`, '--out', again]);
    expect((await readResult('score.json', again)).tokens).toEqual((await readResult('score.json')).tokens);
    expect(await sound('score.wav', again)).toEqual(await sound('score.wav'));
  });
});

describe('regenerate', () => {
  beforeAll(async () => {
    const range = ['--range', RANGE.join('-'), '--seed', '11', '--intensity', '90'];
    await finish(['regenerate', path.join(folder, 'score.json'), ...range]);
  });

  test('changes samples inside the range and none outside', async () => {
    const [old, anew] = [await sound('score.wav'), await sound('score.v2.wav')];
    const differs = (sample: number, i: number) => sample !== anew[0][i] || old[1][i] !== anew[1][i];
    const [first, last] = [old[0].findIndex(differs), old[0].findLastIndex(differs)];
    expect(anew[0]).toHaveLength(old[0].length);
    expect(first).toBeGreaterThanOrEqual(RANGE[0] * RATE_HZ);
    expect(last).toBeLessThan(RANGE[1] * RATE_HZ);
    expect(last - first).toBeGreaterThan(2 * RATE_HZ);
  });

  test('writes new codes only between its joins', async () => {
    const [old, anew] = [await readResult('score.json'), await readResult('score.v2.json')];
    expect(anew.tokens).toHaveLength(old.tokens.length);
    const changed = old.tokens.flatMap((frame, f) => (String(frame) === String(anew.tokens[f]) ? [] : [f]));
    expect(changed.length).toBeGreaterThan(50);
    expect(changed[0]! / 25).toBeGreaterThanOrEqual(RANGE[0] - 0.04); // the frame in which the first beat lies
    expect((changed.at(-1)! + 1) / 25).toBeLessThanOrEqual(RANGE[1]);
    expect(anew.composition.tokenRateHz).toBe(25);
  });

  test.each([
    ['the beginning', '0-4'],
    ['the end', `6-${SECONDS}`],
  ])('takes a range that reaches %s', async (_, range) => {
    const before = await readdir(folder);
    await finish(['regenerate', path.join(folder, 'score.take-2.json'), '--range', range, '--seed', '3']);
    const added = (await readdir(folder)).filter((name) => !before.includes(name));
    const wav = added.find((name) => /v\d+\.wav$/.test(name))!;
    const [old, anew] = [await sound('score.take-2.wav'), await sound(wav)];
    const kept = range.startsWith('0') ? [4 * RATE_HZ, old[0].length] : [0, 6 * RATE_HZ];
    expect(anew[0].subarray(...kept)).toEqual(old[0].subarray(...kept));
    expect(anew[0]).not.toEqual(old[0]);
  });
});

test.each([['--stems'], ['--midi']])('%s is refused before any work is done', async (option) => {
  const out = path.join(work, 'refused');
  const finished = await runCommandLine([...SCORE, option, '--out', out, '--json']);
  expect([finished.exitCode, finished.orphans]).toEqual([2, []]);
  expect(finished.stdout).toContain('outputs-unsupported');
  expect(finished.stdout).not.toContain('"stage"');
  expect(await readdir(work)).not.toContain('refused');
});

test.each(['tokens', 'audio'])('Ctrl-C during "%s" ends at once and leaves nothing', async (stage) => {
  const out = path.join(work, `cancelled-${stage}`);
  const running = startCommandLine([...SCORE, '--out', out, '--json']);
  let askedMs = Number.NaN;
  running.onLine((line) => {
    if (!line.includes(`"stage":"${stage}"`) || !Number.isNaN(askedMs)) return;
    askedMs = performance.now();
    running.child.kill('SIGINT');
  });
  const finished = await running.finished;
  expect([finished.exitCode, finished.orphans]).toEqual([130, []]);
  expect(performance.now() - askedMs).toBeLessThan(1500);
  expect(await readdir(work)).not.toContain(path.basename(out));
});

test('beats can be heard with the bundle', async () => {
  const found = JSON.parse(
    await finish(['beats', path.join(folder, 'score.wav'), '--model', 'debug-rvq', '--json']),
  ) as { beatsSeconds: number[] };
  expect(found.beatsSeconds.length).toBeGreaterThan(0);
});

test('models list names family and standing', async () => {
  const printedList = await finish(['models', 'list']);
  expect(printedList).toMatch(/debug-rvq [\d.]+, family rvq \(experimental\)/);
  expect(printedList).toMatch(/small [\d.]+, family score,/);
});
