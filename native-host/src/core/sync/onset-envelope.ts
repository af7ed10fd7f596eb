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

/** Log magnitudes of bands, frame by frame, value i centred on second i / 100. */
function* bandFrames(samples: Float32Array, sampleRateHz: number): Generator<Float64Array> {
  const size = windowLength(sampleRateHz);
  const fft = new FFT(size);
  const hann = Float64Array.from({ length: size }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / size));
  const input = new Array<number>(size).fill(0);
  const spectrum = fft.createComplexArray();
  const bands = size / 2 / BAND_BINS;
  const frames = Math.ceil((samples.length * ONSET_RATE_HZ) / sampleRateHz);
  for (let frame = 0; frame < frames; frame += 1) {
    const first = Math.round((frame * sampleRateHz) / ONSET_RATE_HZ) - size / 2;
    for (let i = 0; i < size; i += 1) input[i] = (samples[first + i] ?? 0) * hann[i]!;
    fft.realTransform(spectrum, input);
    const levels = new Float64Array(bands);
    for (let band = 0; band < bands; band += 1) {
      let power = 0;
      for (let bin = band * BAND_BINS; bin < (band + 1) * BAND_BINS; bin += 1) {
        power += spectrum[2 * bin]! ** 2 + spectrum[2 * bin + 1]! ** 2;
      }
      // A full-scale sine has magnitude size / 4 under a Hann window.
      levels[band] = Math.log1p(Math.sqrt(power) / (size / 4) / MAGNITUDE_FLOOR);
    }
    yield levels;
  }
}

/** [ceil(duration * 100)], mean 0 and standard deviation 1; all 0 for a sound without change. */
export function onsetEnvelope(samples: Float32Array, sampleRateHz: number): Float32Array {
  const flux: number[] = [];
  const past: Float64Array[] = [];
  for (const levels of bandFrames(samples, sampleRateHz)) {
    const before = past.length >= FLUX_FRAMES ? past.shift()! : (past[0] ?? levels);
    let rise = 0;
    for (let band = 0; band < levels.length; band += 1) rise += Math.max(0, levels[band]! - before[band]!);
    flux.push(rise / levels.length);
    past.push(levels);
  }
  return standardised(Float32Array.from(flux));
}

function standardised(values: Float32Array): Float32Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length);
  const deviation = Math.sqrt(variance);
  return values.map((value) => (deviation > 1e-9 ? (value - mean) / deviation : 0));
}
