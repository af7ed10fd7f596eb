// Log-mel frames of a stream of sound, as the beat tracker was trained on. Mirrors models/vmas/beats/features.py.
// Knows nothing of files, models or beats.
import FFT from 'fft.js';
import { HalfbandDecimator } from './halfband-decimator.js';
import { designMelFilters } from './mel-filters.js';

/** The extractor takes 48 kHz only: it is the rate of every score and of every decoded file. */
export const MEL_INPUT_RATE_HZ = 48_000;
export const MEL_BANDS = 64;
export const MEL_FRAME_RATE_HZ = 50;

const SAMPLE_RATE_HZ = MEL_INPUT_RATE_HZ / 2;
const FFT_SIZE = 1024; // 42.7 ms: resolves the bass, still shorter than a sixteenth at 180 BPM (83 ms)
const HOP_SAMPLES = SAMPLE_RATE_HZ / MEL_FRAME_RATE_HZ; // 480
/** An amplitude of 1/2000 (-66 dBFS) is where the logarithm begins to bend. */
const LOG_SCALE = 2_000;

const FILTERS = designMelFilters({
  bands: MEL_BANDS,
  lowHz: 30,
  highHz: 10_000,
  fftSize: FFT_SIZE,
  sampleRateHz: SAMPLE_RATE_HZ,
});
/** Hann window times 2 / sum(window), so that a full-scale sine on a bin has amplitude 1. */
const WINDOW = Float64Array.from(
  { length: FFT_SIZE },
  (_, n) => (0.5 - 0.5 * Math.cos((2 * Math.PI * n) / FFT_SIZE)) * (2 / (FFT_SIZE / 2)),
);

export type MelExtractor = {
  /** The next block of the stream, mono, 48 kHz, any length. */
  push(samples: Float32Array): void;
  /** Ends the stream: all frames [F, M], frame f centred on second f / 50, F = ceil(samples / 960). */
  finish(): Float32Array;
};

/** Holds the frames (12.8 kB a second) and less than a window of sound. */
export function createMelExtractor(): MelExtractor {
  const decimator = new HalfbandDecimator();
  const spectrum = new SpectrumBands();
  const frames = new GrowingFrames();
  let pending: Float32Array = new Float32Array(FFT_SIZE / 2); // silence before the first sample
  let inputSamples = 0;

  const advance = (halved: Float32Array) => {
    const joined = new Float32Array(pending.length + halved.length);
    joined.set(pending);
    joined.set(halved, pending.length);
    let start = 0;
    for (; start + FFT_SIZE <= joined.length; start += HOP_SAMPLES) {
      spectrum.write(joined.subarray(start, start + FFT_SIZE), frames.next());
    }
    pending = joined.slice(start);
  };
  return {
    push(samples) {
      inputSamples += samples.length;
      advance(decimator.push(samples));
    },
    finish() {
      advance(decimator.finish());
      advance(new Float32Array(FFT_SIZE)); // silence after the last sample
      return frames.take(Math.ceil(inputSamples / (2 * HOP_SAMPLES)));
    },
  };
}

/** Samples of a frame, and frames before and behind a stretch that its windows can reach into. */
export const FRAME_SAMPLES = 2 * HOP_SAMPLES;
export const REACH_FRAMES = 2;

/**
 * Frames [skip, skip + count) of mono sound that begins at a whole frame of a recording. Where `REACH_FRAMES` more lie on either side,
 * they are what the whole recording would give.
 */
export function melOfStretch(
  samples: Float32Array,
  { skip, count }: { skip: number; count: number },
): Float32Array {
  const extractor = createMelExtractor();
  for (let start = 0; start < samples.length; start += MEL_INPUT_RATE_HZ)
    extractor.push(samples.subarray(start, start + MEL_INPUT_RATE_HZ));
  return extractor.finish().slice(skip * MEL_BANDS, (skip + count) * MEL_BANDS);
}

/** Left and right as one. */
export function monoOf([left, right]: readonly [Float32Array, Float32Array]): Float32Array {
  return left.map((sample, n) => (sample + right[n]!) / 2);
}

/** One window of sound to one frame of bands, buffers reused. */
class SpectrumBands {
  private readonly fft = new FFT(FFT_SIZE);
  private readonly windowed = new Array<number>(FFT_SIZE).fill(0);
  private readonly bins = this.fft.createComplexArray() as number[];
  private readonly amplitudes = new Float64Array(FFT_SIZE / 2);

  write(samples: Float32Array, bands: Float32Array): void {
    for (let n = 0; n < FFT_SIZE; n += 1) this.windowed[n] = samples[n]! * WINDOW[n]!;
    this.fft.realTransform(this.bins, this.windowed);
    for (let bin = 0; bin < this.amplitudes.length; bin += 1) {
      this.amplitudes[bin] = Math.hypot(this.bins[2 * bin]!, this.bins[2 * bin + 1]!);
    }
    for (const [band, { firstBin, weights }] of FILTERS.entries()) {
      let mean = 0;
      for (let index = 0; index < weights.length; index += 1) {
        mean += weights[index]! * this.amplitudes[firstBin + index]!;
      }
      bands[band] = Math.log1p(LOG_SCALE * mean);
    }
  }
}

/** Frames of unknown number in one array that doubles. */
class GrowingFrames {
  private data = new Float32Array(1024 * MEL_BANDS);
  private count = 0;

  next(): Float32Array {
    const start = this.count * MEL_BANDS;
    if (start === this.data.length) {
      const larger = new Float32Array(2 * this.data.length);
      larger.set(this.data);
      this.data = larger;
    }
    this.count += 1;
    return this.data.subarray(start, start + MEL_BANDS);
  }

  take(count: number): Float32Array {
    return this.data.slice(0, count * MEL_BANDS);
  }
}
