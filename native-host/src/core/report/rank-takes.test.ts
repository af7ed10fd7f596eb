import { expect, test } from '@jest/globals';
import { bestTakesFirst } from './rank-takes.js';

const take = (
  name: string,
  recall: number | null,
  onsetLiftZ: number | null,
  similarity: number | null = null,
) => ({
  name,
  similarity,
  result: { sync: { recall, onsetLiftZ } },
});
const order = (...takes: ReturnType<typeof take>[]) => bestTakesFirst(takes).map(({ name }) => name);

test('the take that meets more cuts comes first', () => {
  expect(order(take('few', 0.5, 3), take('many', 0.9, 3))).toEqual(['many', 'few']);
});

test('between takes that meet as many cuts the one whose attacks fall on them comes first', () => {
  expect(order(take('beside', 0.8, 1), take('on', 0.8, 4))).toEqual(['on', 'beside']);
});

test('between takes that meet the cuts alike the likeness of music and picture decides', () => {
  expect(order(take('unlike', 0.8, 3, -0.1), take('like', 0.8, 3, 0.3))).toEqual(['like', 'unlike']);
});

test('a cut more of ten weighs more than the attacks of takes usually differ by', () => {
  expect(order(take('strong', 0.7, 3.5), take('met', 0.8, 3))).toEqual(['met', 'strong']);
});

test('without cuts and without an ear for likeness the order of the seeds stays', () => {
  expect(order(take('a', null, null), take('b', null, null), take('c', null, null))).toEqual(['a', 'b', 'c']);
});
