// Integrated loudness after ITU-R BS.1770-4: K-weighting, 400 ms blocks, absolute and relative gate.
// Pure; 48 kHz stereo.
import assert from 'node:assert/strict';
import { Biquad, type BiquadCoefficients } from './biquad.js';

export const LOUDNESS_RATE_HZ = 48_000;

/** BS.1770-4, tables 1 and 2: the two stages of the K-weighting at 48 kHz. */
const HEAD_SHELF: BiquadCoefficients = {
  b0: 1.53512485958697,
  b1: -2.69169618940638,
  b2: 1.19839281085285,
  a1: -1.69065929318241,
  a2: 0.73248077421585,
};
const HIGH_PASS: BiquadCoefficients = { b0: 1, b1: -2, b2: 1, a1: -1.99004745483398, a2: 0.99007225036621 };

const STEP_SAMPLES = 4800; // 100 ms: blocks of 400 ms overlap by 75 %
const STEPS_PER_BLOCK = 4;
const ABSOLUTE_GATE_LUFS = -70;
const RELATIVE_GATE_LU = -10;

export function loudnessOf(meanSquare: number): number {
  return -0.691 + 10 * Math.log10(meanSquare);
}

export function meanSquareOf(loudnessLufs: number): number {
  return 10 ** ((loudnessLufs + 0.691) / 10);
}

function blockMeanSquares(energies: readonly number[], samples: number): number[] {
  const wholeSteps = Math.floor(samples / STEP_SAMPLES);
  const blocks: number[] = [];
  for (let first = 0; first + STEPS_PER_BLOCK <= wholeSteps; first += 1) {
    let sum = 0;
    for (let step = first; step < first + STEPS_PER_BLOCK; step += 1) sum += energies[step] as number;
    blocks.push(sum / (STEPS_PER_BLOCK * STEP_SAMPLES));
  }
  return blocks;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Measures a sound that comes in blocks of any size; holds a step of samples, and one value for each step. */
export class LoudnessMeter {
  readonly #filters: [Biquad, Biquad][];
  /** Weighted samples of the step that is not over. */
  readonly #step: Float64Array[];
  #inStep = 0;
  readonly #energies: number[] = [];
  #samples = 0;

  constructor(channels = 2) {
    this.#filters = Array.from({ length: channels }, () => [new Biquad(HEAD_SHELF), new Biquad(HIGH_PASS)]);
    this.#step = Array.from({ length: channels }, () => new Float64Array(STEP_SAMPLES));
  }

  push(channels: readonly Float32Array[]): void {
    assert.equal(channels.length, this.#step.length, 'as many channels as the meter was made for');
    const count = channels[0]!.length;
    for (let from = 0; from < count;) {
      const to = Math.min(count, from + STEP_SAMPLES - this.#inStep);
      for (const [c, channel] of channels.entries()) this.#weigh(c, channel.subarray(from, to));
      this.#inStep += to - from;
      this.#samples += to - from;
      if (this.#inStep === STEP_SAMPLES) this.#endStep();
      from = to;
    }
  }

  /**
   * Integrated loudness in LUFS of all that came; -Infinity for silence. A signal shorter than one block (400 ms), or one of which no
   * block passes the gates, is measured ungated over its whole length.
   */
  integrated(): number {
    const energies = this.#inStep > 0 ? [...this.#energies, this.#stepEnergy()] : this.#energies;
    const audible = blockMeanSquares(energies, this.#samples).filter(
      (value) => loudnessOf(value) > ABSOLUTE_GATE_LUFS,
    );
    if (audible.length === 0) {
      const total = energies.reduce((sum, energy) => sum + energy, 0);
      return total > 0 ? loudnessOf(total / this.#samples) : -Infinity;
    }
    const relativeGate = meanSquareOf(loudnessOf(mean(audible)) + RELATIVE_GATE_LU);
    return loudnessOf(mean(audible.filter((value) => value > relativeGate)));
  }

  /** Weighted power of all that came, without gates. */
  meanSquare(): number {
    const energies = [...this.#energies, this.#stepEnergy()];
    return energies.reduce((sum, energy) => sum + energy, 0) / Math.max(1, this.#samples);
  }

  #weigh(c: number, samples: Float32Array): void {
    const weighted = this.#step[c]!.subarray(this.#inStep, this.#inStep + samples.length);
    weighted.set(samples);
    for (const filter of this.#filters[c]!) filter.process(weighted);
  }

  #endStep(): void {
    this.#energies.push(this.#stepEnergy());
    this.#inStep = 0;
  }

  /** Sum over the channels of the K-weighted energy of the step. */
  #stepEnergy(): number {
    let energy = 0;
    for (const weighted of this.#step) for (let i = 0; i < this.#inStep; i += 1) energy += weighted[i]! ** 2;
    return energy;
  }
}

/** Integrated loudness of a sound in memory. */
export function integratedLoudness(channels: readonly Float32Array[]): number {
  assert(channels.length > 0, 'loudness needs at least one channel');
  const meter = new LoudnessMeter(channels.length);
  meter.push(channels);
  return meter.integrated();
}
