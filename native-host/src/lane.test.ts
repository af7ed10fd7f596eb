import { expect, test } from '@jest/globals';
import { Lane } from './lane.js';

/** Work that goes on until it is told to end, and notes when it began. */
function held(lane: Lane, name: string, begun: string[], signal = new AbortController().signal) {
  let end: () => void = () => undefined;
  const done = lane.reserve().run(signal, () => {
    begun.push(name);
    return new Promise<void>((resolve) => (end = resolve));
  });
  return { done, end: () => end() };
}

const soon = () => new Promise((resolve) => setImmediate(resolve));

test('one thing is done at a time, in the order in which it was asked', async () => {
  const lane = new Lane(5);
  const begun: string[] = [];
  const [a, b, c] = ['a', 'b', 'c'].map((name) => held(lane, name, begun));
  await soon();
  expect(begun).toEqual(['a']);
  a?.end();
  await a?.done;
  await soon();
  expect(begun).toEqual(['a', 'b']);
  b?.end();
  await b?.done;
  await soon();
  c?.end();
  await c?.done;
  expect(begun).toEqual(['a', 'b', 'c']);
});

test('work that fails makes room for the next', async () => {
  const lane = new Lane(5);
  const { signal } = new AbortController();
  const failed = lane.reserve().run(signal, () => Promise.reject(new Error('no')));
  const next = lane.reserve().run(signal, () => Promise.resolve('yes'));
  await expect(failed).rejects.toThrow('no');
  await expect(next).resolves.toBe('yes');
});

test('who gives up leaves the line and nobody else loses a place', async () => {
  const lane = new Lane(5);
  const begun: string[] = [];
  const first = held(lane, 'first', begun);
  const given = new AbortController();
  const second = held(lane, 'second', begun, given.signal);
  const third = held(lane, 'third', begun);
  await soon();
  given.abort();
  await expect(second.done).rejects.toMatchObject({ code: 'cancelled' });
  first.end();
  await soon();
  expect(begun).toEqual(['first', 'third']);
  third.end();
  await third.done;
});

test('who has given up before is not let in', async () => {
  const lane = new Lane(0);
  const tooLate = lane.reserve().run(AbortSignal.abort(), () => Promise.resolve());
  await expect(tooLate).rejects.toMatchObject({ code: 'cancelled' });
  expect(() => lane.reserve()).not.toThrow(); // and its place is free again
});

const busy = expect.objectContaining({ code: 'host-busy' });

test('a full line refuses with host-busy, and takes again once one has left', async () => {
  const lane = new Lane(2);
  const begun: string[] = [];
  const [first, second, third] = ['a', 'b', 'c'].map((name) => held(lane, name, begun));
  expect(() => lane.reserve()).toThrow(busy);
  await soon();
  first?.end();
  await first?.done;
  const place = lane.reserve();
  expect(() => lane.reserve()).toThrow(busy);
  place.leave();
  place.leave(); // once is enough
  lane.reserve();
  expect(() => lane.reserve()).toThrow(busy);
  second?.end();
  await soon();
  third?.end();
  await third?.done;
});

test('a place is taken when it is promised, however long its work is being prepared', () => {
  const lane = new Lane(8);
  const answers = Array.from({ length: 40 }, () => {
    try {
      return lane.reserve();
    } catch {
      return undefined;
    }
  });
  expect(answers.filter(Boolean)).toHaveLength(9);
});
