// Timecode as a sequence shows it: its frame count, drop-frame rule and zero point. Knows one sequence, no range.
import {
  TICKS_PER_SECOND,
  hasDropFrame,
  nominalRate,
  parseTime,
  readTimecode,
  secondsToTicks,
  type TimelineSequence,
} from '@framescore/contract';

type Clock = Pick<TimelineSequence, 'ticksPerFrame' | 'isDropFrame' | 'zeroPointTicks'>;

/**
 * Ticks from the start of the sequence. HH:MM:SS:FF is what the sequence shows there (zero point and dropped numbers included, so it may
 * be negative); "12.5" and "MM:SS.mmm" are time that has passed. Says why where the sequence has no such frame; undefined for no time.
 */
export function sequenceTime(
  text: string,
  clock: Clock,
): { ticks: bigint } | { refusal: string } | undefined {
  const rate = { numerator: Number(TICKS_PER_SECOND), denominator: Number(clock.ticksPerFrame) };
  const dropFrame = hasDropFrame(rate) ? (clock.isDropFrame ? 'always' : 'refused') : 'none';
  const reading = readTimecode(text, { framesPerSecond: nominalRate(rate), dropFrame });
  if (reading && 'refusal' in reading) return reading;
  if (reading)
    return { ticks: BigInt(reading.frames) * BigInt(clock.ticksPerFrame) - BigInt(clock.zeroPointTicks) };
  const seconds = parseTime(text);
  return seconds === undefined ? undefined : { ticks: secondsToTicks(seconds) };
}
