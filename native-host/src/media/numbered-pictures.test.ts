import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  findNumbered,
  hasNextPicture,
  missingNumbers,
  patternOf,
  readerPattern,
  seriesOfPattern,
} from './numbered-pictures.js';

const padded = (from: number, to: number, before = 'a', after = '.png'): string[] =>
  Array.from({ length: to - from + 1 }, (_, i) => `${before}${String(from + i).padStart(4, '0')}${after}`);

test.each(['a%04d.png', 'a####.png'])('%s means the numbers of that width, gaps named', (pattern) => {
  const names = [
    'b0001.png',
    'a1.png',
    'a0001.jpg',
    ...padded(8, 11),
    'a0013.png',
    ...padded(20, 21),
    'a10000.png',
  ];
  const series = seriesOfPattern(pattern, names);
  expect(series?.runs).toEqual([
    { first: 8, count: 4 },
    { first: 13, count: 1 },
    { first: 20, count: 2 },
    { first: 10_000, count: 1 },
  ]);
  expect(series && missingNumbers(series)).toEqual(['0012', '0014-0019', '0022-9999']);
});

test('a number without padding counts as it is written', () => {
  expect(seriesOfPattern('%d.jpg', ['9.jpg', '10.jpg', '011.jpg'])?.runs).toEqual([{ first: 9, count: 2 }]);
});

test.each(['film.png', 'a%s.png', '100%.png'])('%s is no pattern', (name) => {
  expect(seriesOfPattern(name, ['film.png', 'a1.png'])).toBeNull();
});

describe('in a folder', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'framescore-numbered-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });
  const filled = async (name: string, names: readonly string[]): Promise<string> => {
    await mkdir(path.join(folder, name));
    for (const file of names) await writeFile(path.join(folder, name, file), 'x');
    return path.join(folder, name);
  };

  test('the one series of pictures is meant', async () => {
    const inside = await filled('one', [...padded(1, 5), 'notes.txt', 'cover.jpg', 'take1.mp4']);
    const found = await findNumbered(inside);
    expect(found && patternOf(found)).toBe('a%04d.png');
    expect(found?.runs).toEqual([{ first: 1, count: 5 }]);
  });

  test('what macOS keeps beside each picture is no series', async () => {
    const names = padded(1, 5);
    const inside = await filled('mac', [...names, ...names.map((name) => `._${name}`)]);
    const found = await findNumbered(inside);
    expect(found && patternOf(found)).toBe('a%04d.png');
    expect(found?.runs).toEqual([{ first: 1, count: 5 }]);
  });

  test('a picture is known to be followed by the next number', async () => {
    const inside = await filled('next', [...padded(8, 10), 'cover.png']);
    const isFollowed = (name: string) => hasNextPicture(path.join(inside, name));
    const followed = ['a0008.png', 'a0009.png', 'a0010.png', 'cover.png'].map(isFollowed);
    expect(await Promise.all(followed)).toEqual([true, true, false, false]);
  });

  test('numbers without padding are one series through ten', async () => {
    const inside = await filled('plain', ['8.png', '9.png', '10.png', '11.png']);
    const found = await findNumbered(inside);
    expect(found && patternOf(found)).toBe('%d.png');
    expect(found?.runs).toEqual([{ first: 8, count: 4 }]);
  });

  test('of two series of like length one must be named', async () => {
    const inside = await filled('two', [...padded(1, 5), ...padded(1, 4, 'b')]);
    await expect(findNumbered(inside)).rejects.toMatchObject({
      code: 'media-unreadable',
      detail: expect.stringMatching(/a%04d\.png or .*b%04d\.png/),
    });
  });

  test('one picture, or none, is no series', async () => {
    expect(await findNumbered(await filled('single', ['a0001.png', 'b.png']))).toBeNull();
    expect(await findNumbered(await filled('films', ['a0001.mp4', 'a0002.mp4']))).toBeNull();
  });

  test('a file with the name of a pattern is that file', async () => {
    const inside = await filled('pattern', ['a%04d.png', ...padded(1, 3)]);
    expect(await findNumbered(path.join(inside, 'a%04d.png'))).toBeNull();
    expect(await findNumbered(path.join(inside, 'none%04d.png'))).toBeNull();
  });

  test('percent signs of folders and names are no pattern to the reader', async () => {
    const inside = await filled('50% done', padded(1, 2, '100%-'));
    const found = await findNumbered(path.join(inside, '100%-%04d.png'));
    // The first number sign of the name counts; this one has a percent sign before it.
    expect(found && readerPattern(found)).toBe(path.join(folder, '50%% done', '100%%-%04d.png'));
  });
});
