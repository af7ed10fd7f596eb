// Timecode of a single film: frames counted from its start, or from the timecode that its camera or editor wrote into it. Pure.
import {
  formatTimecode,
  frameSeconds,
  hasDropFrame,
  nominalRate,
  parseTime,
  readTimecode,
  type FrameCounting,
  type FrameRate,
} from '@framescore/contract';

/** The timecode of the first frame as the file writes it, and the rate in which it counts. */
export type StartTimecode = { text: string; frameRate: FrameRate };

export type FilmClock = {
  frameRate: FrameRate;
  /** When the first frame is shown, on the file's own axis. */
  startSeconds: number;
  startTimecode: StartTimecode | null;
};

/** Seconds on the file's own axis, or why there is no such frame; undefined for what is no time. */
export type TimeReading = { seconds: number } | { refusal: string } | undefined;
export type TimeReader = (text: string) => TimeReading;

/** A time counted from the beginning of the film. */
export function readFromStart(text: string, film: FilmClock): TimeReading {
  const isMarked = film.startTimecode !== null && isDropFrameText(film.startTimecode.text);
  const seconds = clockSeconds(text, film.frameRate, isMarked ? 'always' : 'by-semicolon');
  return seconds ?? passed(parseTime(text));
}

/** A time in the film's own timecode; undefined also where it has none, or where plain seconds are given. */
export function readFromTimecode(text: string, film: FilmClock): TimeReading {
  const zeroSeconds = zeroPoint(film);
  if (film.startTimecode === null || zeroSeconds === null) return undefined;
  const dropFrame = isDropFrameText(film.startTimecode.text) ? 'always' : 'refused';
  const reading = readOwn(text, film.frameRate, dropFrame);
  if (!reading || 'refusal' in reading) return reading;
  const seconds = reading.seconds - zeroSeconds;
  // A recording may run past midnight, where timecode begins anew.
  return {
    seconds: film.startSeconds + (seconds < 0 ? seconds + daySeconds(film.frameRate, dropFrame) : seconds),
  };
}

/** Also HH:MM:SS.mmm, as the fraction of a second after a timecode. */
function readOwn(text: string, rate: FrameRate, dropFrame: FrameCounting['dropFrame']): TimeReading {
  const [, clock, fraction = '0'] = /^(\d+:\d+:\d+)(?:[.,](\d+))?$/.exec(text.trim()) ?? [];
  if (clock === undefined) return clockSeconds(text, rate, dropFrame);
  const whole = clockSeconds(`${clock}:00`, rate, dropFrame);
  // Of a number that drop-frame leaves out, the time is the clock's.
  const seconds = whole && 'seconds' in whole ? whole.seconds : parseTime(clock);
  return passed(seconds === undefined ? undefined : seconds + Number(`0.${fraction}`));
}

function daySeconds(rate: FrameRate, dropFrame: FrameCounting['dropFrame']): number {
  const day = clockSeconds('24:00:00:00', rate, dropFrame);
  return day && 'seconds' in day ? day.seconds : 0;
}

/** The film's own timecode at a time; null where it has none. */
export function timecodeAt(seconds: number, film: FilmClock): string | null {
  const zeroSeconds = zeroPoint(film);
  if (film.startTimecode === null || zeroSeconds === null) return null;
  const isDropFrame = isDropFrameText(film.startTimecode.text) && hasDropFrame(film.frameRate);
  const framesPerSecond = nominalRate(film.frameRate);
  const frame = Math.round((zeroSeconds + seconds - film.startSeconds) / countedFrameSeconds(film.frameRate));
  return formatTimecode(frame, { framesPerSecond, isDropFrame });
}

/** Seconds that the film's first frame is counted from 00:00:00:00; null where its timecode cannot be read. */
function zeroPoint({ startTimecode }: FilmClock): number | null {
  if (startTimecode === null) return null;
  const { text, frameRate } = startTimecode;
  const reading = clockSeconds(asColons(text), frameRate, isDropFrameText(text) ? 'always' : 'refused');
  return reading && 'seconds' in reading ? reading.seconds : null;
}

function clockSeconds(text: string, rate: FrameRate, dropFrame: FrameCounting['dropFrame']): TimeReading {
  const framesPerSecond = nominalRate(rate);
  const reading = readTimecode(text, { framesPerSecond, dropFrame: hasDropFrame(rate) ? dropFrame : 'none' });
  if (!reading || 'refusal' in reading) return reading;
  return { seconds: reading.frames * countedFrameSeconds(rate) };
}

/** Where the rate varies, its average is no clock: such a film is counted at the whole rate that is nearest. */
function countedFrameSeconds(rate: FrameRate): number {
  const nominal = nominalRate(rate);
  const isClock = [1000, 1001].some(
    (thousandth) => rate.numerator * thousandth === nominal * 1000 * rate.denominator,
  );
  return isClock ? frameSeconds(rate) : 1 / nominal;
}

/** Files mark drop-frame by what stands before the frames: a semicolon, and in older ones a point or a comma. */
function isDropFrameText(text: string): boolean {
  return /[;.,]\d+$/.test(text);
}

function asColons(text: string): string {
  return text.replace(/[;.,]/g, ':');
}

function passed(seconds: number | undefined): TimeReading {
  return seconds === undefined ? undefined : { seconds };
}
