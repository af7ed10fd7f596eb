// Second-order filters over stereo blocks, and their coefficients (R. Bristow-Johnson, "Audio EQ Cookbook").
// Pure; knows nothing of parts or styles.

/** Normalised so that a0 = 1. */
export type BiquadCoefficients = { b0: number; b1: number; b2: number; a1: number; a2: number };

/** Maximally flat pass band (Butterworth). */
const BUTTERWORTH_Q = Math.SQRT1_2;

export function lowPass(cutoffHz: number, sampleRateHz: number, q = BUTTERWORTH_Q): BiquadCoefficients {
  const { cosine, alpha } = angle(cutoffHz, sampleRateHz, q);
  const a0 = 1 + alpha;
  const b1 = (1 - cosine) / a0;
  return { b0: b1 / 2, b1, b2: b1 / 2, a1: (-2 * cosine) / a0, a2: (1 - alpha) / a0 };
}

export function highPass(cutoffHz: number, sampleRateHz: number, q = BUTTERWORTH_Q): BiquadCoefficients {
  const { cosine, alpha } = angle(cutoffHz, sampleRateHz, q);
  const a0 = 1 + alpha;
  const b0 = (1 + cosine) / 2 / a0;
  return { b0, b1: -2 * b0, b2: b0, a1: (-2 * cosine) / a0, a2: (1 - alpha) / a0 };
}

function angle(cutoffHz: number, sampleRateHz: number, q: number): { cosine: number; alpha: number } {
  const omega = (2 * Math.PI * Math.min(cutoffHz, 0.49 * sampleRateHz)) / sampleRateHz;
  return { cosine: Math.cos(omega), alpha: Math.sin(omega) / (2 * q) };
}

/** One channel of a filter, with its memory (transposed direct form II). */
export class Biquad {
  readonly #coefficients: BiquadCoefficients;
  #z1 = 0;
  #z2 = 0;

  constructor(coefficients: BiquadCoefficients) {
    this.#coefficients = coefficients;
  }

  /** Filters `count` samples in place. */
  process(samples: Float32Array | Float64Array, count = samples.length): void {
    const { b0, b1, b2, a1, a2 } = this.#coefficients;
    let z1 = this.#z1;
    let z2 = this.#z2;
    for (let i = 0; i < count; i += 1) {
      const input = samples[i] as number;
      const output = b0 * input + z1;
      z1 = b1 * input - a1 * output + z2;
      z2 = b2 * input - a2 * output;
      samples[i] = output;
    }
    // Below the least audible signal the memory is cleared: denormal numbers are very slow.
    this.#z1 = Math.abs(z1) < 1e-20 ? 0 : z1;
    this.#z2 = Math.abs(z2) < 1e-20 ? 0 : z2;
  }
}
