// Timecode: the numbers that editing programs give to frames, read and written. Counts frames only; knows neither file nor sequence.
import type { FrameRate } from './time.js';

/**
 * How a clock counts. `dropFrame` says what a semicolon before the frames means: nothing, where the rate has no drop-frame; all is
 * drop-frame, however it is typed; drop-frame, while a colon is not; or that another clock is meant, which is refused.
 */
export type FrameCounting = {
  /** Numbers in a second: 30 at 29.97. */
  framesPerSecond: number;
  dropFrame: 'none' | 'always' | 'by-semicolon' | 'refused';
};

export type TimecodeReading = { frames: number } | { refusal: string };

// Premiere writes drop-frame as 00;01;00;02. A point before the frames would be a fraction of a second.
const TIMECODE = /^(\d+)[:;.,](\d{1,2})[:;.,](\d{1,2})([:;])(\d{1,3})$/;

/** Frames that a timecode counts in one second: 30 for 29.97. */
export function nominalRate({ numerator, denominator }: FrameRate): number {
  return Math.max(1, Math.round(numerator / denominator));
}

/** 29.97 and its multiples: the rates at which numbers can be left out to follow the clock. */
export function hasDropFrame(rate: FrameRate): boolean {
  const nominal = nominalRate(rate);
  return nominal % 30 === 0 && rate.numerator * 1001 === nominal * 1000 * rate.denominator;
}

/** Two numbers at 29.97, four at 59.94: left out at the start of each minute but every tenth. */
export function droppedNumbers(framesPerSecond: number): number {
  return framesPerSecond / 15;
}

export function isTimecode(text: string): boolean {
  return TIMECODE.test(text.trim());
}

/** The number of a frame, counted from 00:00:00:00, or why there is none; undefined for what is no timecode with frames. */
export function readTimecode(text: string, counting: FrameCounting): TimecodeReading | undefined {
  const match = TIMECODE.exec(text.trim());
  if (!match) return undefined;
  const { framesPerSecond } = counting;
  const [hours, minutes, seconds, frames] = [1, 2, 3, 5].map((i) => Number(match[i])) as [
    number,
    number,
    number,
    number,
  ];
  const refusal = (reason: string) => ({ refusal: `${text.trim()} is no timecode here: ${reason}` });
  if (minutes >= 60 || seconds >= 60) return refusal('minutes and seconds end at 59.');
  if (frames >= framesPerSecond)
    return refusal(`the frames of a second are numbered 0 to ${framesPerSecond - 1}.`);
  if (match[4] === ';' && counting.dropFrame === 'refused')
    return refusal('it counts without drop-frame. Write a colon before the frames.');
  const allMinutes = hours * 60 + minutes;
  const number = (allMinutes * 60 + seconds) * framesPerSecond + frames;
  if (!isDropping(counting, match[4] === ';')) return { frames: number };
  const dropped = droppedNumbers(framesPerSecond);
  if (seconds === 0 && frames < dropped && minutes % 10 !== 0) {
    const next = `${text.trim().replace(/\d+$/, '')}${padded(dropped, framesPerSecond)}`;
    return refusal(
      `drop-frame leaves out the frame numbers 0 to ${dropped - 1} at the start of each minute but every tenth. The next frame is ${next}.`,
    );
  }
  return { frames: number - dropped * (allMinutes - Math.floor(allMinutes / 10)) };
}

function isDropping({ dropFrame }: FrameCounting, hasSemicolon: boolean): boolean {
  return dropFrame === 'always' || (dropFrame === 'by-semicolon' && hasSemicolon);
}

/** HH:MM:SS:FF of a frame, or HH:MM:SS;FF where numbers are dropped. Negative frames get a sign. */
export function formatTimecode(
  frame: number,
  { framesPerSecond, isDropFrame }: { framesPerSecond: number; isDropFrame: boolean },
): string {
  const number = isDropFrame ? shownNumber(Math.abs(frame), framesPerSecond) : Math.abs(frame);
  const seconds = Math.floor(number / framesPerSecond);
  const fields = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const separator = isDropFrame ? ';' : ':';
  const text = `${fields.map(twoDigits).join(':')}${separator}${padded(number % framesPerSecond, framesPerSecond)}`;
  return frame < 0 ? `-${text}` : text;
}

/** The number that a frame is shown with: the frame itself, and what drop-frame has left out before it. */
function shownNumber(frame: number, framesPerSecond: number): number {
  const dropped = droppedNumbers(framesPerSecond);
  const framesPerMinute = framesPerSecond * 60 - dropped;
  const framesPerTen = framesPerMinute * 10 + dropped;
  const tens = Math.floor(frame / framesPerTen);
  const rest = frame % framesPerTen;
  // The first minute of ten leaves nothing out, so it is longer by the dropped numbers.
  const first = framesPerSecond * 60;
  const minutes = rest < first ? 0 : 1 + Math.floor((rest - first) / framesPerMinute);
  return frame + dropped * (9 * tens + minutes);
}

/** As many digits as the last frame of a second needs, two at least. */
function padded(frame: number, framesPerSecond: number): string {
  return frame.toString().padStart(Math.max(2, String(framesPerSecond - 1).length), '0');
}

function twoDigits(value: number): string {
  return value.toString().padStart(2, '0');
}
