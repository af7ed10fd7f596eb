import { expect, test } from '@jest/globals';
import { cosine } from './cosine.js';

test('the cosine is 1 for the same direction, 0 across and for nothing, -1 for the opposite', () => {
  expect(cosine([1, 2], [2, 4])).toBeCloseTo(1);
  expect(cosine([1, 0], [0, 3])).toBe(0);
  expect(cosine([1, 1], [-2, -2])).toBeCloseTo(-1);
  expect(cosine([0, 0], [1, 1])).toBe(0);
});

test('what only one of them has does not count', () => {
  expect(cosine([3, 4], [3, 4, 100])).toBeCloseTo(1);
});
