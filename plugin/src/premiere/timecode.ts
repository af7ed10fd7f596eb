// Frames and timecodes from ticks, in whole numbers: drop-frame where Premiere shows it. Knows no object of Premiere.
import { TICKS_PER_SECOND } from '@framescore/contract';

export type FrameGrid = { ticksPerFrame: bigint; isDropFrame: boolean };

/** Nearest frame boundary; halves go up, as in Premiere. */
export function roundToFrame(ticks: bigint, ticksPerFrame: bigint): bigint {
  return floorDivide(ticks + ticksPerFrame / 2n, ticksPerFrame) * ticksPerFrame;
}

export function floorDivide(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  return value % divisor < 0n ? quotient - 1n : quotient;
}

/** Frames that a timecode counts in one second: 30 for 29.97. */
export function nominalRate(ticksPerFrame: bigint): bigint {
  return (TICKS_PER_SECOND + ticksPerFrame / 2n) / ticksPerFrame;
}

/** Numbers that drop-frame skips at the start of nine minutes in ten; 0 where the rate has no drop-frame. */
export function skippedNumbers(grid: FrameGrid): bigint {
  const nominal = nominalRate(grid.ticksPerFrame);
  const isFractional = nominal * grid.ticksPerFrame !== TICKS_PER_SECOND;
  return grid.isDropFrame && isFractional && nominal % 30n === 0n ? nominal / 15n : 0n;
}

/** The number that a frame is shown with: the frame itself, plus what drop-frame has skipped before it. */
function shownNumber(frame: bigint, grid: FrameGrid): bigint {
  const skipped = skippedNumbers(grid);
  if (skipped === 0n) return frame;
  const nominal = nominalRate(grid.ticksPerFrame);
  const framesPerMinute = nominal * 60n - skipped;
  const framesPerTen = framesPerMinute * 10n + skipped;
  const tens = frame / framesPerTen;
  const rest = frame % framesPerTen;
  // The first minute of ten skips nothing, so it is longer by the skipped numbers.
  const minutes = rest < nominal * 60n ? 0n : 1n + (rest - nominal * 60n) / framesPerMinute;
  return frame + skipped * (9n * tens + minutes);
}

/** HH:MM:SS:FF, or HH:MM:SS;FF for drop-frame. Times are rounded to the nearest frame. */
export function formatTimecode(ticks: bigint, grid: FrameGrid): string {
  const frame = roundToFrame(ticks, grid.ticksPerFrame) / grid.ticksPerFrame;
  const isNegative = frame < 0n;
  const number = shownNumber(isNegative ? -frame : frame, grid);
  const nominal = nominalRate(grid.ticksPerFrame);
  const seconds = number / nominal;
  const fields = [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n].map(twoDigits).join(':');
  const separator = skippedNumbers(grid) > 0n ? ';' : ':';
  return `${isNegative ? '-' : ''}${fields}${separator}${twoDigits(number % nominal)}`;
}

function twoDigits(value: bigint): string {
  return value.toString().padStart(2, '0');
}
