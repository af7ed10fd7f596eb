// Straight maps between time axes in ticks: sequence to nested sequence to source. Exact where the rate is 1 or -1.

/** to = toTicks + (from - fromTicks) * rate. */
export type TimeMap = { fromTicks: bigint; toTicks: bigint; rate: number };

export const SAME_TIME: TimeMap = { fromTicks: 0n, toTicks: 0n, rate: 1 };

export function mapTicks({ fromTicks, toTicks, rate }: TimeMap, atTicks: bigint): bigint {
  return toTicks + scaleTicks(atTicks - fromTicks, rate);
}

/** Slower than this stands still, faster is as good as this: keeps whatever a file claims within what can be counted. */
const SLOWEST_RATE = 1e-6;
const FASTEST_RATE = 1e6;

export function usableRate(rate: number): number {
  const size = Math.abs(rate);
  if (!(size >= SLOWEST_RATE)) return 0;
  return Math.sign(rate) * Math.min(size, FASTEST_RATE);
}

/** The map back; a rate of 0 has none. */
export function inverseOf({ fromTicks, toTicks, rate }: TimeMap): TimeMap {
  return { fromTicks: toTicks, toTicks: fromTicks, rate: 1 / rate };
}

/** First `outer`, then `inner`. */
export function composeMaps(outer: TimeMap, inner: TimeMap): TimeMap {
  return {
    fromTicks: outer.fromTicks,
    toTicks: mapTicks(inner, outer.toTicks),
    rate: usableRate(outer.rate * inner.rate),
  };
}

function scaleTicks(lengthTicks: bigint, rate: number): bigint {
  if (rate === 1) return lengthTicks;
  if (rate === -1) return -lengthTicks;
  // Whole ticks are exact in a double up to 9.8 hours; beyond, one tick is lost.
  return BigInt(Math.round(Number(lengthTicks) * rate));
}
