// A score finds its media again after a move, from score.json alone, and notices when they are no longer what was scored.
import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ScoreRequest, ScoreResult } from '@framescore/contract';
import { changedFiles, findSource } from '../../native-host/src/find-source.js';
import { openSource } from '../../native-host/src/open-source.js';
import { recordSource } from '../../native-host/src/record-source.js';
import { fixture, quietRun } from '../media/media-samples.js';
import { clip, sequence, snapshot, track } from './timeline-samples.js';
import { compute, media, REQUEST, WorkFolder } from './watch-timeline.js';

const ports = { media, compute };

const CUTS = fixture('cuts-at-0.5-and-1.25-24fps.mp4');
const OTHER = fixture('turned-clockwise.mp4');
const work = await WorkFolder.make();
afterAll(() => work.remove());

let shoot = '';
let count = 0;
beforeEach(async () => {
  count += 1;
  shoot = work.file(`shoot-${count}`);
  await mkdir(path.join(shoot, 'out'), { recursive: true });
  await copyFile(CUTS, path.join(shoot, 'film.mp4'));
});

type Score = { request: ScoreRequest; source?: ScoreResult['source'] };

/** Opened once: every film here is a copy of it. */
const opened = await openSource({ ...REQUEST, mediaPath: CUTS }, ports, quietRun());

/** What score.json in `out` says of the film, or of a timeline. */
async function scored(timelinePath?: string): Promise<Score> {
  const directory = path.join(shoot, 'out');
  const mediaPath = timelinePath ?? path.join(shoot, 'film.mp4');
  const request = { ...REQUEST, mediaPath, outputs: { ...REQUEST.outputs, directory } };
  const source = timelinePath ? await openSource(request, ports, quietRun()) : { ...opened, path: mediaPath };
  return { request, source: await recordSource(source, directory, media) };
}

const find = (score: Score, resultPath: string, mediaPath?: string) =>
  findSource(score, { resultPath, mediaPath }, media, quietRun());

describe('a film', () => {
  test('is remembered by its place seen from the score, its own place, size, length and contents', async () => {
    expect((await scored()).source).toEqual({
      relativePath: '../film.mp4',
      absolutePath: path.join(shoot, 'film.mp4'),
      sizeBytes: expect.any(Number),
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      durationSeconds: 2,
      timecode: null,
      files: [],
    });
  });

  test('is found where it was, when the score alone has moved', async () => {
    const score = await scored();
    await rename(path.join(shoot, 'out'), work.file(`far-${count}`));
    const { mediaPath, source } = await find(score, work.file(`far-${count}/score.json`));
    expect(mediaPath).toBe(path.join(shoot, 'film.mp4'));
    expect(source?.relativePath).toBe(`../shoot-${count}/film.mp4`);
  });

  test('is found with the score, when both have moved', async () => {
    const score = await scored();
    await rename(shoot, work.file(`moved-${count}`));
    const { mediaPath, source } = await find(score, work.file(`moved-${count}/out/score.json`));
    expect(mediaPath).toBe(work.file(`moved-${count}/film.mp4`));
    expect(source?.absolutePath).toBe(mediaPath);
  });

  test.each(['out', '.'])('is found in the folder %j beside the score', async (folder) => {
    const score = await scored();
    await rename(path.join(shoot, 'film.mp4'), work.file(`kept-${count}.mp4`));
    const moved = work.file(`again-${count}`);
    await rename(shoot, moved);
    await copyFile(work.file(`kept-${count}.mp4`), path.join(moved, folder, 'film.mp4'));
    const { mediaPath } = await find(score, path.join(moved, 'out/score.json'));
    expect(mediaPath).toBe(path.join(moved, folder, 'film.mp4'));
  });

  test('is passed over where another one of its name stands in its place', async () => {
    const score = await scored();
    const moved = work.file(`mixed-${count}`);
    await mkdir(path.join(moved, 'out'), { recursive: true });
    await copyFile(OTHER, path.join(moved, 'film.mp4'));
    const { mediaPath } = await find(score, path.join(moved, 'out/score.json'));
    expect(mediaPath).toBe(path.join(shoot, 'film.mp4'));
  });

  test('that has changed is refused, with what it was and is, and a way out', async () => {
    const score = await scored();
    await copyFile(OTHER, path.join(shoot, 'film.mp4'));
    await expect(find(score, path.join(shoot, 'out/score.json'))).rejects.toMatchObject({
      code: 'media-changed',
      detail: expect.stringMatching(
        /film\.mp4 has changed.*2\.000 s, and is \d+ bytes, \d\.\d{3} s.*or score this one anew/,
      ),
    });
  });

  test('of the same size but other contents is refused too', async () => {
    const score = await scored();
    await writeFile(path.join(shoot, 'film.mp4'), Buffer.alloc(score.source!.sizeBytes));
    await expect(find(score, path.join(shoot, 'out/score.json'))).rejects.toMatchObject({
      code: 'media-changed',
      detail: expect.stringMatching(/its contents differ/),
    });
  });

  test('that is nowhere is asked for, with the places that were tried', async () => {
    const score = await scored();
    await rm(path.join(shoot, 'film.mp4'));
    await expect(find(score, path.join(shoot, 'out/score.json'))).rejects.toMatchObject({
      code: 'media-missing',
      detail: expect.stringMatching(/Looked for: .*film\.mp4, .*out.film\.mp4\. Put them back/),
    });
  });

  test('that the user names is taken, and a warning says so if it is another', async () => {
    const score = await scored();
    const same = await find(score, path.join(shoot, 'out/score.json'), CUTS);
    expect(same).toMatchObject({ mediaPath: CUTS, warnings: [] });
    const other = await find(score, path.join(shoot, 'out/score.json'), OTHER);
    const detail = expect.stringMatching(/turned-clockwise\.mp4 is not the file that was scored .*film\.mp4/);
    expect(other).toMatchObject({ mediaPath: OTHER, warnings: [{ code: 'media-changed', detail }] });
    await expect(find(score, path.join(shoot, 'out/score.json'), '/no/film.mp4')).rejects.toMatchObject({
      code: 'media-missing',
      detail: expect.stringMatching(/was named for it/),
    });
  });
});

