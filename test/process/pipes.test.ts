// Output that cannot be written, with real pipes and devices: no stack, nothing half-written, no process left, and an exit code that says it.
import { spawn } from 'node:child_process';
import { existsSync, openSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ROOT, startCommandLine } from './command-line.js';

const CLIP = path.join(ROOT, 'examples/media/night-train.mp4');
const PROGRAM = path.join(ROOT, 'native-host/bin/framescore.js');
const scoreArgs = (out: string) => [
  'score',
  CLIP,
  '--model',
  'debug-score',
  '--seed',
  '1',
  '--range',
  '0-3',
  '--out',
  out,
];

let work = '';
beforeAll(async () => {
  work = await mkdtemp(path.join(tmpdir(), 'framescore-pipes-'));
});
afterAll(() => rm(work, { recursive: true, force: true }));

test('a reader of the progress that goes away ends the run, quietly', async () => {
  const out = path.join(work, 'gone');
  const running = startCommandLine([...scoreArgs(out), '--json']);
  running.onLine(() => running.child.stdout?.destroy());
  const finished = await running.finished;
  expect(finished).toMatchObject({ exitCode: 130, orphans: [] });
  expect(finished.stderr).toBe('The score was cancelled. Nobody reads the output any more.\n');
  expect(await readdir(work)).not.toContain('gone');
});

(existsSync('/dev/full') ? test : test.skip)(
  'a full disk under the progress ends the run and is told',
  async () => {
    const out = path.join(work, 'full');
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [PROGRAM, ...scoreArgs(out), '--json'], {
      stdio: ['ignore', full, 'pipe'],
    });
    let stderr = '';
    child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(5);
    expect(stderr).toMatch(/^There is no space left for the result\. The output could not be written/);
    expect(stderr.split('\n')).toHaveLength(2);
    expect(await readdir(work)).not.toContain('full');
  },
);

test('without stdin, stdout and stderr a score is made all the same', async () => {
  const out = path.join(work, 'closed');
  const command = `exec "$0" "$@" <&- >&- 2>&-`;
  const child = spawn('/bin/sh', ['-c', command, process.execPath, PROGRAM, ...scoreArgs(out)], {
    stdio: 'ignore',
  });
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0);
  expect((await readdir(out)).sort()).toEqual(['score.json', 'score.wav']);
});
