import { expect, test } from '@jest/globals';
import { musicFactor, peakFactor, soundingLevelDb } from './preview-levels.js';

test('pauses do not make a sound quieter, and silence has no level', () => {
  expect(soundingLevelDb([0.01, 0, 0, 0.01, 1e-9])).toBeCloseTo(-20, 6);
  expect(soundingLevelDb([0.01, 0.0001])).toBeCloseTo(-20, 6);
  expect(soundingLevelDb([0, 1e-8])).toBeNull();
  expect(soundingLevelDb([])).toBeNull();
});

test('the music goes under the film, never up, and never out of hearing', () => {
  const gainDb = (film: number | null, music: number | null) => 20 * Math.log10(musicFactor(film, music));
  expect(gainDb(-20, -18)).toBeCloseTo(-5, 6);
  expect(gainDb(-8, -18)).toBeCloseTo(0, 6);
  expect(gainDb(-50, -18)).toBeCloseTo(-12, 6);
  expect(gainDb(null, -18)).toBe(0);
  expect(gainDb(-20, null)).toBe(0);
});

test('only a sum that would be cut off is lowered', () => {
  expect(peakFactor(0.5)).toBe(1);
  expect(1.8 * peakFactor(1.8)).toBeCloseTo(10 ** (-1.5 / 20), 9);
});
