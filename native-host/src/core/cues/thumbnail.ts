// A frame as a small picture: all that cut and motion detection look at. Knows no time.
import assert from 'node:assert/strict';

/** Once for all: these run for every cell of every frame. */
const { abs, floor, max, min } = Math;

export const THUMBNAIL_WIDTH = 64;
export const THUMBNAIL_HEIGHT = 36;
export const THUMBNAIL_PIXELS = THUMBNAIL_WIDTH * THUMBNAIL_HEIGHT;

/** Up to here, of 255, a plain part of the picture is black: bars, the ground of titles, with some noise. */
export const DARK_LEVEL = 28;

const UNCHANGED_LEVELS = 8;

/** Rec. 601 luma [36 * 64], and red, green and blue one after the other [3 * 36 * 64]; all 0..255. */
export type Thumbnail = { luma: Float32Array; channels: Float32Array };

/** Columns and rows of a thumbnail, `right` and `bottom` exclusive. */
export type Area = { left: number; top: number; right: number; bottom: number };

export const WHOLE_PICTURE: Area = { left: 0, top: 0, right: THUMBNAIL_WIDTH, bottom: THUMBNAIL_HEIGHT };

/** How much of the picture an area is, 0..1. */
export function shareOf({ left, top, right, bottom }: Area): number {
  return ((right - left) * (bottom - top)) / THUMBNAIL_PIXELS;
}

/** RGB24 averaged over the pixels that fall into each cell of the thumbnail (repeated where a frame is smaller). */
export function thumbnailOf(rgb: Uint8Array, widthPx: number, heightPx: number): Thumbnail {
  assert(rgb.length === widthPx * heightPx * 3, 'frame size');
  const luma = new Float32Array(THUMBNAIL_PIXELS);
  const channels = new Float32Array(3 * THUMBNAIL_PIXELS);
  for (let row = 0; row < THUMBNAIL_HEIGHT; row += 1) {
    const top = floor((row * heightPx) / THUMBNAIL_HEIGHT);
    const bottom = max(top + 1, floor(((row + 1) * heightPx) / THUMBNAIL_HEIGHT));
    for (let column = 0; column < THUMBNAIL_WIDTH; column += 1) {
      const left = floor((column * widthPx) / THUMBNAIL_WIDTH);
      const right = max(left + 1, floor(((column + 1) * widthPx) / THUMBNAIL_WIDTH));
      const sums = [0, 0, 0] as [number, number, number];
      for (let y = top; y < bottom; y += 1) {
        for (let i = (y * widthPx + left) * 3; i < (y * widthPx + right) * 3; i += 3) {
          sums[0] += rgb[i]!;
          sums[1] += rgb[i + 1]!;
          sums[2] += rgb[i + 2]!;
        }
      }
      const [red, green, blue] = sums;
      const count = (bottom - top) * (right - left);
      const at = row * THUMBNAIL_WIDTH + column;
      luma[at] = (0.299 * red + 0.587 * green + 0.114 * blue) / count;
      channels[at] = red / count;
      channels[THUMBNAIL_PIXELS + at] = green / count;
      channels[2 * THUMBNAIL_PIXELS + at] = blue / count;
    }
  }
  return { luma, channels };
}

/** Mean of max - min of the three channels, 0..1: how colourful a frame is. */
export function meanSaturation({ channels }: Thumbnail): number {
  let sum = 0;
  for (let i = 0; i < THUMBNAIL_PIXELS; i += 1) {
    const r = channels[i]!;
    const g = channels[THUMBNAIL_PIXELS + i]!;
    const b = channels[2 * THUMBNAIL_PIXELS + i]!;
    sum += max(r, g, b) - min(r, g, b);
  }
  return sum / (255 * THUMBNAIL_PIXELS);
}

export function meanOf(luma: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < luma.length; i += 1) sum += luma[i]!;
  return sum / luma.length;
}

export function meanAbsoluteDifference(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += abs(a[i]! - b[i]!);
  return sum / a.length;
}

/** The same, of the luma of an area. */
export function differenceWithin(a: Thumbnail, b: Thumbnail, { left, top, right, bottom }: Area): number {
  let sum = 0;
  for (let y = top; y < bottom; y += 1) {
    for (let i = y * THUMBNAIL_WIDTH + left; i < y * THUMBNAIL_WIDTH + right; i += 1) {
      sum += abs(a.luma[i]! - b.luma[i]!);
    }
  }
  return sum / ((right - left) * (bottom - top));
}

/** Share of the cells of an area whose luma stays within some levels of 255. */
export function unchangedWithin(a: Thumbnail, b: Thumbnail, { left, top, right, bottom }: Area): number {
  let unchanged = 0;
  for (let y = top; y < bottom; y += 1) {
    for (let i = y * THUMBNAIL_WIDTH + left; i < y * THUMBNAIL_WIDTH + right; i += 1) {
      if (abs(a.luma[i]! - b.luma[i]!) <= UNCHANGED_LEVELS) unchanged += 1;
    }
  }
  return unchanged / ((right - left) * (bottom - top));
}
