import { expect, test } from '@jest/globals';
import { countNotAbove, placesToNextAccent, tempoBucket } from './condition-buckets.js';

test('a value has reached the edges that are not above it', () => {
  expect([0, 1, 1.5, 4, 9].map((value) => countNotAbove([1, 2, 4], value))).toEqual([0, 1, 1, 3, 3]);
});

test('tempi run from 55 to 180 BPM on a logarithmic scale, clamped outside', () => {
  expect([40, 55, 99.4, 99.6, 120, 179.9, 180, 240].map(tempoBucket)).toEqual([0, 0, 7, 8, 10, 15, 15, 15]);
});

test('the next accent is one behind the place, and `none` where it is too far or missing', () => {
  expect([...placesToNextAccent(Uint8Array.of(1, 0, 0, 2, 0), 9)]).toEqual([3, 2, 1, 9, 9]);
  expect([...placesToNextAccent(Uint8Array.of(0, 0, 0, 0, 1), 2)]).toEqual([2, 2, 2, 1, 2]);
});
