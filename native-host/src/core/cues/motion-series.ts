// Movement between neighbouring frames, with changes of light taken out. Knows two luma thumbnails and the time between them.
import { meanOf } from './thumbnail.js';

/** Rates are given as if frames were this far apart, so that 24 and 60 fps agree for the same movement. */
const REFERENCE_FRAME_SECONDS = 1 / 25;

/**
 * Mean absolute luma difference a 25th of a second, 0..1, after the later frame's gain and offset are fitted to the earlier one's:
 * what remains is movement, not a lamp switched on.
 */
export function motionBetween(before: Float32Array, after: Float32Array, stepSeconds: number): number {
  const meanBefore = meanOf(before);
  const meanAfter = meanOf(after);
  let product = 0;
  let squares = 0;
  for (let i = 0; i < before.length; i += 1) {
    const a = after[i]! - meanAfter;
    product += (before[i]! - meanBefore) * a;
    squares += a * a;
  }
  // Between 1/2 and 2: a fit of unlike frames would explain movement away.
  const gain = squares > 0 ? Math.min(2, Math.max(0.5, product / squares)) : 1;
  let sum = 0;
  const { abs } = Math;
  for (let i = 0; i < before.length; i += 1) {
    sum += abs(before[i]! - meanBefore - gain * (after[i]! - meanAfter));
  }
  const difference = sum / before.length / 255;
  return (difference * REFERENCE_FRAME_SECONDS) / Math.max(stepSeconds, 1e-3);
}
