import { describe, expect, test } from '@jest/globals';
import { StreamClock } from './stream-clock.js';

const FRAME = 0.04;
const DAY = 2 ** 33 / 90_000;

function placed(formatName: string, times: (number | null)[], lastsSeconds = FRAME): number[] {
  const clock = new StreamClock(formatName, 0);
  return times.map((seconds) => Math.round(clock.place(seconds, lastsSeconds) * 1e6) / 1e6);
}

const steady = (from: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => Math.round((from + i * FRAME) * 1e6) / 1e6);

test('times of a steady clock are kept, gaps and the order of B-frames included', () => {
  const times = [1, 1.16, 1.08, 1.04, 1.12, 7, 7.04];
  expect(placed('mpegts', times)).toEqual(times);
  expect(placed('mov,mp4,m4a,3gp,3g2,mj2', [0, 500, 500.04])).toEqual([0, 500, 500.04]);
});

test.each(['mpegts', 'mpeg', 'matroska,webm', 'avi', 'flv'])(
  'in %s a clock that starts anew goes on',
  (format) => {
    expect(placed(format, [...steady(0, 50), ...steady(0, 50), ...steady(0, 50)])).toEqual(steady(0, 150));
  },
);

test('at one frame a second B-frames are no new clock', () => {
  const times = [0, 4, 2, 1, 3, 8, 6, 5, 7];
  expect(placed('mov,mp4,m4a,3gp,3g2,mj2', times, 1)).toEqual(times);
});

describe('the day of MPEG', () => {
  test('a clock that runs over goes on', () => {
    const times = steady(DAY - 1, 50).map((seconds) => (seconds >= DAY ? seconds - DAY : seconds));
    placed('mpegts', times).forEach((seconds, i) => expect(seconds).toBeCloseTo(DAY - 1 + i * FRAME, 4));
  });

  test('a restart that FFmpeg took for an overrun, and set a day later, is a restart', () => {
    // The first part begins at ten hours, the second at nothing.
    const later = steady(0, 10).map((seconds) => seconds + DAY);
    const times = placed('mpegts', [...steady(36_000, 50), ...later]);
    times.forEach((seconds, i) => expect(seconds).toBeCloseTo(36_000 + i * FRAME, 4));
  });

  test('a part whose clock is hours later follows at once', () => {
    const times = placed('mpegts', [...steady(0, 50), ...steady(36_000, 10)]);
    times.forEach((seconds, i) => expect(seconds).toBeCloseTo(i * FRAME, 4));
  });

  test('a gap of ten seconds at most is a gap', () => {
    expect(placed('mpegts', [0, 0.04, 9, 9.04])).toEqual([0, 0.04, 9, 9.04]);
  });
});

test('items without times follow one another', () => {
  expect(placed('avi', [null, null, null])).toEqual([0, 0.04, 0.08]);
  expect(placed('avi', [2, null, null, 3, null])).toEqual([2, 2.04, 2.08, 3, 3.04]);
});

test('a bare stream is counted, whatever FFmpeg says of it', () => {
  expect(placed('h264', [0, 99, 1, null])).toEqual([0, 0.04, 0.08, 0.12]);
});

test("after a move the times are the file's own again", () => {
  const clock = new StreamClock('mpegts', 0);
  [...steady(0, 50), ...steady(0, 3)].forEach((seconds) => clock.place(seconds, FRAME));
  clock.reset();
  expect(clock.place(1, FRAME)).toBe(1);
});

test('how often it started anew is counted', () => {
  const clock = new StreamClock('mpeg', 0);
  [...steady(0, 50), ...steady(0, 50), ...steady(0, 50)].forEach((seconds) => clock.place(seconds, FRAME));
  expect(clock.restartCount).toBe(2);
});