describe('an earlier score.json, which holds the words that were typed', () => {
  const typed = (mediaPath: string, directory: string): Score => ({
    request: { ...REQUEST, mediaPath, outputs: { ...REQUEST.outputs, directory } },
  });

  test('leads to the film seen from the folder in which it was typed, wherever that is now', async () => {
    const { mediaPath, source } = await find(typed('film.mp4', 'out'), path.join(shoot, 'out/score.json'));
    expect(mediaPath).toBe(path.join(shoot, 'film.mp4'));
    expect(source).toBeUndefined();
  });

  test('leads to an absolute path', async () => {
    const score = typed(path.join(shoot, 'film.mp4'), path.join(shoot, 'out'));
    expect((await find(score, path.join(shoot, 'out/score.json'))).mediaPath).toBe(
      path.join(shoot, 'film.mp4'),
    );
  });
});

describe('a timeline', () => {
  const cut = (mediaPath: string) =>
    snapshot([sequence('r', [track([clip([0, 25], { mediaPath }), clip([25, 50], { mediaPath })])])]);

  test('leads to its media from its own folder, also by a path of another system', async () => {
    for (const mediaPath of ['film.mp4', 'D:\\Shoot\\film.mp4']) {
      const file = path.join(shoot, 'timeline.json');
      await writeFile(file, JSON.stringify(cut(mediaPath)));
      const { timeline, warnings } = await openSource({ ...REQUEST, mediaPath: file }, ports, quietRun());
      expect(timeline?.shots[0]?.picture).toMatchObject({ path: path.join(shoot, 'film.mp4') });
      const detail = expect.stringContaining('film.mp4 in place of D:\\Shoot\\film.mp4') as unknown;
      // Only the name says that it is the same file.
      expect(warnings).toEqual(mediaPath === 'film.mp4' ? [] : [{ code: 'media-elsewhere', detail }]);
    }
  });

  test('that moved with its media finds them, and tells of those that have changed', async () => {
    await mkdir(path.join(shoot, 'clips'));
    await rename(path.join(shoot, 'film.mp4'), path.join(shoot, 'clips/a.mp4'));
    const file = path.join(shoot, 'timeline.json');
    await writeFile(file, JSON.stringify(cut(path.join(shoot, 'clips/a.mp4'))));
    const score = await scored(file);
    expect(score.source?.files).toEqual([{ relativePath: 'clips/a.mp4', sizeBytes: expect.any(Number) }]);
    const moved = work.file(`set-${count}`);
    await rename(shoot, moved);
    const found = await find(score, path.join(moved, 'out/score.json'));
    const open = () =>
      openSource({ ...REQUEST, mediaPath: found.mediaPath }, ports, quietRun(), found.formerPath);
    const again = await open();
    expect(again.timeline?.shots[0]?.picture).toMatchObject({ path: path.join(moved, 'clips/a.mp4') });
    expect(await changedFiles(found, again, media)).toEqual([]);
    // A version made here leads to them too.
    const next = await find({ ...score, source: found.source }, path.join(moved, 'out/score.v2.json'));
    expect(next.formerPath).toBe(file);
    await copyFile(OTHER, path.join(moved, 'clips/a.mp4'));
    expect(await changedFiles(found, await open(), media)).toEqual([
      { code: 'media-changed', detail: expect.stringMatching(/^clips\/a\.mp4 has changed/) },
    ]);
  });
});
