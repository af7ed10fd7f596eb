import { expect, test } from '@jest/globals';
import { Lane } from './lane.js';

/** Work that goes on until it is told to end, and notes when it began. */
function held(lane: Lane, name: string, begun: string[], signal = new AbortController().signal) {
  let end: () => void = () => undefined;
  const done = lane.run(signal, () => {
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
  const failed = lane.run(signal, () => Promise.reject(new Error('no')));
  const next = lane.run(signal, () => Promise.resolve('yes'));
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
  await expect(new Lane(1).run(AbortSignal.abort(), () => Promise.resolve())).rejects.toMatchObject({
    code: 'cancelled',
  });
});

test('a full line refuses with host-busy, and takes again once one has left', async () => {
  const lane = new Lane(2);
  const begun: string[] = [];
  const first = held(lane, 'a', begun);
  expect(() => lane.assertRoom()).not.toThrow();
  const others = ['b', 'c'].map((name) => held(lane, name, begun));
  await soon();
  expect(() => lane.assertRoom()).toThrow(expect.objectContaining({ code: 'host-busy' }));
  first.end();
  await soon();
  expect(() => lane.assertRoom()).not.toThrow();
  for (const other of others) {
    await soon();
    other.end();
    await other.done;
  }
});
