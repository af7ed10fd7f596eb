// Timecode as a sequence shows it: its frame count, drop-frame rule and zero point. Knows one sequence, no range.
import { TICKS_PER_SECOND, secondsToTicks, parseTime, type TimelineSequence } from '@framescore/contract';

type Clock = Pick<TimelineSequence, 'ticksPerFrame' | 'isDropFrame' | 'zeroPointTicks'>;

const WITH_FRAMES = /^(\d+):(\d{1,2}):(\d{1,2})[:;](\d{1,3})$/;

/**
 * Ticks from the start of the sequence. HH:MM:SS:FF is what the sequence shows there (zero point and dropped numbers included, so it may
 * be negative); "12.5" and "MM:SS.mmm" are time that has passed. Undefined for what is neither.
 */
export function sequenceTime(text: string, clock: Clock): bigint | undefined {
  const match = WITH_FRAMES.exec(text.trim());
  if (!match) {
    const seconds = parseTime(text);
    return seconds === undefined ? undefined : secondsToTicks(seconds);
  }
  const [hours, minutes, seconds, frames] = match.slice(1).map(Number) as [number, number, number, number];
  const perFrame = BigInt(clock.ticksPerFrame);
  const framesPerSecond = Number((TICKS_PER_SECOND + perFrame / 2n) / perFrame);
  if (minutes >= 60 || seconds >= 60 || frames >= framesPerSecond) return undefined;
  const allMinutes = hours * 60 + minutes;
  // Two numbers a minute (four at 59.94) are left out, but in every tenth minute.
  const droppedPerMinute = clock.isDropFrame ? Math.round(framesPerSecond / 15) : 0;
  const dropped = droppedPerMinute * (allMinutes - Math.floor(allMinutes / 10));
  const count = (allMinutes * 60 + seconds) * framesPerSecond + frames - dropped;
  return BigInt(count) * perFrame - BigInt(clock.zeroPointTicks);
}
