import { expect, test } from '@jest/globals';
import { orientationOf, orientPicture, swapsAxes } from './orient-picture.js';

// A stored picture of 2 columns and 3 rows, one letter a pixel:
//   a b
//   c d
//   e f
const STORED = Uint8Array.from(
  [...'abcdef'].flatMap((letter) => Array<number>(3).fill(letter.charCodeAt(0))),
);

function shownRows(matrix: number[], widthPx: number, heightPx: number): string[] {
  const picture = orientPicture(STORED, { widthPx, heightPx }, orientationOf(matrix));
  return Array.from({ length: heightPx }, (_, y) =>
    Array.from({ length: widthPx }, (__, x) => String.fromCharCode(picture[(y * widthPx + x) * 3] ?? 0)).join(
      '',
    ),
  );
}

const ONE = 65_536;

test.each([
  ['upright', [ONE, 0, 0, 0, ONE, 0, 0, 0, 0], 2, ['ab', 'cd', 'ef']],
  ['a quarter turn clockwise', [0, ONE, 0, -ONE, 0, 0, 0, 0, 0], 3, ['eca', 'fdb']],
  ['a half turn', [-ONE, 0, 0, 0, -ONE, 0, 0, 0, 0], 2, ['fe', 'dc', 'ba']],
  ['a quarter turn anticlockwise', [0, -ONE, 0, ONE, 0, 0, 0, 0, 0], 3, ['bdf', 'ace']],
  ['mirrored left to right', [-ONE, 0, 0, 0, ONE, 0, 0, 0, 0], 2, ['ba', 'dc', 'fe']],
  ['mirrored top to bottom', [ONE, 0, 0, 0, -ONE, 0, 0, 0, 0], 2, ['ef', 'cd', 'ab']],
  ['turned and mirrored (transposed)', [0, ONE, 0, ONE, 0, 0, 0, 0, 0], 3, ['ace', 'bdf']],
])('a picture is shown %s as its matrix asks', (_name, matrix, widthPx, rows) => {
  expect(shownRows(matrix, widthPx, rows.length)).toEqual(rows);
});

test('a file without matrix is upright', () => {
  expect(swapsAxes(orientationOf(null))).toBe(false);
});

test('a slightly slanted matrix counts as the nearest quarter turn', () => {
  expect(swapsAxes(orientationOf([3_000, 65_000, 0, -65_000, 3_000]))).toBe(true);
});

test('the picture handed out is a copy, so that the scaler may write over its own', () => {
  const source = STORED.slice();
  const picture = orientPicture(source, { widthPx: 2, heightPx: 3 }, orientationOf(null));
  source.fill(0);
  expect([...picture]).toEqual([...STORED]);
});
