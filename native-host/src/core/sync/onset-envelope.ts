// Onset strength of a sound over time: rectified flux of the log spectrum, 100 values a second. Knows samples, no beats or cues.
import FFT from 'fft.js';

export const ONSET_RATE_HZ = 100;

const WINDOW_SECONDS = 0.043; // 2048 samples at 48 kHz: long enough for the bass, two windows inside the 70 ms tolerance
const FLUX_FRAMES = 2; // against the spectrum 20 ms before: most attacks rise within that
/** Magnitudes are compressed by log(1 + x / floor); the floor is -60 dB of a full-scale sine. */
const MAGNITUDE_FLOOR = 1e-3;
/** Neighbouring bins are pooled into bands this wide, so that one noisy bin does not count as an onset. */
const BAND_BINS = 4;

function windowLength(sampleRateHz: number): number {
  return 2 ** Math.round(Math.log2(WINDOW_SECONDS * sampleRateHz));
}

/** One channel of sound that is read where it is wanted, silence where it has none. */
export type MonoSource = { samples: number; read(from: number, to: number): Float32Array };

/** Frames whose sound is read at once: 10 s. */
const FRAMES_AT_ONCE = 1000;

/** Log magnitudes of bands, frame by frame, value i centred on second i / 100. */
function* bandFrames(sound: MonoSource, sampleRateHz: number): Generator<Float64Array> {
  const size = windowLength(sampleRateHz);
  const spectrum = new BandSpectrum(size);
  const frames = Math.ceil((sound.samples * ONSET_RATE_HZ) / sampleRateHz);
  const firstOf = (frame: number) => Math.round((frame * sampleRateHz) / ONSET_RATE_HZ) - size / 2;
  for (let next = 0; next < frames; next += FRAMES_AT_ONCE) {
    const end = Math.min(frames, next + FRAMES_AT_ONCE);
    const from = firstOf(next);
    const samples = sound.read(from, firstOf(end - 1) + size);
    for (let frame = next; frame < end; frame += 1) yield spectrum.levels(samples, firstOf(frame) - from);
  }
}

class BandSpectrum {
  readonly #fft: FFT;
  readonly #hann: Float64Array;
  readonly #input: number[];
  readonly #spectrum: number[];

  constructor(private readonly size: number) {
    this.#fft = new FFT(size);
    this.#hann = Float64Array.from(
      { length: size },
      (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / size),
    );
    this.#input = new Array<number>(size).fill(0);
    this.#spectrum = this.#fft.createComplexArray() as number[];
  }

  /** Of the window that begins at `first`. */
  levels(samples: Float32Array, first: number): Float64Array {
    const { size } = this;
    for (let i = 0; i < size; i += 1) this.#input[i] = samples[first + i]! * this.#hann[i]!;
    this.#fft.realTransform(this.#spectrum, this.#input);
    const levels = new Float64Array(size / 2 / BAND_BINS);
    for (let band = 0; band < levels.length; band += 1) {
      let power = 0;
      for (let bin = band * BAND_BINS; bin < (band + 1) * BAND_BINS; bin += 1) {
        power += this.#spectrum[2 * bin]! ** 2 + this.#spectrum[2 * bin + 1]! ** 2;
      }
      // A full-scale sine has magnitude size / 4 under a Hann window.
      levels[band] = Math.log1p(Math.sqrt(power) / (size / 4) / MAGNITUDE_FLOOR);
    }
    return levels;
  }
}

/** [ceil(duration * 100)], mean 0 and standard deviation 1; all 0 for a sound without change. */
export function onsetEnvelope(sound: MonoSource, sampleRateHz: number): Float32Array {
  const flux = new Float32Array(Math.ceil((sound.samples * ONSET_RATE_HZ) / sampleRateHz));
  const past: Float64Array[] = [];
  let frame = 0;
  for (const levels of bandFrames(sound, sampleRateHz)) {
    const before = past.length >= FLUX_FRAMES ? past.shift()! : (past[0] ?? levels);
    let rise = 0;
    for (let band = 0; band < levels.length; band += 1) rise += Math.max(0, levels[band]! - before[band]!);
    flux[frame] = rise / levels.length;
    frame += 1;
    past.push(levels);
  }
  return standardised(flux);
}

/** Sound that is in memory, to be read so. */
export function monoSource(samples: Float32Array): MonoSource {
  return {
    samples: samples.length,
    read: (from, to) => Float32Array.from({ length: to - from }, (_, i) => samples[from + i] ?? 0),
  };
}

function standardised(values: Float32Array): Float32Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length);
  const deviation = Math.sqrt(variance);
  return values.map((value) => (deviation > 1e-9 ? (value - mean) / deviation : 0));
}
