// Ticks and the frame grid, in whole numbers. Knows no object of Premiere.

export const TICKS_PER_SECOND = 254_016_000_000n;
export const HOUR_TICKS = 3600n * TICKS_PER_SECOND;

/** Ticks of one frame by the usual name of its rate. */
export const TICKS_PER_FRAME = {
  '23.976': 10_594_584_000n,
  '24': 10_584_000_000n,
  '25': 10_160_640_000n,
  '29.97': 8_475_667_200n,
  '30': 8_467_200_000n,
  '50': 5_080_320_000n,
  '59.94': 4_237_833_600n,
  '60': 4_233_600_000n,
} as const;

export type RateName = keyof typeof TICKS_PER_FRAME;

export function floorToFrame(ticks: bigint, ticksPerFrame: bigint): bigint {
  const rest = ((ticks % ticksPerFrame) + ticksPerFrame) % ticksPerFrame;
  return ticks - rest;
}

export function roundToFrame(ticks: bigint, ticksPerFrame: bigint): bigint {
  return floorToFrame(ticks + ticksPerFrame / 2n, ticksPerFrame);
}

/** A length times a speed, to the nearest tick. Exact at speed 1. */
export function scaleTicks(ticks: bigint, factor: number): bigint {
  if (factor === 1) return ticks;
  const millionths = BigInt(Math.round(factor * 1_000_000));
  return (ticks * millionths) / 1_000_000n;
}

export function secondsToTicks(seconds: number): bigint {
  const whole = Math.floor(seconds);
  return BigInt(whole) * TICKS_PER_SECOND + BigInt(Math.round((seconds - whole) * Number(TICKS_PER_SECOND)));
}
