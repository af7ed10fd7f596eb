import { mkdir, mkdtemp, readFile, readdir, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { timelineSnapshot } from '@framescore/contract';
import { clip, timeline } from '../../../test/transport/timelines.js';
import { createJobFiles } from './job-files.js';

let work = '';
let scores = '';
beforeEach(async () => {
  work = await realpath(await mkdtemp(path.join(tmpdir(), 'framescore-job-')));
  scores = path.join(work, 'scores');
  await mkdir(scores);
});
afterEach(() => rm(work, { recursive: true, force: true }));

/** A clip that can only be seen by pictures the editing program exported. */
function exportedClip(...names: string[]) {
  const frames = names.map((name, index) => ({ timeTicks: String(index), path: path.join(work, name) }));
  return { ...clip(null, 0, 2), frames };
}

test('the timeline is written whole into a folder of its own, for its user alone', async () => {
  const asked = timeline([clip('/films/gone.mov', 0, 2)]);
  const { timelinePath, directory } = await createJobFiles(scores).prepare('job-1', asked);
  expect(directory).toBe(path.join(scores, 'job-1'));
  expect(timelineSnapshot.parse(JSON.parse(await readFile(timelinePath, 'utf8')))).toEqual(asked);
  for (const name of [directory, timelinePath]) expect((await stat(name)).mode & 0o077).toBe(0);
  expect(await readdir(directory)).toEqual(['timeline.json']);
});

test('exported frames are kept with it, each once; what is no picture keeps its path', async () => {
  for (const name of ['a.png', 'B.JPG', 'notes.txt']) await writeFile(path.join(work, name), name);
  const asked = timeline([exportedClip('a.png', 'B.JPG', 'a.png'), exportedClip('notes.txt', 'gone.png')]);
  const { timelinePath, directory } = await createJobFiles(scores).prepare('job-1', asked);
  const written = timelineSnapshot.parse(JSON.parse(await readFile(timelinePath, 'utf8')));
  const paths = written.sequences[0]?.videoTracks[0]?.clips.flatMap((item) =>
    item.frames.map((frame) => frame.path),
  );
  const kept = (name: string) => path.join(directory, 'frames', name);
  expect(paths).toEqual([
    kept('0.png'),
    kept('1.jpg'),
    kept('0.png'),
    path.join(work, 'notes.txt'),
    path.join(work, 'gone.png'),
  ]);
  expect(await readFile(kept('1.jpg'), 'utf8')).toBe('B.JPG');
});

test('an exported frame that cannot be read keeps its path, and the score is made', async () => {
  for (const name of ['a.png', 'b.png']) await writeFile(path.join(work, name), name);
  const copy = async (from: string, to: string) => {
    if (!from.endsWith('a.png')) return writeFile(to, 'whole');
    await writeFile(to, 'half'); // as far as it could be read
    throw Object.assign(new Error('EIO'), { code: 'EIO' });
  };
  const { directory, timelinePath } = await createJobFiles(scores, copy).prepare(
    'job-1',
    timeline([exportedClip('a.png', 'b.png')]),
  );
  expect(await readFile(timelinePath, 'utf8')).toContain(JSON.stringify(path.join(work, 'a.png')));
  expect(await readdir(path.join(directory, 'frames'))).toEqual(['0.png']);
  expect(await readFile(path.join(directory, 'frames/0.png'), 'utf8')).toBe('whole');
});

test.each([
  ['has no room', 'ENOSPC', 'no-space'],
  ['cannot be written', 'EACCES', 'output-unwritable'],
])('a folder that %s for pictures is told as what it is', async (_, systemCode, code) => {
  await writeFile(path.join(work, 'a.png'), 'a');
  const copy = async (_from: string, to: string) => {
    if (code !== 'no-space') await mkdir(to); // so that nothing can be written there
    throw Object.assign(new Error(systemCode), { code: systemCode });
  };
  const made = createJobFiles(scores, copy).prepare('job-1', timeline([exportedClip('a.png')]));
  await expect(made).rejects.toMatchObject({ code });
  expect(await readdir(scores)).toEqual([]);
});

test('a job that made nothing leaves nothing, and may be removed twice', async () => {
  const files = createJobFiles(scores);
  await files.prepare('job-1', timeline([clip(null, 0, 2)]));
  await files.remove('job-1');
  await files.remove('job-1');
  expect(await readdir(scores)).toEqual([]);
});

test('a folder that cannot be made is told as what it is', async () => {
  const files = createJobFiles(path.join(work, 'no/such/folder'));
  await expect(files.prepare('job-1', timeline([clip(null, 0, 2)]))).rejects.toMatchObject({
    code: 'output-unwritable',
  });
});
