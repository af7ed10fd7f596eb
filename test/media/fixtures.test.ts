// What each odd file is, and what it shows when: known because scripts/make-fixtures.ts made it so. Runs on both backends.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ScoreError } from '@framescore/contract';
import {
  BACKENDS,
  fixture,
  meanColour,
  meanDifference,
  quietRun,
  readRange,
  readSound,
} from './media-samples.js';

const CUTS = fixture('cuts-at-0.5-and-1.25-24fps.mp4');
/** Where no fixture draws anything but its background. */
const BACKGROUND = { left: 8, top: 10, right: 56, bottom: 16 };

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'framescore-media-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function problemOf(reading: Promise<unknown>): Promise<string> {
  return reading.then(
    () => 'none',
    (error: unknown) => (error instanceof ScoreError ? `${error.code}: ${error.detail}` : String(error)),
  );
}

describe.each(BACKENDS)('with %s', (_name, media) => {
  const times = async (file: string, start: number, end: number): Promise<number[]> =>
    (await readRange(media, file, start, end)).map(({ timeSeconds }) => Math.round(timeSeconds * 1e6) / 1e6);

  test('a film is described', async () => {
    expect(await media.probeMedia(CUTS, quietRun())).toEqual({
      durationSeconds: 2,
      statedSeconds: 2,
      hasVideo: true,
      hasAudio: true,
      frameRate: { numerator: 24, denominator: 1 },
      widthPx: 96,
      heightPx: 64,
      rotationDegrees: 0,
      isStill: false,
      startSeconds: 0,
      startTimecode: null,
      audio: { sampleRateHz: 48_000, channels: 1 },
    });
  });

  test('every frame comes once, and the picture changes exactly at the cuts', async () => {
    const frames = await readRange(media, CUTS, 0, 2);
    expect(frames.map(({ timeSeconds }) => Math.round(timeSeconds * 24 * 1e6) / 1e6)).toEqual(
      Array.from({ length: 48 }, (_, i) => i),
    );
    const changes = frames.slice(1).filter(({ rgb }, i) => meanDifference(rgb, frames[i]?.rgb ?? rgb) > 20);
    expect(changes.map(({ timeSeconds }) => timeSeconds)).toEqual([0.5, 1.25]);
  });

  test('a range gives the very frames that the whole file gives there, at times from its start', async () => {
    const whole = await readRange(media, CUTS, 0, 2);
    const range = await readRange(media, CUTS, 0.75, 1.5);
    expect(range).toHaveLength(18);
    range.forEach(({ timeSeconds, rgb }, i) => {
      expect(timeSeconds).toBeCloseTo(i / 24, 6);
      expect(meanDifference(rgb, whole[18 + i]?.rgb ?? rgb)).toBe(0);
    });
  });

  test('frames of a variable rate keep their own times', async () => {
    const file = fixture('variable-frame-rate.mp4');
    expect(await times(file, 0, 2)).toEqual([0, 0.04, 0.12, 0.2, 0.5, 0.54, 0.58, 1.3, 1.34]);
    expect(await times(file, 0.9, 1.32)).toEqual([0, 0.4]);
    expect((await media.probeMedia(file, quietRun())).durationSeconds).toBeCloseTo(2, 3);
  });

  test('a turned film is shown upright: what was stored at the left end of the top is shown at the top of the right', async () => {
    const file = fixture('turned-clockwise.mp4');
    expect(await media.probeMedia(file, quietRun())).toMatchObject({
      widthPx: 64,
      heightPx: 96,
      rotationDegrees: 90,
    });
    const [frame] = await readRange(media, file, 0, 0.05);
    if (!frame) throw new Error('no frame');
    // The bar is darker than the red background.
    const red = (left: number, top: number): number =>
      meanColour(frame, { left, top, right: left + 6, bottom: top + 6 })[0] ?? 0;
    expect(red(56, 4)).toBeLessThan(140);
    expect(red(56, 28)).toBeGreaterThan(150);
    expect(red(2, 4)).toBeGreaterThan(150);
  });

  test('a container that begins at 10 s begins at 0', async () => {
    const file = fixture('begins-at-10-seconds.m2ts');
    expect(await times(file, 0, 1)).toEqual(Array.from({ length: 12 }, (_, i) => i / 25));
    expect(await media.probeMedia(file, quietRun())).toMatchObject({ startSeconds: 0 });
  });

  test('a picture that begins after the sound begins when it is shown', async () => {
    const file = fixture('sound-before-picture.mkv');
    expect((await times(file, 0, 1))[0]).toBeCloseTo(0.2, 3);
    expect((await media.probeMedia(file, quietRun())).startSeconds).toBeCloseTo(0.2, 3);
  });

  test('a film of one frame is that frame for as long as it lasts', async () => {
    const file = fixture('one-frame.mp4');
    expect(await media.probeMedia(file, quietRun())).toMatchObject({ durationSeconds: 0.04, isStill: false });
    expect(await times(file, 0, 0.04)).toEqual([0]);
  });

  test.each(['still.png', 'still.jpg'])('%s is one frame for any range', async (name) => {
    expect(await media.probeMedia(fixture(name), quietRun())).toMatchObject({
      isStill: true,
      hasVideo: true,
      hasAudio: false,
    });
    expect(await times(fixture(name), 3, 30)).toEqual([0]);
  });

  test('colours arrive as red, green, blue, from the left', async () => {
    const [frame] = await readRange(media, fixture('still.png'), 0, 1);
    if (!frame) throw new Error('no frame');
    expect(meanColour(frame, { left: 0, top: 0, right: 30, bottom: 36 })).toEqual([255, 0, 0]);
    expect(meanColour(frame, { left: 34, top: 0, right: 64, bottom: 36 })).toEqual([0, 0, 255]);
  });

  test('the background of each scene has the colour it was drawn in', async () => {
    const frames = await readRange(media, CUTS, 0, 2);
    const colours = [0, 20, 40].map((i) =>
      meanColour(frames[i] ?? { timeSeconds: 0, rgb: new Uint8Array(0) }, BACKGROUND),
    );
    // BT.601, limited range, of the Y, U, V in the script: (60, 90, 200), (150, 200, 80), (90, 60, 110).
    const expected = [
      [166, 7, 0],
      [79, 167, 255],
      [57, 127, 0],
    ];
    colours
      .flat()
      .forEach((value, i) => expect(Math.abs(value - (expected.flat()[i] ?? 0))).toBeLessThanOrEqual(8));
  });

  test('sound without picture is refused with what to do', async () => {
    expect(await media.probeMedia(fixture('sound-only.m4a'), quietRun())).toMatchObject({
      hasVideo: false,
      hasAudio: true,
    });
    expect(await problemOf(readRange(media, fixture('sound-only.m4a'), 0, 1))).toMatch(
      /^media-no-video: .*Choose a video/,
    );
  });

  test('picture without sound is refused where sound is asked for', async () => {
    const reading = readSound(media, fixture('variable-frame-rate.mp4'), { startSeconds: 0, endSeconds: 1 });
    expect(await problemOf(reading)).toMatch(/^media-no-audio: /);
  });

  test('sound starts and ends when it is heard, also in a range', async () => {
    const onsetAndEnd = (samples: Float32Array): number[] => {
      const loud = [...samples.keys()].filter((i) => Math.abs(samples[i] ?? 0) > 0.2);
      return [(loud[0] ?? 0) / 48_000, (loud.at(-1) ?? 0) / 48_000];
    };
    const [onset = 0, end = 0] = onsetAndEnd(
      await readSound(media, CUTS, { startSeconds: 0, endSeconds: 2 }),
    );
    expect([Math.abs(onset - 0.5) < 0.003, Math.abs(end - 1) < 0.003]).toEqual([true, true]);
    const [onsetInRange = 0] = onsetAndEnd(
      await readSound(media, CUTS, { startSeconds: 0.3, endSeconds: 0.8 }),
    );
    expect(Math.abs(onsetInRange - 0.2)).toBeLessThan(0.003);
  });

  test('sound has as many samples as the range, at the rate and channels asked for', async () => {
    const range = { startSeconds: 0.25, endSeconds: 1.25 };
    expect(await readSound(media, CUTS, range, { sampleRateHz: 22_050, channels: 2 })).toHaveLength(44_100);
  });

  test('a file cut off in the middle gives what it holds, and says so', async () => {
    const file = path.join(folder, 'cut-off.mp4');
    const bytes = await readFile(CUTS);
    await writeFile(file, bytes.subarray(0, Math.round(bytes.length * 0.75)));
    const frames = await readRange(media, file, 0, 2);
    expect(frames.length).toBeGreaterThan(5);
    expect(frames.length).toBeLessThan(48);
  });

  test('a file cut off before its index is unreadable', async () => {
    const file = path.join(folder, 'no-index.mp4');
    await writeFile(file, (await readFile(CUTS)).subarray(0, 40));
    expect(await problemOf(media.probeMedia(file, quietRun()))).toMatch(/^media-unreadable: .*convert it/);
  });

  test('text with the name of a film is unreadable', async () => {
    const file = path.join(folder, 'text.mp4');
    await writeFile(file, 'Dear editor, this is not a film.\n'.repeat(100));
    expect(await problemOf(media.probeMedia(file, quietRun()))).toMatch(/^media-unreadable: /);
    expect(await problemOf(readRange(media, file, 0, 1))).toMatch(/^media-unreadable: /);
  });

  test('a playlist with the name of a film reaches for no other file', async () => {
    const file = path.join(folder, 'playlist.mp4');
    await writeFile(
      file,
      `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nhttp://127.0.0.1:9/film.ts\n#EXT-X-ENDLIST\n`,
    );
    expect(await problemOf(media.probeMedia(file, quietRun()))).toMatch(/^media-unreadable: /);
  });

  test('an empty file, a folder and a missing file are told apart', async () => {
    const empty = path.join(folder, 'empty.mp4');
    await writeFile(empty, '');
    expect(await problemOf(media.probeMedia(empty, quietRun()))).toMatch(/^media-unreadable: .*empty/);
    expect(await problemOf(media.probeMedia(folder, quietRun()))).toMatch(/^media-unreadable: .*folder/);
    expect(await problemOf(media.probeMedia(path.join(folder, 'none.mp4'), quietRun()))).toMatch(
      /^media-missing: /,
    );
  });

  test.each([
    [1, 1],
    [2, 1],
    [-1, 1],
    [0, Infinity],
    [NaN, 1],
  ])('a range from %d to %d is invalid', async (start, end) => {
    expect(await problemOf(readRange(media, CUTS, start, end))).toMatch(/^range-invalid: /);
  });

  test('names with colons, spaces, dashes and percent signs are names', async () => {
    const file = path.join(folder, '-a: b%03d é.mp4');
    await writeFile(file, await readFile(CUTS));
    expect(await times(file, 0, 0.1)).toHaveLength(3);
  });
});
