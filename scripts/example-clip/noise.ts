// Repeatable chance for the example film: the same numbers give the same picture on every machine. Knows no picture.

/** A number 0..1 that looks random and depends only on the two integers. */
export function hash(index: number, seed = 0): number {
  let state = (Math.imul(index | 0, 0x9e37_79b1) ^ Math.imul((seed | 0) + 0x7f4a_7c15, 0x85eb_ca6b)) >>> 0;
  state = Math.imul(state ^ (state >>> 15), 0x2c1b_3c6d) >>> 0;
  state = Math.imul(state ^ (state >>> 12), 0x297a_2d39) >>> 0;
  return ((state ^ (state >>> 15)) >>> 0) / 0x1_0000_0000;
}

/** Smooth noise 0..1 along a line, one hill for each unit. */
export function smoothNoise(x: number, seed = 0): number {
  const cell = Math.floor(x);
  const share = x - cell;
  const eased = share * share * (3 - 2 * share);
  return hash(cell, seed) * (1 - eased) + hash(cell + 1, seed) * eased;
}

/** Several octaves of smooth noise, 0..1: the outline of hills. */
export function ridge(x: number, seed: number, octaves = 5): number {
  let sum = 0;
  let weight = 0;
  for (let octave = 0; octave < octaves; octave++) {
    const share = 0.5 ** octave;
    sum += share * smoothNoise(x * 2 ** octave, seed + octave);
    weight += share;
  }
  return sum / weight;
}
