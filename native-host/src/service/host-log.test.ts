import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openHostLog } from './host-log.js';

let work = '';
let shown = '';
const terminal = { write: (text: string) => ((shown += text), true) };
beforeEach(async () => {
  work = await mkdtemp(path.join(tmpdir(), 'framescore-log-'));
  shown = '';
});
afterEach(() => rm(work, { recursive: true, force: true }));

test('a fault is told with all that is behind it, to the terminal and to a file of its user', async () => {
  const file = path.join(work, 'host.log');
  const log = openHostLog(file, terminal);
  log.info('begins');
  log.fault('a score failed', new Error('outer', { cause: new Error('inner') }));
  const text = await readFile(file, 'utf8');
  expect(text).toBe(shown);
  expect(text).toMatch(/info begins\n[^]*error a score failed: Error: outer[^]*caused by: Error: inner/);
  expect((await stat(file)).mode & 0o077).toBe(0);
});

test('the file stays small: a full one is kept once and begun anew', async () => {
  const file = path.join(work, 'host.log');
  const log = openHostLog(file, terminal);
  for (let lines = 0; lines < 30; lines += 1) log.info('x'.repeat(100_000));
  for (const name of [file, `${file}.1`]) expect((await stat(name)).size).toBeLessThan(1_200_000);
});

test('a log that cannot be written to still tells the terminal', () => {
  openHostLog(path.join(work, 'no/such/folder/host.log'), terminal).info('begins');
  expect(shown).toMatch('begins');
});
