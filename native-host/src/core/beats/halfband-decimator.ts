// Halves the sample rate of a mono stream, 48 kHz to 24 kHz, without delay. Knows nothing of what the samples are for.

/** Taps on either side of the middle; Blackman window, cut-off at a quarter of the input rate, unit gain at DC. */
const RADIUS = 31;
const TAPS = designTaps();

/** Mirrors models/vmas/beats/features.py `halfband_taps`. */
function designTaps(): Float64Array {
  const taps = new Float64Array(2 * RADIUS + 1);
  let sum = 0;
  for (let n = -RADIUS; n <= RADIUS; n += 1) {
    const phase = (Math.PI * n) / (RADIUS + 1);
    const window = 0.42 + 0.5 * Math.cos(phase) + 0.08 * Math.cos(2 * phase);
    const x = (Math.PI * n) / 2;
    taps[n + RADIUS] = 0.5 * (n === 0 ? 1 : Math.sin(x) / x) * window;
    sum += taps[n + RADIUS]!;
  }
  return taps.map((tap) => tap / sum);
}

/** Feed blocks of any size; output sample m is centred on input sample 2m, silence is assumed outside. */
export class HalfbandDecimator {
  /** The last input samples, preceded by the silence before the stream. */
  private tail = new Float32Array(RADIUS);

  /** Input sample index of tail[0] is `consumed - RADIUS`; always even, so every call starts on an output. */
  push(samples: Float32Array): Float32Array {
    const joined = new Float32Array(this.tail.length + samples.length);
    joined.set(this.tail);
    joined.set(samples, this.tail.length);
    const count = Math.max(0, Math.floor((joined.length - TAPS.length) / 2) + 1);
    const output = new Float32Array(count);
    for (let m = 0; m < count; m += 1) output[m] = filterAt(joined, 2 * m);
    this.tail = joined.slice(2 * count);
    return output;
  }

  /** The outputs that still waited for samples after the last one. */
  finish(): Float32Array {
    return this.push(new Float32Array(RADIUS));
  }
}

/** Even taps beside the middle one are zero: a halfband filter. */
function filterAt(samples: Float32Array, start: number): number {
  let sum = TAPS[RADIUS]! * samples[start + RADIUS]!;
  for (let n = 1; n <= RADIUS; n += 2) {
    sum += TAPS[RADIUS + n]! * (samples[start + RADIUS - n]! + samples[start + RADIUS + n]!);
  }
  return sum;
}
