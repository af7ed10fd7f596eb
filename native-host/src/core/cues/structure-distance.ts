// How much of one frame's structure cannot be found in another, moved or not, brighter or not: the measure behind cut detection.
// Knows two luma thumbnails and the area that counts.
import { DARK_LEVEL, THUMBNAIL_HEIGHT, THUMBNAIL_WIDTH, type Area } from './thumbnail.js';

/** Once for all: these run for every block and place. */
const { floor, max, min, sqrt } = Math;

const BLOCK_WIDTH = 8;
const BLOCK_HEIGHT = 6;
const BLOCK_PIXELS = BLOCK_WIDTH * BLOCK_HEIGHT;
/** Furthest a block is looked for: 5 of 64 pixels a frame crosses the picture in half a second at 24 fps. */
const SEARCH_X = 5;
const SEARCH_Y = 4;
/** Added to variances: below 3 of 255 levels there is no structure, only noise. */
const NOISE_VARIANCE = 9;
/** Blocks count by their contrast, up to this standard deviation. */
const FULL_CONTRAST = 20;
/** Contrast that a block has to overcome: keeps fades through black from looking like change. Of black blocks only what is no noise has to. */
const FLAT_CONTRAST = 2;
/** A block found this well is found. */
const GOOD_MATCH = 0.97;

const SHIFTS = Array.from({ length: (2 * SEARCH_X + 1) * (2 * SEARCH_Y + 1) }, (_, i) => ({
  x: (i % (2 * SEARCH_X + 1)) - SEARCH_X,
  y: floor(i / (2 * SEARCH_X + 1)) - SEARCH_Y,
})).sort((a, b) => a.x ** 2 + a.y ** 2 - (b.x ** 2 + b.y ** 2));

const PLACES_X = THUMBNAIL_WIDTH - BLOCK_WIDTH + 1;
const PLACES_Y = THUMBNAIL_HEIGHT - BLOCK_HEIGHT + 1;

/** A thumbnail with mean and variance of the block at every place [31 * 57]: computed once, compared many times. */
export type FrameStructure = { luma: Float32Array; means: Float32Array; variances: Float32Array };

/** Sums over the rectangle from the top left corner, one row and column of zeros first. */
function integralOf(luma: Float32Array, square: boolean): Float64Array {
  const width = THUMBNAIL_WIDTH + 1;
  const integral = new Float64Array(width * (THUMBNAIL_HEIGHT + 1));
  for (let y = 0; y < THUMBNAIL_HEIGHT; y += 1) {
    let row = 0;
    for (let x = 0; x < THUMBNAIL_WIDTH; x += 1) {
      const value = luma[y * THUMBNAIL_WIDTH + x]!;
      row += square ? value * value : value;
      integral[(y + 1) * width + x + 1] = integral[y * width + x + 1]! + row;
    }
  }
  return integral;
}

export function frameStructure(luma: Float32Array): FrameStructure {
  const sums = integralOf(luma, false);
  const squares = integralOf(luma, true);
  const means = new Float32Array(PLACES_X * PLACES_Y);
  const variances = new Float32Array(PLACES_X * PLACES_Y);
  const width = THUMBNAIL_WIDTH + 1;
  for (let top = 0; top < PLACES_Y; top += 1) {
    for (let left = 0; left < PLACES_X; left += 1) {
      const first = top * width + left;
      const last = first + BLOCK_HEIGHT * width;
      const mean =
        (sums[last + BLOCK_WIDTH]! - sums[last]! - sums[first + BLOCK_WIDTH]! + sums[first]!) / BLOCK_PIXELS;
      const square =
        squares[last + BLOCK_WIDTH]! - squares[last]! - squares[first + BLOCK_WIDTH]! + squares[first]!;
      const variance = square / BLOCK_PIXELS - mean * mean;
      means[top * PLACES_X + left] = mean;
      variances[top * PLACES_X + left] = variance > 0 ? variance : 0;
    }
  }
  return { luma, means, variances };
}

