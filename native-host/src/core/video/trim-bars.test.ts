import { describe, expect, test } from '@jest/globals';
import { BarTrimmer } from './trim-bars.js';

const SIZE = { widthPx: 64, heightPx: 36 };

/** A frame whose pixels are `value(x, y)` in all channels. */
function frame(value: (x: number, y: number) => number): Uint8Array {
  return Uint8Array.from({ length: 64 * 36 * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return value(pixel % 64, Math.floor(pixel / 64));
  });
}

const slope = (shift: number) => (x: number) => 60 + 2 * x + shift;
const letterboxed = (shift: number) => (x: number, y: number) => (y < 5 || y >= 31 ? 16 : slope(shift)(x));

function trimmed(frames: readonly Uint8Array[]): Uint8Array[] {
  const trimmer = new BarTrimmer(SIZE);
  return [...trimmer.push(frames), ...trimmer.finish()];
}

describe('BarTrimmer', () => {
  test('leaves a full picture as it is', () => {
    const frames = [0, 20].map((shift) => frame(slope(shift)));
    expect(trimmed(frames)).toEqual(frames);
  });

  test('draws what stands between the bars of a letterbox to the full height', () => {
    const drawn = trimmed([0, 20].map((shift) => frame(letterboxed(shift))));
    expect(drawn).toEqual([0, 20].map((shift) => frame(slope(shift))));
  });

  test('draws a pillarboxed slope to the full width', () => {
    const boxed = (shift: number) =>
      frame((x, y) => (x < 16 || x >= 48 ? 0 : 60 + 4 * (x - 16) + (y % 2) + shift));
    const [first] = trimmed([boxed(0), boxed(20)]);
    const row = Array.from({ length: 64 }, (_, x) => first![x * 3]!);
    expect(Math.abs(row[0]! - 60)).toBeLessThanOrEqual(1);
    expect(Math.abs(row[63]! - 184)).toBeLessThanOrEqual(1);
    row.forEach((value, x) => expect(Math.abs(value - (59 + 2 * x))).toBeLessThanOrEqual(2));
  });

  test('takes darkness on one side for the picture, and a bar that lights up for none from then on', () => {
    const night = [0, 20].map((shift) => frame((x, y) => (y < 9 ? 10 : slope(shift)(x))));
    expect(trimmed(night)).toEqual(night);
    const trimmer = new BarTrimmer(SIZE);
    const early = trimmer.push(Array.from({ length: 200 }, () => frame(letterboxed(0))));
    expect(early[0]).toEqual(frame(slope(0)));
    const full = frame(slope(0));
    expect(trimmer.push([full, frame(letterboxed(0))])).toEqual([full, frame(letterboxed(0))]);
  });

  test('lets go of nothing but what it was given', () => {
    const black = frame(() => 0);
    expect(trimmed([black, black])).toEqual([black, black]);
    expect(trimmed([])).toEqual([]);
  });
});
