// Cancelling without the events of a browser.
import { expect, test } from '@jest/globals';
import { NEVER_CANCELLED, checkCancelled, createCancelSource } from './cancel-signal.js';

test('each listener is told once, and one that stopped is not', () => {
  const { signal, cancel } = createCancelSource();
  const told: string[] = [];
  signal.onCancel(() => told.push('a'));
  const stop = signal.onCancel(() => told.push('b'));
  stop();
  cancel();
  cancel();
  expect(told).toEqual(['a']);
  expect(signal.aborted).toBe(true);
});

test('who listens too late is told at once', () => {
  const { signal, cancel } = createCancelSource();
  cancel();
  let isTold = false;
  signal.onCancel(() => (isTold = true));
  expect(isTold).toBe(true);
});

test('work between two awaits is ended by an error that is no problem', () => {
  const { signal, cancel } = createCancelSource();
  expect(() => checkCancelled(signal)).not.toThrow();
  cancel();
  expect(() => checkCancelled(signal)).toThrow(expect.objectContaining({ code: 'cancelled' }));
  expect(() => signal.throwIfAborted()).toThrow(expect.objectContaining({ code: 'cancelled' }));
  expect(() => checkCancelled(NEVER_CANCELLED)).not.toThrow();
});
