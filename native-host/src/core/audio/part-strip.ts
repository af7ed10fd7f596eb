// One part's way to the mix: low cut, drive, gain with ducking, chorus. Works in place on its block.
import { Biquad, highPass } from './biquad.js';
import { Chorus } from './chorus.js';
import { gainFromDb } from './decibels.js';

export type StripSound = { gainDb: number; lowCutHz: number; driveDb: number; chorus: number };

export class PartStrip {
  readonly #gain: number;
  readonly #drive: number;
  readonly #lowCuts: [Biquad, Biquad];
  readonly #chorus: Chorus | undefined;

  constructor({ gainDb, lowCutHz, driveDb, chorus }: StripSound, sampleRateHz: number) {
    this.#gain = gainFromDb(gainDb);
    this.#drive = driveDb > 0 ? gainFromDb(driveDb) : 0;
    const coefficients = highPass(lowCutHz, sampleRateHz);
    this.#lowCuts = [new Biquad(coefficients), new Biquad(coefficients)];
    this.#chorus = chorus > 0 ? new Chorus(chorus, sampleRateHz) : undefined;
  }

  /** `duckGains` is absent for a part that nothing pushes down. */
  process(left: Float32Array, right: Float32Array, count: number, duckGains?: Float32Array): void {
    this.#lowCuts[0].process(left, count);
    this.#lowCuts[1].process(right, count);
    if (this.#drive > 0) for (const side of [left, right]) saturate(side, count, this.#drive);
    this.#chorus?.process(left, right, count);
    for (let i = 0; i < count; i += 1) {
      const gain = duckGains ? this.#gain * (duckGains[i] as number) : this.#gain;
      left[i] = (left[i] as number) * gain;
      right[i] = (right[i] as number) * gain;
    }
  }
}

/** Peaks of a single part lie around this level; there the drive leaves the loudness nearly as it was. */
const NOMINAL_PEAK = 0.25;

/** x / sqrt(1 + x^2): soft, odd, cheaper than tanh; scaled so that a nominal peak keeps its height. */
function saturate(samples: Float32Array, count: number, drive: number): void {
  const scale = drive / NOMINAL_PEAK;
  const peakScaled = drive / Math.sqrt(1 + drive * drive);
  const makeUp = NOMINAL_PEAK / peakScaled;
  for (let i = 0; i < count; i += 1) {
    const x = (samples[i] as number) * scale;
    samples[i] = (makeUp * x) / Math.sqrt(1 + x * x);
  }
}
