// Frames and timecodes from ticks: drop-frame where Premiere shows it. Knows no object of Premiere.
import {
  TICKS_PER_SECOND,
  formatTimecode as formatFrame,
  hasDropFrame,
  nominalRate,
} from '@framescore/contract';

export type FrameGrid = { ticksPerFrame: bigint; isDropFrame: boolean };

/** Nearest frame boundary; halves go up, as in Premiere. */
export function roundToFrame(ticks: bigint, ticksPerFrame: bigint): bigint {
  return floorDivide(ticks + ticksPerFrame / 2n, ticksPerFrame) * ticksPerFrame;
}

export function floorDivide(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  return value % divisor < 0n ? quotient - 1n : quotient;
}

/** HH:MM:SS:FF, or HH:MM:SS;FF for drop-frame. Times are rounded to the nearest frame. */
export function formatTimecode(ticks: bigint, { ticksPerFrame, isDropFrame }: FrameGrid): string {
  const rate = { numerator: Number(TICKS_PER_SECOND), denominator: Number(ticksPerFrame) };
  const frame = Number(roundToFrame(ticks, ticksPerFrame) / ticksPerFrame);
  const counting = { framesPerSecond: nominalRate(rate), isDropFrame: isDropFrame && hasDropFrame(rate) };
  return formatFrame(frame, counting);
}
