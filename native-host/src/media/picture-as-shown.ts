// From a decoded frame, scaled but otherwise as it is, to the small picture that a viewer sees: one field, over black, in the light of
// an SDR screen. Pure, and the only place of it: both backends hand over the same halfway picture.
import type { Light } from './frame-tags.js';
import { toScreenLight } from './screen-light.js';

/**
 * A frame scaled to `oversampling` times the width and twice `oversampling` times the height of the picture: 16 bits of R, G, B and alpha.
 * Of an interlaced frame the fields were scaled apart, and their rows alternate.
 */
export type HalfwayPicture = {
  rgba: Uint16Array;
  oversampling: number;
  /** The field that is shown first, where the frame has two. */
  firstField: 'top' | 'bottom' | null;
  alpha: 'straight' | 'premultiplied';
  light: Light;
};

/** Fields are told apart after scaling, hence two rows for each of the picture. */
export const ROWS_PER_ROW = 2;
/** Transparency is blended before colours mix: where there may be any, cells are halved into sixteenths first. */
export const ALPHA_OVERSAMPLING = 4;

/** What the scaler makes of white, and of opaque: 255 in the upper byte. A little more comes of some formats, and is white as well. */
const FULL = 65_280;

export function halfwaySize(
  { widthPx, heightPx }: { widthPx: number; heightPx: number },
  oversampling: number,
): { widthPx: number; heightPx: number } {
  return { widthPx: widthPx * oversampling, heightPx: heightPx * oversampling * ROWS_PER_ROW };
}

/** Rows of RGB24, stored axes: turning comes last. */
export function pictureAsShown(
  halfway: HalfwayPicture,
  { widthPx, heightPx }: { widthPx: number; heightPx: number },
): Uint8Array {
  const { oversampling, light } = halfway;
  const sums = new Float64Array(widthPx * heightPx * 3);
  const step = halfway.firstField === null ? 1 : ROWS_PER_ROW;
  const firstRow = halfway.firstField === 'bottom' ? 1 : 0;
  const rowCount = heightPx * oversampling * ROWS_PER_ROW;
  for (let row = firstRow; row < rowCount; row += step) {
    const shownRow = Math.floor(row / (oversampling * ROWS_PER_ROW));
    addRow(halfway, row * widthPx * oversampling, sums.subarray(shownRow * widthPx * 3), widthPx);
  }
  const cellsPerPixel = (oversampling * oversampling * ROWS_PER_ROW) / step;
  for (let i = 0; i < sums.length; i++) sums[i] = Math.min(1, sums[i]! / (cellsPerPixel * FULL));
  return toScreenLight(sums, light);
}

/** Adds one scaled row to a row of sums, over black. */
function addRow(
  { rgba, oversampling, alpha }: HalfwayPicture,
  rowStart: number,
  sums: Float64Array,
  widthPx: number,
): void {
  for (let column = 0, at = rowStart * 4; column < widthPx * oversampling; column++, at += 4) {
    const to = Math.floor(column / oversampling) * 3;
    const share = alpha === 'straight' ? Math.min(1, rgba[at + 3]! / FULL) : 1;
    sums[to]! += rgba[at]! * share;
    sums[to + 1]! += rgba[at + 1]! * share;
    sums[to + 2]! += rgba[at + 2]! * share;
  }
}
