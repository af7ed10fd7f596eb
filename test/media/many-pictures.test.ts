// Ranges of many files through one process: the same frames as one by one, files that fail alone, and a process that dies.
import { describe, expect, test } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ScoreError } from '@framescore/contract';
import type { Media, PictureEvent } from '../../native-host/src/media/frame-source.js';
import { ROOT } from '../process/command-line.js';
import { BACKENDS, fixture, quietRun, readRange } from './media-samples.js';

const FILM = path.join(ROOT, 'examples/media/night-train.mp4');
const CUTS = fixture('cuts-at-0.5-and-1.25-24fps.mp4');
const TURNED = fixture('turned-clockwise.mp4');
const THIS_FILE = fileURLToPath(import.meta.url);
const SIZE = { widthPx: 64, heightPx: 36 };

type Range = { path: string; startSeconds: number; endSeconds: number };
const range = (file: string, startSeconds: number, endSeconds: number): Range => ({
  path: file,
  startSeconds,
  endSeconds,
});

async function readAll(media: Media, ranges: Range[]): Promise<PictureEvent[][]> {
  const events: PictureEvent[][] = ranges.map(() => []);
  for await (const event of media.readPictures({ ranges, ...SIZE }, quietRun()))
    events[event.index]!.push(event);
  return events;
}

describe.each(BACKENDS)('readPictures with %s', (_name, media) => {
  test('gives for each range the frames that readFrames gives, whether it goes on, back, or to another file', async () => {
    const ranges = [
      range(FILM, 2, 2.2),
      range(FILM, 2.2, 2.4),
      range(CUTS, 0.4, 0.7),
      range(FILM, 2.6, 2.8),
      range(FILM, 1, 1.2),
      range(TURNED, 0, 0.2),
      range(CUTS, 0.75, 1.5),
      range(FILM, 13.41, 13.55),
      range(fixture('still.png'), 0, 1),
      range(FILM, 13.56, 13.7),
      range(FILM, 24, 30),
    ];
    const found = await readAll(media, ranges);
    for (const [i, { path: file, startSeconds, endSeconds }] of ranges.entries()) {
      const expected = await readRange(media, file, startSeconds, endSeconds);
      const frames = found[i]!.filter((event) => event.kind === 'frame');
      expect(frames.map(({ timeSeconds }) => timeSeconds.toFixed(6))).toEqual(
        expected.map(({ timeSeconds }) => timeSeconds.toFixed(6)),
      );
      for (const [j, { rgb }] of frames.entries()) expect(Buffer.compare(rgb, expected[j]!.rgb)).toBe(0);
      expect(found[i]!.at(-1)!.kind).toBe('end');
    }
  });

  test('says where the picture of a file ends before the range does, and only then', async () => {
    const ends = (
      await readAll(media, [range(FILM, 1, 2), range(FILM, 23, 30), range(fixture('still.png'), 0, 9)])
    ).map((events) => events.at(-1)!);
    const seconds = ends.map((end) => (end.kind === 'end' ? end.summary.pictureEndSeconds : 'failed'));
    expect(seconds).toEqual([null, expect.closeTo(1.08, 3), null]);
  });

  test('takes a long last frame for what it is', async () => {
    const variable = fixture('variable-frame-rate.mp4');
    const [end] = (await readAll(media, [range(variable, 0, 3)]))[0]!.slice(-1);
    expect(end).toMatchObject({ summary: { pictureEndSeconds: expect.closeTo(2, 3) } });
  });

  test('lets a file that is missing, broken or without picture fail alone', async () => {
    const bad = [path.join(tmpdir(), 'framescore-not-there.mp4'), fixture('sound-only.m4a'), THIS_FILE];
    const found = await readAll(media, [
      range(FILM, 0, 0.1),
      ...bad.map((file) => range(file, 0, 1)),
      range(FILM, 5, 5.1),
    ]);
    expect(found.map((events) => events.at(-1)!.kind)).toEqual(['end', 'failed', 'failed', 'failed', 'end']);
    expect(found[4]!.length).toBeGreaterThan(2);
  });

  test('describes many files at once, and says of each why it cannot be read', async () => {
    const missing = path.join(tmpdir(), 'framescore-not-there.mp4');
    const found = await media.probeFiles([FILM, missing, CUTS, THIS_FILE, FILM], quietRun());
    expect([...found.keys()].sort()).toEqual([FILM, missing, CUTS, THIS_FILE].sort());
    expect(found.get(FILM)).toEqual(await media.probeMedia(FILM, quietRun()));
    expect(found.get(CUTS)).toEqual(await media.probeMedia(CUTS, quietRun()));
    expect(found.get(missing)).toMatchObject({ code: 'media-missing' });
    expect(found.get(THIS_FILE)).toMatchObject({ code: 'media-unreadable' });
  });

  test('ends at once, and by its signal, when the run is cancelled', async () => {
    const controller = new AbortController();
    const read = async () => {
      const ranges = Array.from({ length: 50 }, () => range(FILM, 0, 20));
      for await (const event of media.readPictures({ ranges, ...SIZE }, quietRun(controller.signal)))
        if (event.kind === 'frame') controller.abort();
    };
    await expect(read()).rejects.toMatchObject({ code: 'cancelled' });
  });
});

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('a decoder that is killed costs the range it was in, and the next ones are read', async () => {
  const [, media] = BACKENDS[0]!;
  const ranges = [range(FILM, 0, 20), range(CUTS, 0, 0.5), range(FILM, 5, 5.2)];
  const kinds: string[] = [];
  let isKilled = false;
  for await (const event of media.readPictures({ ranges, ...SIZE }, quietRun())) {
    if (event.kind !== 'frame') kinds.push(event.kind);
    if (event.kind === 'failed') expect(event.problem).toBeInstanceOf(ScoreError);
    if (isKilled || event.kind !== 'frame') continue;
    isKilled = true;
    for (const id of await mediaProcesses()) process.kill(id, 'SIGKILL');
  }
  expect(kinds).toEqual(['failed', 'end', 'end']);
});

test('a file that is cut off in its middle ends where its last frame does', async () => {
  const [, media] = BACKENDS[0]!;
  const folder = await mkdtemp(path.join(tmpdir(), 'framescore-cut-'));
  const file = path.join(folder, 'cut.mp4');
  const bytes = await readFile(FILM);
  await writeFile(file, bytes.subarray(0, Math.floor(bytes.length * 0.6)));
  const frames = media.readFrames({ ...range(file, 3, 20), ...SIZE }, quietRun());
  let lastSeconds = 0;
  for await (const { timeSeconds } of frames) lastSeconds = timeSeconds;
  expect(frames.summary()!.pictureEndSeconds).toBeCloseTo(lastSeconds + 0.04, 2);
  await rm(folder, { recursive: true });
});

/** The media processes that this one started (Linux). */
async function mediaProcesses(): Promise<number[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found: number[] = [];
  for (const id of ids) {
    const command = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '');
    const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
    if (command.includes('media-child') && status.includes(`PPid:\t${process.pid}\n`)) found.push(Number(id));
  }
  return found;
}
