import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { filmReads, type Film } from './film-reads.js';

const facts = { durationSeconds: 200, framesPerSecond: 25, hasVideo: true, isStill: false };
const film = (fileStartSeconds: number, fileEndSeconds: number, rate: number): Film => ({
  kind: 'film',
  path: '/f',
  fileStartSeconds,
  fileEndSeconds,
  rate,
  facts,
});

test('a film that plays forward is read in one go, however long', () => {
  expect(filmReads(film(3, 90, 1.5), 10)).toEqual([{ startSeconds: 3, endSeconds: 90 }]);
});

test('nothing is read before the start of a file, or far behind its end', () => {
  expect(filmReads(film(-2, 5, 1), 10)).toEqual([{ startSeconds: 0, endSeconds: 5 }]);
  expect(filmReads(film(150, 1e9, 1), 10)).toEqual([{ startSeconds: 150, endSeconds: 200.5 }]);
  expect(filmReads(film(1e9, 150, -1), 100)).toHaveLength(1);
});

test('a film that plays backwards is read from its end in pieces that join without gap, none longer than asked', () => {
  const times = fc.double({ min: 0, max: 100, noNaN: true });
  fc.assert(
    fc.property(
      times,
      fc.double({ min: 0.01, max: 60, noNaN: true }),
      fc.double({ min: 0.5, max: 10, noNaN: true }),
      (low, length, piece) => {
        const reads = filmReads(film(low + length, low, -1), piece);
        expect(reads[0]!.endSeconds).toBe(low + length);
        expect(reads.at(-1)!.startSeconds).toBe(low);
        for (const [i, read] of reads.entries()) {
          expect(read.endSeconds - read.startSeconds).toBeGreaterThan(0);
          expect(read.endSeconds - read.startSeconds).toBeLessThanOrEqual(piece + 0.0011);
          if (i > 0) expect(read.endSeconds).toBe(reads[i - 1]!.startSeconds);
        }
      },
    ),
  );
});
