// What can be heard of a join: a step of level that neither side has, and new sound that begins in the fade. Knows samples only.
import FFT from 'fft.js';

const FRAME = 1024;
const HOP = 256;
/** Music on either side of a fade that says what levels there are: 60 ms. */
const SIDE_SAMPLES = 2880;
/** Levels below this are silence and not compared. */
const FLOOR_DB = -70;

function levelDb(mono: Float32Array, from: number, to: number): number {
  let squares = 0;
  for (let i = Math.max(0, from); i < Math.min(mono.length, to); i += 1) squares += mono[i]! ** 2;
  return Math.max(FLOOR_DB, 10 * Math.log10(squares / Math.max(1, to - from) + 1e-12));
}

/** How far the level inside the fade lies outside of what is just before and just behind it, dB; 0 for neither dip nor bump. */
export function levelStepDb(mono: Float32Array, [from, to]: readonly [number, number]): number {
  const before = levelDb(mono, from - SIDE_SAMPLES, from);
  const behind = levelDb(mono, to, to + 480); // up to 10 ms: then the beat may strike
  const inside = levelDb(mono, from, to);
  return Math.max(0, inside - Math.max(before, behind), Math.min(before, behind) - inside);
}

function logSpectrum(mono: Float32Array, start: number, fft: FFT): Float32Array {
  const input = Array.from({ length: FRAME }, (_, i) => {
    const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / FRAME);
    return (mono[start + i] ?? 0) * window;
  });
  const output = fft.createComplexArray() as number[];
  fft.realTransform(output, input);
  return Float32Array.from({ length: FRAME / 2 }, (_, bin) =>
    Math.log1p(100 * Math.hypot(output[2 * bin]!, output[2 * bin + 1]!)),
  );
}

/** Rise of the log spectrum from hop to hop, summed over bins, for frames whose middle lies in [from, to). */
function fluxes(mono: Float32Array, from: number, to: number): number[] {
  const fft = new FFT(FRAME);
  const result: number[] = [];
  let before = logSpectrum(mono, from - FRAME / 2 - HOP, fft);
  for (let middle = from; middle < to; middle += HOP) {
    const here = logSpectrum(mono, middle - FRAME / 2, fft);
    result.push(here.reduce((sum, value, bin) => sum + Math.max(0, value - before[bin]!), 0));
    before = here;
  }
  return result;
}

/** Largest flux of the frames in a fade. */
export function spectralFlux(mono: Float32Array, [from, to]: readonly [number, number]): number {
  return Math.max(...fluxes(mono, from, to));
}

export function medianFlux(mono: Float32Array): number {
  const all = fluxes(mono, FRAME, mono.length - FRAME).sort((a, b) => a - b);
  return all[all.length >> 1] ?? 0;
}
