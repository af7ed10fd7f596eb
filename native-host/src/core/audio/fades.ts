// Fades at the ends of a signal, in place, also where only a stretch of it is in hand.

/** Where a stretch stands: its first sample in a signal of so many. */
export type Stretch = { from: number; total: number };

const whole = (signal: Float32Array): Stretch => ({ from: 0, total: signal.length });

/** Lowers the last `samples` samples of the signal along a raised cosine; the very last one becomes 0. */
export function fadeOut(stretch: Float32Array, samples: number, { from, total } = whole(stretch)): void {
  const length = Math.min(samples, total);
  const end = Math.min(stretch.length, total - from);
  for (let index = Math.max(0, total - length - from); index < end; index += 1) {
    const i = total - 1 - from - index;
    stretch[index] = (stretch[index] as number) * (0.5 - 0.5 * Math.cos((Math.PI * i) / length));
  }
}

/** Raises the first `samples` samples of the signal along a raised cosine from 0. */
export function fadeIn(stretch: Float32Array, samples: number, { from, total } = whole(stretch)): void {
  const length = Math.min(samples, total);
  for (let index = 0; index < stretch.length && from + index < length; index += 1)
    stretch[index] = (stretch[index] as number) * (0.5 - 0.5 * Math.cos((Math.PI * (from + index)) / length));
}
