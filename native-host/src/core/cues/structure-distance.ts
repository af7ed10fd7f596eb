// How much of one frame's structure cannot be found in another, moved or not, brighter or not: the measure behind cut detection.
// Knows two luma thumbnails only.
import { THUMBNAIL_HEIGHT, THUMBNAIL_WIDTH } from './luma-thumbnail.js';

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
/** Contrast that a flat picture has to overcome, a block: keeps fades through black from looking like change. */
const FLAT_CONTRAST = 2;
/** A block found this well is found. */
const GOOD_MATCH = 0.97;

const SHIFTS = Array.from({ length: (2 * SEARCH_X + 1) * (2 * SEARCH_Y + 1) }, (_, i) => ({
  x: (i % (2 * SEARCH_X + 1)) - SEARCH_X,
  y: Math.floor(i / (2 * SEARCH_X + 1)) - SEARCH_Y,
})).sort((a, b) => a.x ** 2 + a.y ** 2 - (b.x ** 2 + b.y ** 2));

type BlockSums = { sum: number; squares: number };

function blockSums(luma: Float32Array, left: number, top: number): BlockSums {
  let sum = 0;
  let squares = 0;
  for (let y = 0; y < BLOCK_HEIGHT; y += 1) {
    const row = (top + y) * THUMBNAIL_WIDTH + left;
    for (let x = 0; x < BLOCK_WIDTH; x += 1) {
      const value = luma[row + x]!;
      sum += value;
      squares += value * value;
    }
  }
  return { sum, squares };
}

const variance = ({ sum, squares }: BlockSums) =>
  Math.max(0, squares / BLOCK_PIXELS - (sum / BLOCK_PIXELS) ** 2);

/** Correlation coefficient of a block of `b` with the block of `a` at another place, both variances raised by the noise. */
function correlation(
  a: Float32Array,
  aLeft: number,
  aTop: number,
  b: Float32Array,
  left: number,
  top: number,
  sums: BlockSums,
): number {
  let sum = 0;
  let squares = 0;
  let product = 0;
  for (let y = 0; y < BLOCK_HEIGHT; y += 1) {
    const rowA = (aTop + y) * THUMBNAIL_WIDTH + aLeft;
    const rowB = (top + y) * THUMBNAIL_WIDTH + left;
    for (let x = 0; x < BLOCK_WIDTH; x += 1) {
      const value = a[rowA + x]!;
      sum += value;
      squares += value * value;
      product += value * b[rowB + x]!;
    }
  }
  const covariance = product / BLOCK_PIXELS - (sum / BLOCK_PIXELS) * (sums.sum / BLOCK_PIXELS);
  return (
    covariance / Math.sqrt((variance({ sum, squares }) + NOISE_VARIANCE) * (variance(sums) + NOISE_VARIANCE))
  );
}

function bestCorrelation(
  a: Float32Array,
  b: Float32Array,
  left: number,
  top: number,
  sums: BlockSums,
): number {
  let best = -1;
  for (const { x, y } of SHIFTS) {
    const aLeft = left + x;
    const aTop = top + y;
    if (
      aLeft < 0 ||
      aTop < 0 ||
      aLeft + BLOCK_WIDTH > THUMBNAIL_WIDTH ||
      aTop + BLOCK_HEIGHT > THUMBNAIL_HEIGHT
    )
      continue;
    best = Math.max(best, correlation(a, aLeft, aTop, b, left, top, sums));
    if (best >= GOOD_MATCH) return best;
  }
  return best;
}

/**
 * 0: every block of `b` is found in `a`; about 0.3 and more: another picture. Correlation ignores gain and offset, so changes of light
 * (flashes that do not saturate, fades that do not reach black) count little.
 */
export function structureDistance(a: Float32Array, b: Float32Array): number {
  let lost = 0;
  let weights = 0;
  for (let top = 0; top + BLOCK_HEIGHT <= THUMBNAIL_HEIGHT; top += BLOCK_HEIGHT) {
    for (let left = 0; left + BLOCK_WIDTH <= THUMBNAIL_WIDTH; left += BLOCK_WIDTH) {
      const sums = blockSums(b, left, top);
      const contrast = Math.sqrt(Math.max(variance(sums), variance(blockSums(a, left, top))));
      const weight = Math.min(FULL_CONTRAST, contrast);
      weights += weight + FLAT_CONTRAST;
      if (weight > 0) lost += weight * (1 - bestCorrelation(a, b, left, top, sums));
    }
  }
  return lost / weights;
}

/** Mean contrast of the blocks, in levels of 255: near 0 for a black or empty frame. */
export function blockContrast(luma: Float32Array): number {
  let sum = 0;
  let blocks = 0;
  for (let top = 0; top + BLOCK_HEIGHT <= THUMBNAIL_HEIGHT; top += BLOCK_HEIGHT) {
    for (let left = 0; left + BLOCK_WIDTH <= THUMBNAIL_WIDTH; left += BLOCK_WIDTH) {
      sum += Math.sqrt(variance(blockSums(luma, left, top)));
      blocks += 1;
    }
  }
  return sum / blocks;
}
