// Numbered pictures are a film at the rate that is asked for, and a missing one is the one before, with either backend.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BACKENDS, quietRun } from './media-samples.js';

let folder = '';
/** Pictures 3 to 6 and 8 to 9, each as bright as its number says. */
const NUMBERS = [3, 4, 5, 6, 8, 9];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'framescore-50%-'));
  for (const number of NUMBERS) {
    const picture = Buffer.concat([Buffer.from('P6\n64 36\n255\n'), Buffer.alloc(64 * 36 * 3, number * 20)]);
    await writeFile(path.join(folder, `shot.${String(number).padStart(4, '0')}.ppm`), picture);
  }
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe.each(BACKENDS)('with %s', (_name, media) => {
  const shown = async (start: number, end: number, file = 'shot.%04d.ppm'): Promise<[number, number][]> => {
    const range = { path: path.join(folder, file), startSeconds: start, endSeconds: end, pictureRateFps: 10 };
    const frames: [number, number][] = [];
    const reading = media.readFrames({ ...range, widthPx: 64, heightPx: 36 }, quietRun());
    for await (const { timeSeconds, rgb } of reading)
      frames.push([Math.round(timeSeconds * 1000) / 1000, Math.round((rgb[0] ?? 0) / 20)]);
    return frames;
  };

  test.each(['', 'shot.%04d.ppm', 'shot.####.ppm'])(
    '"%s" in their folder means all of them',
    async (name) => {
      expect(await media.probeMedia(path.join(folder, name), quietRun(), 10)).toMatchObject({
        isStill: false,
        hasVideo: true,
        durationSeconds: 0.7,
        frameRate: { numerator: 10_000, denominator: 1000 },
        widthPx: 64,
        numbered: { pattern: 'shot.%04d.ppm', count: 6, missing: ['0007'], isRateGiven: true },
      });
    },
  );

  test('each is shown at its number, the missing one as the one before', async () => {
    const all = [
      [0, 3],
      [0.1, 4],
      [0.2, 5],
      [0.3, 6],
      [0.5, 8],
      [0.6, 9],
    ];
    expect(await shown(0, 0.7)).toEqual(all);
    expect(await shown(0, 0.7, '')).toEqual(all);
  });

  test('a range begins with what is seen there, also where that picture is missing', async () => {
    expect(await shown(0.25, 0.55)).toEqual([
      [0, 5],
      [0.05, 6],
      [0.25, 8],
    ]);
    expect(await shown(0.45, 0.6)).toEqual([
      [0, 6],
      [0.05, 8],
    ]);
  });

  test('a pattern that no picture fits is missing', async () => {
    await expect(media.probeMedia(path.join(folder, 'shot.%02d.ppm'), quietRun())).rejects.toMatchObject({
      code: 'media-missing',
      detail: expect.stringMatching(/number of digits/),
    });
  });
});
