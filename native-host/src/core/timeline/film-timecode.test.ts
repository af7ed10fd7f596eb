import { describe, expect, test } from '@jest/globals';
import { readFromStart, readFromTimecode, timecodeAt, type FilmClock } from './film-timecode.js';

const rate = (numerator: number, denominator = 1) => ({ numerator, denominator });
const NTSC = rate(30_000, 1001);
const film = (frameRate: FilmClock['frameRate'], tag?: string, tagRate = frameRate): FilmClock => ({
  frameRate,
  startSeconds: 0,
  startTimecode: tag === undefined ? null : { text: tag, frameRate: tagRate },
});

describe('counted from the start', () => {
  test.each([
    ['00:10:00:00', rate(24_000, 1001), 600.6],
    ['00:10:00:00', NTSC, 600.6],
    ['00:10:00;00', NTSC, 599.9994],
    ['00:00:59;00', NTSC, 59.059],
    ['00:10:00:00', rate(48_000, 1001), 600.6],
    ['00:10:00:00', rate(60_000, 1001), 600.6],
    ['00:10:00;00', rate(120_000, 1001), 599.9994],
    ['00:10:00:12', rate(25), 600.48],
    ['00:10:00.5', NTSC, 600.5],
    ['12.5', NTSC, 12.5],
  ])('%s at %j is %d s', (text, frameRate, seconds) => {
    const reading = readFromStart(text, film(frameRate));
    expect(reading).toEqual({ seconds: expect.closeTo(seconds, 6) });
  });

  test('a rate that varies is counted at the whole rate that is nearest, so that clock and frames stay together', () => {
    expect(readFromStart('00:10:00:00', film(rate(29_830, 1000)))).toEqual({ seconds: 600 });
    expect(readFromStart('00:00:00:00', film(rate(2, 5)))).toEqual({ seconds: 0 });
  });

  test('a film that is marked with drop-frame is counted so, with colons too', () => {
    expect(readFromStart('00:10:00:00', film(NTSC, '01:00:00;00'))).toEqual({
      seconds: expect.closeTo(599.9994, 6),
    });
  });
});

describe('counted in its own timecode', () => {
  test.each([
    ['25', film(rate(25), '01:00:00:00'), '01:00:01:05', 1.2],
    ['29.97', film(NTSC, '01:00:00:00'), '01:00:10:00', 10.01],
    ['29.97 drop-frame', film(NTSC, '01:00:00;00'), '01:01:00;02', 60.06],
    ['drop-frame with a point', film(NTSC, '01:00:00.00'), '01:10:00;00', 599.9994],
    ['drop-frame, typed with colons', film(NTSC, '01:00:00;00'), '01:10:00:00', 599.9994],
    ['59.94, marked at 29.97', film(rate(60_000, 1001), '10:00:00;15', NTSC), '10:00:01;30', 1.001],
    ['a fraction of a second', film(rate(25), '01:00:00:00'), '01:00:01.500', 1.5],
    ['a number left out, as time', film(NTSC, '01:00:00;00'), '01:01:00.000', 60.0036],
    ['past midnight', film(rate(25), '23:59:50:00'), '00:00:05:00', 15],
    ['sound first', { ...film(rate(25), '01:00:00:00'), startSeconds: 0.7 }, '01:00:01:00', 1.7],
  ] as [string, FilmClock, string, number][])('%s', (_, of, text, seconds) => {
    expect(readFromTimecode(text, of)).toEqual({ seconds: expect.closeTo(seconds, 4) });
  });

  test('drop-frame is refused where the film counts without', () => {
    expect(readFromTimecode('01:00:01;00', film(NTSC, '01:00:00:00'))).toEqual({
      refusal: expect.stringMatching(/colon/),
    });
  });

  test('seconds are no timecode, and a film without one has none', () => {
    expect(readFromTimecode('12.5', film(rate(25), '01:00:00:00'))).toBeUndefined();
    expect(readFromTimecode('01:00:00:00', film(rate(25)))).toBeUndefined();
    expect(timecodeAt(4, film(rate(25)))).toBeNull();
  });
});

test.each([
  [film(rate(25), '01:00:00:00'), 9, '01:00:09:00'],
  [film(NTSC, '01:00:00;00'), 60.06, '01:01:00;02'],
  [film(NTSC, '00:00:00:00'), 600.6, '00:10:00:00'],
] as [FilmClock, number, string][])('the timecode of %j at %d s is %s', (of, seconds, text) => {
  expect(timecodeAt(seconds, of)).toBe(text);
});
