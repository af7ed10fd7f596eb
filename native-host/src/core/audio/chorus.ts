// Stereo chorus: each channel gets a slowly swaying copy of itself, opposite in phase, for width.
// Linear and deterministic.
import { DelayLine } from './delay-line.js';

const CENTRE_MS = 13;
const DEPTH_MS = 3.5;
const RATE_HZ = 0.55;

export class Chorus {
  readonly #lines: [DelayLine, DelayLine];
  readonly #amount: number;
  readonly #sampleRateHz: number;
  #phase = 0;

  constructor(amount: number, sampleRateHz: number) {
    const longest = ((CENTRE_MS + DEPTH_MS) / 1000) * sampleRateHz;
    this.#lines = [new DelayLine(longest), new DelayLine(longest)];
    this.#amount = amount;
    this.#sampleRateHz = sampleRateHz;
  }

  process(left: Float32Array, right: Float32Array, count: number): void {
    const msToSamples = this.#sampleRateHz / 1000;
    const dry = 1 - 0.5 * this.#amount;
    for (let i = 0; i < count; i += 1) {
      this.#phase += RATE_HZ / this.#sampleRateHz;
      if (this.#phase >= 1) this.#phase -= 1;
      const sway = triangleSine(this.#phase) * DEPTH_MS;
      const [lineLeft, lineRight] = this.#lines;
      lineLeft.write(left[i] as number);
      lineRight.write(right[i] as number);
      left[i] =
        dry * (left[i] as number) + this.#amount * lineLeft.readBetween((CENTRE_MS + sway) * msToSamples);
      right[i] =
        dry * (right[i] as number) + this.#amount * lineRight.readBetween((CENTRE_MS - sway) * msToSamples);
    }
  }
}

/** A parabolic approximation of sin(2 pi phase), exact at its zeros and peaks, and much cheaper. */
function triangleSine(phase: number): number {
  const half = phase < 0.5 ? phase : phase - 0.5;
  const arch = 16 * half * (0.5 - half);
  return phase < 0.5 ? arch : -arch;
}