/** Mean product of a block of `a` with a block of `b`. */
function meanProduct(
  a: Float32Array,
  aLeft: number,
  aTop: number,
  b: Float32Array,
  left: number,
  top: number,
): number {
  let product = 0;
  for (let y = 0; y < BLOCK_HEIGHT; y += 1) {
    const rowA = (aTop + y) * THUMBNAIL_WIDTH + aLeft;
    const rowB = (top + y) * THUMBNAIL_WIDTH + left;
    for (let x = 0; x < BLOCK_WIDTH; x += 1) product += a[rowA + x]! * b[rowB + x]!;
  }
  return product / BLOCK_PIXELS;
}

/** Best correlation coefficient of a block of `b` with blocks of `a` around its place, variances raised by the noise. */
function bestCorrelation(
  a: FrameStructure,
  b: FrameStructure,
  { left, top, area }: { left: number; top: number; area: Area },
): number {
  const place = top * PLACES_X + left;
  const mean = b.means[place]!;
  const variance = b.variances[place]! + NOISE_VARIANCE;
  let best = -1;
  for (const { x, y } of SHIFTS) {
    const aLeft = left + x;
    const aTop = top + y;
    if (aLeft < area.left || aLeft + BLOCK_WIDTH > area.right) continue;
    if (aTop < area.top || aTop + BLOCK_HEIGHT > area.bottom) continue;
    const aPlace = aTop * PLACES_X + aLeft;
    const covariance = meanProduct(a.luma, aLeft, aTop, b.luma, left, top) - mean * a.means[aPlace]!;
    const correlation = covariance / sqrt(variance * (a.variances[aPlace]! + NOISE_VARIANCE));
    if (correlation > best) best = correlation;
    if (best >= GOOD_MATCH) return best;
  }
  return best;
}

/** Corners along one side so that blocks cover it all; they overlap where it is no whole number of blocks. */
function cornersAlong(from: number, to: number, block: number): number[] {
  const count = max(1, Math.ceil((to - from) / block));
  const stride = count > 1 ? (to - from - block) / (count - 1) : 0;
  return Array.from({ length: count }, (_, i) => from + Math.round(i * stride));
}

/** Corners of the blocks of an area. */
function blocksOf({ left, top, right, bottom }: Area): { left: number; top: number }[] {
  const columns = cornersAlong(left, right, BLOCK_WIDTH);
  const rows = cornersAlong(top, bottom, BLOCK_HEIGHT);
  return rows.flatMap((row) => columns.map((column) => ({ left: column, top: row })));
}

function lostShare(
  a: FrameStructure,
  b: FrameStructure,
  area: Area,
  varianceAt: (place: number) => number,
): number {
  let lost = 0;
  let weights = 0;
  for (const { left, top } of blocksOf(area)) {
    const place = top * PLACES_X + left;
    const variance = varianceAt(place);
    const weight = min(FULL_CONTRAST, sqrt(variance));
    const isDark = max(a.means[place]!, b.means[place]!) <= DARK_LEVEL;
    const certainty = isDark ? variance / (variance + NOISE_VARIANCE) : 1;
    weights += certainty * (weight + FLAT_CONTRAST);
    if (weight > 0) lost += certainty * weight * (1 - bestCorrelation(a, b, { left, top, area }));
  }
  return weights > 0 ? lost / weights : 0;
}

/**
 * 0: every block of `b` is found in `a`; about 0.3 and more: another picture. Correlation ignores gain and offset, so changes of light
 * (flashes that do not saturate, fades that do not reach black) count little.
 */
export function structureDistance(a: FrameStructure, b: FrameStructure, area: Area): number {
  return lostShare(a, b, area, (place) => max(a.variances[place]!, b.variances[place]!));
}

/** How much of what `b` shows is not in `a`, whatever else is there: little where words only appear on a picture, or go. */
export function structureNotIn(a: FrameStructure, b: FrameStructure, area: Area): number {
  return lostShare(a, b, area, (place) => b.variances[place]!);
}

/** Mean contrast of the blocks, in levels of 255: near 0 for a black or empty frame. */
export function blockContrast({ variances }: FrameStructure, area: Area): number {
  const blocks = blocksOf(area);
  const sum = blocks.reduce((total, { left, top }) => total + sqrt(variances[top * PLACES_X + left]!), 0);
  return sum / blocks.length;
}
