// How a commit is taken back where the file system is that of Windows: a file that a program plays cannot be replaced, not even by itself.
import * as real from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';

let played = '';
let isHeld = false;
const held = () => Object.assign(new Error('EPERM'), { code: 'EPERM' });
jest.unstable_mockModule('node:fs/promises', () => ({
  ...real,
  rename: (from: string, to: string) => (to === played ? Promise.reject(held()) : real.rename(from, to)),
  // A second name of a file that is played goes only when the playing ends.
  rm: (file: string, options: object) =>
    isHeld && path.basename(file).startsWith('.back') ? Promise.reject(held()) : real.rm(file, options),
}));
const { makeStaging, moveAll, removeStaging } = await import('./staging.js');

let work = '';
beforeAll(async () => {
  work = await real.mkdtemp(path.join(tmpdir(), 'framescore-staging-'));
});
afterAll(() => real.rm(work, { recursive: true, force: true }));

test('a score that is played while it is replaced stays, and what is finished later stays too', async () => {
  played = path.join(work, 'score.wav');
  await real.writeFile(played, 'old');
  const staging = await makeStaging(work);
  await real.writeFile(path.join(staging, 'score.wav'), 'new');
  isHeld = true;
  await expect(moveAll(staging, work, ['score.wav'])).rejects.toMatchObject({ code: 'EPERM' });
  expect(await real.readFile(played, 'utf8')).toBe('old');
  // The playing has ended; another run finishes a score, and what the first one left is swept.
  isHeld = false;
  await real.writeFile(path.join(work, 'finished'), 'finished');
  await real.rename(path.join(work, 'finished'), played);
  await real.utimes(played, 0, 0); // as a clock that was set back would have it
  played = '';
  await removeStaging(staging, work);
  expect(await real.readFile(path.join(work, 'score.wav'), 'utf8')).toBe('finished');
  expect(await real.readdir(work)).toEqual(['score.wav']);
});
