import { describe, expect, test } from '@jest/globals';
import { toScreenLight } from './screen-light.js';

const grey = (value: number): Float64Array => Float64Array.of(value, value, value);
const shown = (
  values: Float64Array,
  transfer: 'sdr' | 'pq' | 'hlg' | 'linear',
  primaries: 'bt709' | 'bt2020' | 'p3',
) => [...toScreenLight(values, { transfer, primaries })];

/** SMPTE ST 2084 of a luminance in cd/m2. */
function pqOf(nits: number): number {
  const ratio = (nits / 10_000) ** 0.1593017578125;
  return ((0.8359375 + 18.8515625 * ratio) / (1 + 18.6875 * ratio)) ** 78.84375;
}

test('SDR stays as it is', () => {
  expect(shown(Float64Array.of(0, 0.5, 1), 'sdr', 'bt709')).toEqual([0, 128, 255]);
});

test('linear light is shown by what the screen makes of it', () => {
  const numbers = [0, 0.25, 0.5, 0.9, 1].map((number) => shown(grey(number ** 2.4), 'linear', 'bt709')[0]);
  expect(numbers).toEqual([0, 64, 128, 230, 255]);
});

describe('PQ', () => {
  test.each([0.1, 0.25, 0.5, 0.75, 0.9])(
    'gives a grey of %d of diffuse white its SDR number back',
    (number) => {
      for (const value of shown(grey(pqOf(203 * number ** 2.4)), 'pq', 'bt2020'))
        expect(Math.abs(value - 255 * number)).toBeLessThan(1);
    },
  );

  test('keeps diffuse white near white, and highlights apart from it', () => {
    const [white = 0] = shown(grey(pqOf(203)), 'pq', 'bt2020');
    const [bright = 0] = shown(grey(pqOf(400)), 'pq', 'bt2020');
    expect(white).toBeGreaterThan(240);
    expect(bright).toBeGreaterThan(white);
    expect(shown(grey(1), 'pq', 'bt2020')).toEqual([255, 255, 255]);
  });

  test('rises without a step', () => {
    const values = Array.from({ length: 400 }, (_, i) => shown(grey(i / 399), 'pq', 'bt2020')[0] ?? 0);
    expect(values).toEqual([...values].sort((a, b) => a - b));
    expect(Math.max(...values.slice(1).map((value, i) => value - (values[i] ?? 0)))).toBeLessThanOrEqual(3);
  });
});

test('HLG at 75 % is diffuse white (BT.2408), and half of it is not brighter than it should be', () => {
  const [white = 0] = shown(grey(0.75), 'hlg', 'bt2020');
  expect(white).toBeGreaterThan(240);
  // 0.5 codes 1/12 of the peak: 1000 * (1/12)^1.2 = 50.7 cd/m2 of 203.
  const [half = 0] = shown(grey(0.5), 'hlg', 'bt2020');
  expect(Math.abs(half - 255 * (50.7 / 203) ** (1 / 2.4))).toBeLessThan(1.5);
});

test('a red of Rec. 709 that was written in BT.2020 is that red again', () => {
  // Linear (1, 0, 0) of Rec. 709 in BT.2020 primaries.
  const wide = [0.6274, 0.0691, 0.0164].map((light) => light ** (1 / 2.4));
  const [red = 0, green = 255, blue = 255] = shown(Float64Array.from(wide), 'sdr', 'bt2020');
  expect([red > 253, green < 8, blue < 8]).toEqual([true, true, true]);
});

test.each(['bt2020', 'p3'] as const)('greys stay grey from %s primaries', (primaries) => {
  const [r = 0, g = 0, b = 0] = shown(grey(0.6), 'sdr', primaries);
  expect(Math.max(r, g, b) - Math.min(r, g, b)).toBeLessThanOrEqual(1);
});
