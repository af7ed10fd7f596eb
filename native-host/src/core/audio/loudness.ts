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

function loudnessOf(meanSquare: number): number {
  return -0.691 + 10 * Math.log10(meanSquare);
}

function meanSquareOf(loudnessLufs: number): number {
  return 10 ** ((loudnessLufs + 0.691) / 10);
}

/** Sum over the channels of the K-weighted energy of each 100 ms step; the last one may be shorter. */
function stepEnergies(channels: readonly Float32Array[]): { energies: Float64Array; samples: number } {
  const samples = channels[0]?.length ?? 0;
  const energies = new Float64Array(Math.ceil(samples / STEP_SAMPLES));
  for (const channel of channels) {
    const weighted = Float64Array.from(channel);
    new Biquad(HEAD_SHELF).process(weighted);
    new Biquad(HIGH_PASS).process(weighted);
    for (let i = 0; i < samples; i += 1) {
      const step = Math.floor(i / STEP_SAMPLES);
      energies[step] = (energies[step] as number) + (weighted[i] as number) ** 2;
    }
  }
  return { energies, samples };
}

function blockMeanSquares(energies: Float64Array, samples: number): number[] {
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

/**
 * Integrated loudness in LUFS; -Infinity for silence. A signal shorter than one block (400 ms), or one of which no block
 * passes the gates, is measured ungated over its whole length.
 */
export function integratedLoudness(channels: readonly Float32Array[]): number {
  assert(channels.length > 0, 'loudness needs at least one channel');
  const { energies, samples } = stepEnergies(channels);
  const audible = blockMeanSquares(energies, samples).filter(
    (value) => loudnessOf(value) > ABSOLUTE_GATE_LUFS,
  );
  if (audible.length === 0) {
    const total = energies.reduce((sum, energy) => sum + energy, 0);
    return total > 0 ? loudnessOf(total / samples) : -Infinity;
  }
  const relativeGate = meanSquareOf(loudnessOf(mean(audible)) + RELATIVE_GATE_LU);
  return loudnessOf(mean(audible.filter((value) => value > relativeGate)));
}
