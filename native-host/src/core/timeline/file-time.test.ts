import { describe, expect, test } from '@jest/globals';
import { fileTime, toFileSeconds } from './file-time.js';

const FILE = { durationSeconds: 100, framesPerSecond: 50 };
const SOURCE = { framesPerSecond: null, mediaStartSeconds: null, inSeconds: 3 };

describe('fileTime', () => {
  test('is source time where nothing was set', () => {
    expect(toFileSeconds(fileTime(SOURCE, FILE), 7)).toBe(7);
  });

  test('plays a file of 50 fps that is read as 25 at half speed', () => {
    expect(toFileSeconds(fileTime({ ...SOURCE, framesPerSecond: 25 }, FILE), 7)).toBe(3.5);
  });

  test('takes the start timecode off where the in point can only be counted from it', () => {
    const source = { ...SOURCE, mediaStartSeconds: 3600, inSeconds: 3610 };
    expect(toFileSeconds(fileTime(source, FILE), 3612)).toBe(12);
  });

  test.each([
    ['within the file', { mediaStartSeconds: 3600, inSeconds: 10 }],
    ['behind both, but after a start that the file reaches', { mediaStartSeconds: 50, inSeconds: 60 }],
    ['before the start timecode', { mediaStartSeconds: 3600, inSeconds: 200 }],
  ])('leaves an in point alone that lies %s', (_where, given) => {
    expect(fileTime({ ...SOURCE, ...given }, FILE).offsetSeconds).toBe(0);
  });

  test.each([
    [30000 / 1001, 29.97, 1],
    [24000 / 1001, 24, 24 / (24000 / 1001)],
    [29.87, 30, 1],
    [29.87, 60, 60 / 29.87],
  ])('plays a file of %d fps that is read as %d at %d times its speed', (fileFps, wantedFps, rate) => {
    const file = { ...FILE, framesPerSecond: fileFps };
    expect(fileTime({ ...SOURCE, framesPerSecond: wantedFps }, file).rate).toBeCloseTo(rate, 12);
  });

  test('does not believe a frame rate beyond reason', () => {
    expect(fileTime({ ...SOURCE, framesPerSecond: 1e300 }, FILE).rate).toBe(1);
  });
});
