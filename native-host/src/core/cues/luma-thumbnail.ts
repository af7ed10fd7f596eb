// A frame as a small luma picture: all that cut and motion detection look at. Knows no time.
import assert from 'node:assert/strict';

export const THUMBNAIL_WIDTH = 64;
export const THUMBNAIL_HEIGHT = 36;
export const THUMBNAIL_PIXELS = THUMBNAIL_WIDTH * THUMBNAIL_HEIGHT;

/** Rec. 601 luma of RGB24, averaged over the pixels that fall into each cell of the thumbnail (repeated where a frame is smaller): [36 * 64], 0..255. */
export function lumaThumbnail(rgb: Uint8Array, widthPx: number, heightPx: number): Float32Array {
  assert(rgb.length === widthPx * heightPx * 3, 'frame size');
  const luma = new Float32Array(THUMBNAIL_PIXELS);
  for (let row = 0; row < THUMBNAIL_HEIGHT; row += 1) {
    const top = Math.floor((row * heightPx) / THUMBNAIL_HEIGHT);
    const bottom = Math.max(top + 1, Math.floor(((row + 1) * heightPx) / THUMBNAIL_HEIGHT));
    for (let column = 0; column < THUMBNAIL_WIDTH; column += 1) {
      const left = Math.floor((column * widthPx) / THUMBNAIL_WIDTH);
      const right = Math.max(left + 1, Math.floor(((column + 1) * widthPx) / THUMBNAIL_WIDTH));
      let sum = 0;
      for (let y = top; y < bottom; y += 1) {
        for (let i = (y * widthPx + left) * 3; i < (y * widthPx + right) * 3; i += 3) {
          sum += 0.299 * rgb[i]! + 0.587 * rgb[i + 1]! + 0.114 * rgb[i + 2]!;
        }
      }
      luma[row * THUMBNAIL_WIDTH + column] = sum / ((bottom - top) * (right - left));
    }
  }
  return luma;
}

/** Mean of max - min of the three channels, 0..1: how colourful a frame is. */
export function meanSaturation(rgb: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < rgb.length; i += 3) {
    const r = rgb[i]!;
    const g = rgb[i + 1]!;
    const b = rgb[i + 2]!;
    sum += Math.max(r, g, b) - Math.min(r, g, b);
  }
  return sum / (255 * (rgb.length / 3));
}

export function meanOf(luma: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < luma.length; i += 1) sum += luma[i]!;
  return sum / luma.length;
}

export function meanAbsoluteDifference(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += Math.abs(a[i]! - b[i]!);
  return sum / a.length;
}
