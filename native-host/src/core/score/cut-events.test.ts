import { expect, test } from '@jest/globals';
import { cutEvents } from './cut-events.js';
import type { PerformanceEvent } from './event-queue.js';

const on = (timeSeconds: number, key = 60): PerformanceEvent => ({
  kind: 'note-on',
  timeSeconds,
  instrument: 1,
  key,
  velocity: 90,
});
const off = (timeSeconds: number, key = 60): PerformanceEvent => ({
  kind: 'note-off',
  timeSeconds,
  instrument: 1,
  key,
});
const pedal = (timeSeconds: number, value: number): PerformanceEvent => ({
  kind: 'control',
  timeSeconds,
  instrument: 1,
  controller: 64,
  value,
});

test('events of the window come on its own clock, others do not', () => {
  expect(cutEvents([on(1), off(1.5), on(3), off(3.5), on(6)], [2, 5])).toEqual([on(1), off(1.5)]);
});

test('a pedal that was down before the window is down at its start', () => {
  expect(cutEvents([pedal(0.5, 0), pedal(1, 127), on(2.5), off(2.75)], [2, 5])).toEqual([
    pedal(0, 127),
    on(0.5),
    off(0.75),
  ]);
});

test('the end of a note from before the window does not end a later one of the same key', () => {
  const cut = cutEvents([on(1), on(2.5, 64), off(2.75), off(3, 64)], [2, 5]);
  expect(cut).toEqual([on(0.5, 64), off(1, 64)]);
});
