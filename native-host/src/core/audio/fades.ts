// Fades at the ends of a signal, in place.

/** Lowers the last `samples` samples along a raised cosine; the very last one becomes 0. */
export function fadeOut(signal: Float32Array, samples: number): void {
  const length = Math.min(samples, signal.length);
  for (let i = 0; i < length; i += 1) {
    const index = signal.length - 1 - i;
    signal[index] = (signal[index] as number) * (0.5 - 0.5 * Math.cos((Math.PI * i) / length));
  }
}

/** Raises the first `samples` samples along a raised cosine from 0. */
export function fadeIn(signal: Float32Array, samples: number): void {
  const length = Math.min(samples, signal.length);
  for (let i = 0; i < length; i += 1)
    signal[i] = (signal[i] as number) * (0.5 - 0.5 * Math.cos((Math.PI * i) / length));
}
