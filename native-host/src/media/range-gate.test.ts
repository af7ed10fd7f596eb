import { expect, test } from '@jest/globals';
import { RangeGate } from './range-gate.js';

/** Runs frame times through a gate; returns what is shown as [range time, media time]. */
function shown(times: number[], startSeconds: number, endSeconds: number): [number, number][] {
  const gate = new RangeGate<number>({ startSeconds, endSeconds });
  const out: [number, number][] = [];
  const released: number[] = [];
  for (const time of times) {
    const step = gate.offer(time, time);
    out.push(...step.shown.map(({ timeSeconds, item }): [number, number] => [timeSeconds, item]));
    released.push(...step.released);
    if (step.isOver) break;
  }
  const last = gate.end();
  out.push(...last.shown.map(({ timeSeconds, item }): [number, number] => [timeSeconds, item]));
  return out;
}

test('a range from 0 shows every frame at its own time', () => {
  expect(shown([0, 0.5, 1], 0, 2)).toEqual([
    [0, 0],
    [0.5, 0.5],
    [1, 1],
  ]);
});

test('the end is exclusive', () => {
  expect(shown([0, 0.5, 1], 0, 1)).toEqual([
    [0, 0],
    [0.5, 0.5],
  ]);
});

test('a range that starts on a frame begins with that frame and not the one before', () => {
  expect(shown([0, 0.5, 1], 0.5, 2)).toEqual([
    [0, 0.5],
    [0.5, 1],
  ]);
});

test('a range that starts within a frame shows it from 0', () => {
  expect(shown([0, 0.5, 1], 0.75, 2)).toEqual([
    [0, 0.5],
    [0.25, 1],
  ]);
});

test('a start that was rounded down just below a frame begins with that frame', () => {
  expect(shown([0.5, 1 / 3 + 1 / 3], 0.666, 2)).toEqual([[2 / 3 - 0.666, 2 / 3]]);
});

test('a range after the last frame still shows it, as a player holds it', () => {
  expect(shown([0, 0.5], 3, 4)).toEqual([[0, 0.5]]);
});

test('a range within one long frame shows that frame', () => {
  expect(shown([0, 10], 3, 4)).toEqual([[0, 0]]);
});

test('nothing is shown before the first frame of a picture that begins late', () => {
  expect(shown([1, 1.5], 0, 2)).toEqual([
    [1, 1],
    [1.5, 1.5],
  ]);
});

test('frames whose time does not increase are left out', () => {
  expect(shown([0, 0.5, 0.5, 0.4, 1], 0, 2)).toEqual([
    [0, 0],
    [0.5, 0.5],
    [1, 1],
  ]);
});

test('every frame that is not shown is released exactly once', () => {
  const gate = new RangeGate<number>({ startSeconds: 1, endSeconds: 2 });
  const steps = [0, 0.5, 0.5, 1, 1.5, 2].map((time) => gate.offer(time, time));
  expect(steps.flatMap(({ released }) => released)).toEqual([0, 0.5, 0.5, 2]);
  expect(steps.flatMap((step) => step.shown.map(({ item }) => item))).toEqual([1, 1.5]);
});
