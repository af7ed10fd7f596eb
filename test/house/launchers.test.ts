// What a person opens in the host folder: run here through links and with CDPATH set; the Windows texts are read.
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { HOST_README, launchersOf } from '../../scripts/host-folder/launchers.js';

const run = promisify(execFile);
let work = '';

async function writeScript(name: string, text: string): Promise<void> {
  const file = path.join(work, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
  await chmod(file, 0o755);
}

beforeAll(async () => {
  work = await mkdtemp(path.join(tmpdir(), 'launchers-'));
  for (const [name, text] of Object.entries(launchersOf('linux'))) await writeScript(`-host/${name}`, text);
  // Stands for Node: says what it was asked to run.
  await writeScript('-host/node/bin/node', '#!/bin/sh\necho "$@"\n');
  await mkdir(path.join(work, 'bin'));
  await mkdir(path.join(work, 'elsewhere/-host'), { recursive: true });
  await symlink('../-host/framescore', path.join(work, 'bin/one'));
  await symlink(path.join(work, 'bin/one'), path.join(work, 'bin/two'));
  await symlink('../-host/framescore-host.sh', path.join(work, 'bin/start'));
});
afterAll(() => rm(work, { recursive: true }));

test.each(['bin/one', 'bin/two', './-host/framescore'])(
  '%s runs the program that lies in the folder',
  async (name) => {
    const env = { ...process.env, CDPATH: path.join(work, 'elsewhere') };
    const { stdout } = await run('/bin/sh', [name, 'doctor'], { cwd: work, env });
    expect(stdout).toBe(`${path.join(work, '-host/native-host/bin/framescore.js')} doctor\n`);
  },
);

test('so does the one that starts the host', async () => {
  const { stdout } = await run('/bin/sh', ['bin/start'], { cwd: work });
  expect(stdout).toMatch(/-host\/native-host\/bin\/framescore\.js serve\n$/);
});

test('each README says how to see the code, in words that work there', () => {
  for (const text of Object.values(HOST_README)) expect(text).toMatch(/\bpair\b.*code/s);
  expect(HOST_README.win32).toContain('FrameScore Code.cmd');
  expect(HOST_README.win32).not.toMatch(/^framescore /m);
});

test('the Windows installer copies nothing from inside a .zip, tries twice, and leaves bundles alone', () => {
  const text = launchersOf('win32')['Install FrameScore Host.cmd'] ?? '';
  expect(text.indexOf('if not exist "%~dp0node\\node.exe"')).toBeGreaterThan(0);
  expect(text.indexOf('if not exist "%~dp0node\\node.exe"')).toBeLessThan(text.indexOf('robocopy'));
  for (const line of text.split('\r\n').filter((each) => each.startsWith('robocopy')))
    expect(line).toMatch(/\/R:2 \/W:2/);
  expect(text).toContain('call :mirror "%~dp0." "%TARGET%" /XD "%~dp0models" "%TARGET%\\models"');
  for (const [, label] of text.matchAll(/(?:goto |call :)(\w+)/g))
    expect(text).toMatch(new RegExp(`^:${label}\r`, 'm'));
});
