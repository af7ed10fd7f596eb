// What a user can get wrong: each case has its exit code, a paragraph that says what to do, and nothing left behind.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT, runCommandLine } from './command-line.js';

const CLIP = path.join(ROOT, 'examples/media/night-train.mp4');
const FIXTURES = path.join(ROOT, 'test/fixtures/media');
const BUNDLE = path.join(ROOT, 'models/bundles/debug-score');

let work = '';
beforeAll(async () => {
  work = await mkdtemp(path.join(tmpdir(), 'framescore-bad-'));
});
afterAll(async () => rm(work, { recursive: true, force: true }));

/** Runs `score` into a folder that does not exist yet; the folder must not exist afterwards either. */
async function expectRefusal(args: string[], exitCode: number, message: RegExp): Promise<void> {
  const out = path.join(work, 'refused');
  const finished = await runCommandLine(['score', '--model', 'debug-score', '--out', out, ...args]);
  expect(finished).toMatchObject({ exitCode, orphans: [] });
  expect(finished.stderr).toMatch(message);
  expect(finished.stderr.trim().split('\n')).toHaveLength(1); // one paragraph, no stack, no decoder chatter
  expect(await readdir(work)).not.toContain('refused');
}

describe('media that cannot be used', () => {
  test('a file that does not exist', () => expectRefusal(['no-such.mp4'], 3, /not found/));
  test('a folder', () => expectRefusal([ROOT], 3, /is a folder/));
  test('a text renamed to .mp4', async () => {
    const file = path.join(work, 'letter.mp4');
    await writeFile(file, 'Dear editor, this is not a film.\n'.repeat(40));
    await expectRefusal([file], 3, /could not be read/);
  });
  test('a file of zero bytes', async () => {
    const file = path.join(work, 'empty.mp4');
    await writeFile(file, '');
    await expectRefusal([file], 3, /empty/);
  });
  test('an mp4 that was cut off in its header', async () => {
    const file = path.join(work, 'cut-off.mp4');
    const whole = await readFile(CLIP);
    await writeFile(file, whole.subarray(0, 600));
    await expectRefusal([file], 3, /could not be read/);
  });
  test('a file with sound only', () =>
    expectRefusal([path.join(FIXTURES, 'sound-only.m4a')], 3, /no picture/));
  test('a video of one frame', () => expectRefusal([path.join(FIXTURES, 'one-frame.mp4')], 3, /too short/));
});

describe('ranges and controls', () => {
  test('a range of 0.3 s', () => expectRefusal([CLIP, '--range', '1-1.3'], 2, /too short/));
  test('a range outside the media', () =>
    expectRefusal([CLIP, '--range', '500-510'], 2, /not inside the media/));
  test('a range that ends outside the media', () =>
    expectRefusal([CLIP, '--range', '5-500'], 2, /not inside the media/));
  test('a reversed range', () => expectRefusal([CLIP, '--range', '9-4'], 2, /before it begins/));
  test('a range that is none', () => expectRefusal([CLIP, '--range', 'all'], 2, /is not a range/));
  test('an unknown style', () => expectRefusal([CLIP, '--style', 'polka'], 2, /no style "polka"[^]*ambient/));
  test('tempo 0', () => expectRefusal([CLIP, '--tempo', '0'], 2, /between 40 and 220/));
  test('a reversed tempo range', () => expectRefusal([CLIP, '--tempo', '130-100'], 2, /lower one first/));
  test('an intensity of 101', () => expectRefusal([CLIP, '--intensity', '101'], 2, /from 0 to 100/));
  test('an unknown option', () => expectRefusal([CLIP, '--loud'], 2, /--help/));
});

describe('output folders', () => {
  test('a folder that may not be written to', async () => {
    const folder = path.join(work, 'read-only');
    await mkdir(folder);
    await chmod(folder, 0o555);
    // Root may write anywhere but into the system's own file systems.
    const out = process.getuid?.() === 0 ? '/sys/framescore' : path.join(folder, 'out');
    const finished = await runCommandLine(['score', CLIP, '--model', 'debug-score', '--out', out]);
    expect(finished).toMatchObject({ exitCode: 5, orphans: [] });
    expect(finished.stderr).toMatch(/cannot be used.*Choose another folder/);
  });

  test('a path through a file', async () => {
    const file = path.join(work, 'a-file');
    await writeFile(file, 'x');
    const finished = await runCommandLine([
      'score',
      CLIP,
      '--model',
      'debug-score',
      '--out',
      path.join(file, 'out'),
    ]);
    expect(finished).toMatchObject({ exitCode: 5, orphans: [] });
    expect(finished.stderr).toMatch(/a part of its path is a file/);
    expect(await readFile(file, 'utf8')).toBe('x');
  });

  test('a disk without space, before any work is done', async () => {
    const mount = path.join(work, 'small-disk');
    await mkdir(mount);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', mount], { stdio: 'ignore' });
    } catch {
      return; // only root on Linux can make a small disk; the same check is tested on the folder itself elsewhere
    }
    try {
      const finished = await runCommandLine([
        'score',
        CLIP,
        '--model',
        'debug-score',
        '--out',
        path.join(mount, 'out'),
      ]);
      expect(finished).toMatchObject({ exitCode: 5, orphans: [] });
      expect(finished.stderr).toMatch(/MB free.*needs about/);
      expect(await readdir(mount)).toEqual([]);
    } finally {
      execFileSync('umount', [mount]);
    }
  });
});

describe('bundles', () => {
  test('one that is not installed', () =>
    expectRefusal([CLIP, '--model', 'huge'], 4, /no model bundle "huge"[^]*debug-score/));

  test('one with a flipped byte, named with its file', async () => {
    const bundle = path.join(work, 'flipped');
    await cp(BUNDLE, bundle, { recursive: true });
    const file = path.join(bundle, 'decoder.onnx');
    const bytes = await readFile(file);
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(file, bytes);
    await expectRefusal(
      [CLIP, '--model', bundle],
      4,
      /decoder\.onnx of bundle "debug-score" does not have the hash/,
    );
  });

  test('one that lacks a file', async () => {
    const bundle = path.join(work, 'lacking');
    await cp(BUNDLE, bundle, { recursive: true });
    await rm(path.join(bundle, 'instruments.sf3'));
    await expectRefusal([CLIP, '--model', bundle], 4, /instruments\.sf3 .* is missing/);
  });

  test('one made for another version', async () => {
    const bundle = path.join(work, 'other-version');
    await cp(BUNDLE, bundle, { recursive: true });
    const manifest = JSON.parse(await readFile(path.join(bundle, 'model.json'), 'utf8')) as object;
    await writeFile(path.join(bundle, 'model.json'), JSON.stringify({ ...manifest, schemaVersion: 99 }));
    await expectRefusal([CLIP, '--model', bundle], 4, /schema version 99/);
  });
});
