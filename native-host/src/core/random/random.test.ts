import { describe, expect, test } from '@jest/globals';
import { fillGumbel, seededRandom } from './random.js';

describe('seededRandom', () => {
  test('gives the same numbers for the same seed and others for another seed or purpose', () => {
    const draw = (seed: number, purpose = 0) => Array.from({ length: 5 }, seededRandom(seed, purpose));
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    expect(draw(7)).not.toEqual(draw(7, 1));
  });

  test('is uniform: the chi-square of 64 bins over 64,000 draws stays below the 1e-6 quantile', () => {
    const random = seededRandom(1);
    const bins = new Float64Array(64);
    for (let i = 0; i < 64_000; i += 1) bins[Math.floor(random() * 64)]! += 1;
    const chiSquare = bins.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
    expect(chiSquare).toBeLessThan(127); // 63 degrees of freedom: P(> 127) is about 3e-6 for a fair generator
  });
});

describe('fillGumbel', () => {
  test('has the mean (Euler gamma) and variance (pi^2 / 6) of the standard Gumbel law', () => {
    const noise = new Float32Array(100_000);
    fillGumbel(noise, seededRandom(3));
    const mean = noise.reduce((sum, x) => sum + x, 0) / noise.length;
    const variance = noise.reduce((sum, x) => sum + (x - mean) ** 2, 0) / noise.length;
    expect(Math.abs(mean - 0.5772)).toBeLessThan(0.02); // 5 standard errors of the mean
    expect(Math.abs(variance - 1.6449)).toBeLessThan(0.06);
  });

  test('samples a softmax by arg max: frequencies agree within 5 standard errors', () => {
    const logits = [0, 1, 2];
    const weights = logits.map(Math.exp);
    const total = weights.reduce((a, b) => a + b);
    const random = seededRandom(11);
    const counts = [0, 0, 0];
    const noise = new Float32Array(3);
    const draws = 20_000;
    for (let i = 0; i < draws; i += 1) {
      fillGumbel(noise, random);
      const scores = logits.map((logit, k) => logit + noise[k]!);
      counts[scores.indexOf(Math.max(...scores))]! += 1;
    }
    for (const [k, weight] of weights.entries()) {
      const p = weight / total;
      expect(Math.abs(counts[k]! / draws - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / draws));
    }
  });
});
