import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findPlaces } from './find-places.js';

let work = '';
const at = (...names: string[]) => path.join(work, ...names);
beforeAll(async () => {
  work = await mkdtemp(path.join(tmpdir(), 'framescore-places-'));
  await mkdir(at('card-2'));
  for (const name of ['C0001.MP4', 'card-2/C0001.MP4', 'alone.mov']) await writeFile(at(name), 'x');
});
afterAll(() => rm(work, { recursive: true, force: true }));

test('a file beside the timeline stands in for one of its name, and is told as a guess', async () => {
  const found = await findPlaces(['/gone/alone.mov'], at('timeline.json'));
  expect(found).toEqual({
    places: new Map([['/gone/alone.mov', at('alone.mov')]]),
    guessed: ['/gone/alone.mov'],
  });
});

test('but not for one of several of that name, of which it may be another', async () => {
  const paths = ['/gone/card-1/c0001.mp4', at('card-2/C0001.MP4'), 'D:\\card-3\\C0001.MP4'];
  expect(await findPlaces(paths, at('timeline.json'))).toEqual({ places: new Map(), guessed: [] });
});

test('where the folder of the timeline moved, files of one name are found at their own places', async () => {
  const paths = ['/former/C0001.MP4', '/former/card-2/C0001.MP4'];
  const { places, guessed } = await findPlaces(paths, at('timeline.json'), '/former/timeline.json');
  expect([...places.values()]).toEqual([at('C0001.MP4'), at('card-2/C0001.MP4')]);
  expect(guessed).toEqual([]);
});
