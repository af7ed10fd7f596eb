import { expect, test } from '@jest/globals';
import { FrameTimes } from './frame-times.js';

const CONFIG = '[Parsed_showinfo_2 @ 0x55] config in time_base: 1/15360, frame_rate: 24/1';
const frameLine = (pts: string) =>
  `[Parsed_showinfo_2 @ 0x55] n:   3 pts: ${pts} pts_time:1234.5 duration:    640 fmt:rgb24 cl:left sar:1/1 s:64x36`;

test('times are ticks of the announced clock, exact where pts_time is cut to six digits', async () => {
  const times = new FrameTimes();
  expect(times.takeLine(CONFIG)).toBe(true);
  expect(times.takeLine(frameLine('18961920'))).toBe(true);
  expect(await times.next()).toBeCloseTo(1234.5, 9);
});

test('a frame without time is null', async () => {
  const times = new FrameTimes();
  times.takeLine(CONFIG);
  times.takeLine(frameLine('NOPTS'));
  expect(await times.next()).toBeNull();
});

test('a time that has not come yet is waited for', async () => {
  const times = new FrameTimes();
  const next = times.next();
  times.takeLine(CONFIG);
  times.takeLine(frameLine('15360'));
  expect(await next).toBe(1);
});

test('after the end there is no further time', async () => {
  const times = new FrameTimes();
  const next = times.next();
  times.end();
  expect(await next).toBeUndefined();
});

test('other lines are left to the log', () => {
  expect(new FrameTimes().takeLine('[h264 @ 0x55] error while decoding MB 3 4')).toBe(false);
});
