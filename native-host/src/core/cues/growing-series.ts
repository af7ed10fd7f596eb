// What is kept of every frame of a film, in few bytes: means by the tenth of a second or so, and the movement of each step. Knows no picture.
import { CURVE_RATE_HZ } from './cue.js';
import type { MotionSeries } from './motion-peaks.js';

/** Frames carry the time of the border they begin; only the sum of two doubles has to be forgiven. */
export const ROUNDING_SECONDS = 1e-6;

/** A minute at first. */
const FIRST_BINS = 60 * CURVE_RATE_HZ;
const FIRST_STEPS = 60 * 25;

/** Means of samples in bins of 1 / CURVE_RATE_HZ. */
export class BinnedMean {
  private sums = new Float64Array(FIRST_BINS);
  private counts = new Int32Array(FIRST_BINS);

  add(timeSeconds: number, value: number): void {
    const bin = Math.max(0, Math.floor(timeSeconds * CURVE_RATE_HZ));
    if (bin >= this.sums.length) this.grow(bin);
    this.sums[bin]! += value;
    this.counts[bin]! += 1;
  }

  /** Empty bins take the value before; what lies behind the end belongs to the last one. */
  curve(durationSeconds: number): Float32Array {
    const count = Math.ceil(durationSeconds * CURVE_RATE_HZ);
    if (count > this.sums.length) this.grow(count);
    const { sums, counts } = this;
    for (let bin = count; bin < sums.length; bin += 1) {
      sums[count - 1]! += sums[bin]!;
      counts[count - 1]! += counts[bin]!;
      [sums[bin], counts[bin]] = [0, 0];
    }
    const curve = new Float32Array(count);
    const first = counts.findIndex((n) => n > 0);
    let last = first < 0 ? 0 : sums[first]! / counts[first]!;
    for (let bin = 0; bin < count; bin += 1) {
      if (counts[bin]! > 0) last = sums[bin]! / counts[bin]!;
      curve[bin] = last;
    }
    return curve;
  }

  private grow(bin: number): void {
    const length = Math.max(2 * this.sums.length, bin + 1);
    const { sums, counts } = this;
    this.sums = new Float64Array(length);
    this.counts = new Int32Array(length);
    this.sums.set(sums);
    this.counts.set(counts);
  }
}

/** Steps from one picture to the next, in time order: when each begins and ends, and how much moves in it. */
export class MotionSteps {
  private count = 0;
  private from = new Float64Array(FIRST_STEPS);
  private to = new Float64Array(FIRST_STEPS);
  private motion = new Float64Array(FIRST_STEPS);

  push(fromSeconds: number, toSeconds: number, motion: number): void {
    if (this.count === this.from.length)
      [this.from, this.to, this.motion] = [doubled(this.from), doubled(this.to), doubled(this.motion)];
    this.from[this.count] = fromSeconds;
    this.to[this.count] = toSeconds;
    this.motion[this.count] = motion;
    this.count += 1;
  }

  /** Those over which the picture did not change to another shot, at their ends. `changeSeconds` in time order. */
  without(changeSeconds: readonly number[]): MotionSeries {
    const seconds = new Float64Array(this.count);
    const motion = new Float64Array(this.count);
    let kept = 0;
    let next = 0;
    for (let i = 0; i < this.count; i += 1) {
      while (next < changeSeconds.length && changeSeconds[next]! <= this.from[i]! + ROUNDING_SECONDS)
        next += 1;
      const isWithin = next === changeSeconds.length || changeSeconds[next]! > this.to[i]! + ROUNDING_SECONDS;
      if (!isWithin) continue;
      seconds[kept] = this.to[i]!;
      motion[kept] = this.motion[i]!;
      kept += 1;
    }
    return { seconds: seconds.subarray(0, kept), motion: motion.subarray(0, kept) };
  }
}

function doubled(values: Float64Array): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(2 * values.length);
  longer.set(values);
  return longer;
}
