// A look-ahead limiter as a curve of gains: it reads a peak envelope and says how far each sample must be lowered.
// Being a curve, it can be applied to the mix and to its stems alike. Pure.

/** The gain moves down within this time before a peak, inaudibly fast and yet without a click. */
const LOOK_AHEAD_SAMPLES = 144; // 3 ms at 48 kHz
/** Time constant of the way back. */
const RELEASE_SAMPLES = 5760; // 120 ms at 48 kHz

/** How the limiter is set: gain before it and highest level behind it, as factors. */
export type LimiterSetting = { gainBefore: number; ceiling: number };

/** Gains 0..1 that keep `envelope * gainBefore` at or below `ceiling`, for an envelope that comes in blocks of any size. */
export class LimiterCurve {
  readonly #setting: LimiterSetting;
  readonly #held = new Surroundings((values) => slidingMinimum(values, LOOK_AHEAD_SAMPLES));
  readonly #smoothed = new Surroundings((values) => smoothed(values, LOOK_AHEAD_SAMPLES));
  #released = 1;

  constructor(setting: LimiterSetting) {
    this.#setting = setting;
  }

  /** The gains that are now known: two look-aheads behind what came. */
  push(envelope: Float32Array): Float32Array {
    return this.#smoothed.push(this.#release(this.#held.push(neededGains(envelope, this.#setting))));
  }

  /** The last gains. */
  finish(): Float32Array {
    const before = this.#smoothed.push(this.#release(this.#held.finish()));
    return joined(before, this.#smoothed.finish());
  }

  #release(gains: Float32Array): Float32Array {
    const rise = 1 - Math.exp(-1 / RELEASE_SAMPLES);
    let gain = this.#released;
    for (let i = 0; i < gains.length; i += 1) {
      gain = Math.min(gains[i] as number, gain + (1 - gain) * rise);
      gains[i] = gain;
    }
    this.#released = gain;
    return gains;
  }
}

/** Applies what looks a look-ahead to both sides to values that come in blocks: a value is given once all it looks at has come. */
class Surroundings {
  #values: Float32Array = new Float32Array(0);
  /** Values at the front that are kept only to be looked at. */
  #past = 0;

  constructor(private readonly apply: (values: Float32Array) => Float32Array) {}

  push(values: Float32Array): Float32Array {
    this.#values = joined(this.#values, values);
    return this.#give(this.#values.length - LOOK_AHEAD_SAMPLES);
  }

  finish(): Float32Array {
    return this.#give(this.#values.length);
  }

  #give(end: number): Float32Array {
    if (end <= this.#past) return new Float32Array(0);
    const given = this.apply(this.#values).slice(this.#past, end);
    const kept = Math.max(0, end - LOOK_AHEAD_SAMPLES);
    this.#values = this.#values.slice(kept);
    this.#past = end - kept;
    return given;
  }
}

function joined(before: Float32Array, after: Float32Array): Float32Array {
  const both = new Float32Array(before.length + after.length);
  both.set(before);
  both.set(after, before.length);
  return both;
}

function neededGains(envelope: Float32Array, { gainBefore, ceiling }: LimiterSetting): Float32Array {
  const needed = new Float32Array(envelope.length).fill(1);
  for (let i = 0; i < envelope.length; i += 1) {
    const peak = (envelope[i] as number) * gainBefore;
    if (peak > ceiling) needed[i] = ceiling / peak;
  }
  return needed;
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
