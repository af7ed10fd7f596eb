import { describe, expect, test } from '@jest/globals';
import type { Light } from './frame-tags.js';
import { type HalfwayPicture, halfwaySize, pictureAsShown } from './picture-as-shown.js';

const SIZE = { widthPx: 2, heightPx: 2 };
const SDR: Light = { transfer: 'sdr', primaries: 'bt709' };
const WHITE = 65_280;

/** One value a cell, grey; `alphaAt` gives alpha. */
function halfway(
  valueAt: (x: number, y: number) => number,
  more: Partial<HalfwayPicture> & { alphaAt?: (x: number, y: number) => number } = {},
): HalfwayPicture {
  const { alphaAt = () => WHITE, oversampling = 1, ...rest } = more;
  const { widthPx, heightPx } = halfwaySize(SIZE, oversampling);
  const rgba = Uint16Array.from({ length: widthPx * heightPx * 4 }, (_, i) => {
    const [x, y] = [(i >> 2) % widthPx, Math.floor((i >> 2) / widthPx)];
    return i % 4 === 3 ? alphaAt(x, y) : valueAt(x, y);
  });
  return { rgba, oversampling, firstField: null, alpha: 'straight', light: SDR, ...rest };
}

const reds = (picture: Uint8Array): number[] => [...picture].filter((_, i) => i % 3 === 0);

test('white is 255 and black is 0', () => {
  expect(
    reds(
      pictureAsShown(
        halfway((x) => (x === 0 ? WHITE : 0)),
        SIZE,
      ),
    ),
  ).toEqual([255, 0, 255, 0]);
});

test('both rows of a progressive frame count', () => {
  expect(
    reds(
      pictureAsShown(
        halfway((_x, y) => (y % 2 === 0 ? WHITE : 0)),
        SIZE,
      ),
    ),
  ).toEqual([128, 128, 128, 128]);
});

test.each([
  ['top', 255],
  ['bottom', 0],
] as const)(
  'of an interlaced frame that begins with its %s field only that one is seen',
  (firstField, shown) => {
    const picture = pictureAsShown(
      halfway((_x, y) => (y % 2 === 0 ? WHITE : 0), { firstField }),
      SIZE,
    );
    expect(reds(picture)).toEqual([shown, shown, shown, shown]);
  },
);

describe('transparency', () => {
  test('is black behind, and half of it half as bright', () => {
    const alphaAt = (x: number): number => (x === 0 ? 0 : WHITE / 2);
    expect(
      reds(
        pictureAsShown(
          halfway(() => WHITE, { alphaAt }),
          SIZE,
        ),
      ),
    ).toEqual([0, 128, 0, 128]);
  });

  test('is blended before cells are joined: what cannot be seen has no colour', () => {
    // In each cell of the picture a white half that is transparent and a black one that is not.
    const isLeft = (x: number): boolean => x % 4 < 2;
    const seen = halfway((x) => (isLeft(x) ? WHITE : 0), {
      oversampling: 4,
      alphaAt: (x) => (isLeft(x) ? 0 : WHITE),
    });
    expect(reds(pictureAsShown(seen, SIZE))).toEqual([0, 0, 0, 0]);
  });

  test('that is multiplied in already is not multiplied again', () => {
    const seen = halfway(() => WHITE / 2, { alphaAt: () => WHITE / 2, alpha: 'premultiplied' });
    expect(reds(pictureAsShown(seen, SIZE))).toEqual([128, 128, 128, 128]);
  });
});
