// A look-ahead limiter as a curve of gains: it reads a peak envelope and says how far each sample must be lowered.
// Being a curve, it can be applied to the mix and to its stems alike. Pure.

/** The gain moves down within this time before a peak, inaudibly fast and yet without a click. */
const LOOK_AHEAD_SAMPLES = 144; // 3 ms at 48 kHz
/** Time constant of the way back. */
const RELEASE_SAMPLES = 5760; // 120 ms at 48 kHz

/** Gains 0..1 that keep `envelope * gainBefore` at or below `ceiling`. */
export function limiterGains(envelope: Float32Array, gainBefore: number, ceiling: number): Float32Array {
  const needed = neededGains(envelope, gainBefore, ceiling);
  if (!needed) return new Float32Array(envelope.length).fill(1);
  const held = slidingMinimum(needed, LOOK_AHEAD_SAMPLES);
  release(held);
  return smoothed(held, LOOK_AHEAD_SAMPLES);
}

function neededGains(envelope: Float32Array, gainBefore: number, ceiling: number): Float32Array | undefined {
  const needed = new Float32Array(envelope.length).fill(1);
  let isNeeded = false;
  for (let i = 0; i < envelope.length; i += 1) {
    const peak = (envelope[i] as number) * gainBefore;
    if (peak <= ceiling) continue;
    needed[i] = ceiling / peak;
    isNeeded = true;
  }
  return isNeeded ? needed : undefined;
}

/** The lowest value within `reach` samples on either side (monotone queue, one pass). */
function slidingMinimum(values: Float32Array, reach: number): Float32Array {
  const result = new Float32Array(values.length);
  const queue = new Int32Array(values.length);
  let head = 0;
  let tail = 0;
  for (let i = 0; i < values.length + reach; i += 1) {
    if (i < values.length) {
      while (tail > head && (values[queue[tail - 1] as number] as number) >= (values[i] as number)) tail -= 1;
      queue[tail] = i;
      tail += 1;
    }
    const centre = i - reach;
    if (centre < 0) continue;
    while ((queue[head] as number) < centre - reach) head += 1;
    result[centre] = values[queue[head] as number] as number;
  }
  return result;
}

function release(gains: Float32Array): void {
  const rise = 1 - Math.exp(-1 / RELEASE_SAMPLES);
  let gain = 1;
  for (let i = 0; i < gains.length; i += 1) {
    gain = Math.min(gains[i] as number, gain + (1 - gain) * rise);
    gains[i] = gain;
  }
}

/** Mean over `reach` samples on either side: never above the lowest gain needed inside, since that was held as long. */
function smoothed(values: Float32Array, reach: number): Float32Array {
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i += 1) sums[i + 1] = (sums[i] as number) + (values[i] as number);
  const result = new Float32Array(values.length);
  for (let i = 0; i < values.length; i += 1) {
    const start = Math.max(0, i - reach);
    const end = Math.min(values.length, i + reach + 1);
    result[i] = ((sums[end] as number) - (sums[start] as number)) / (end - start);
  }
  return result;
}
