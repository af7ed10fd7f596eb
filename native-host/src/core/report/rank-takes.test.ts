import { expect, test } from '@jest/globals';
import { bestTakesFirst } from './rank-takes.js';

const take = (name: string, recall: number | null, similarity: number | null) =>
  ({ name, similarity, result: { sync: { recall } } }) as Parameters<typeof bestTakesFirst>[0][number] & {
    name: string;
  };
const order = (...takes: ReturnType<typeof take>[]) => bestTakesFirst(takes).map(({ name }) => name);

test('the take that meets more cuts comes first', () => {
  expect(order(take('few', 0.5, 0.2), take('many', 0.9, 0.1))).toEqual(['many', 'few']);
});

test('between takes that meet as many cuts the likeness of music and picture decides', () => {
  expect(order(take('unlike', 0.8, -0.1), take('like', 0.8, 0.3))).toEqual(['like', 'unlike']);
});

test('without cuts and without an ear for likeness the order of the seeds stays', () => {
  expect(order(take('a', null, null), take('b', null, null), take('c', null, null))).toEqual(['a', 'b', 'c']);
});
