// Seeded random numbers: the only source of chance in a score. Pure; the same seed gives the same numbers everywhere.

/** A stream of uniform numbers in [0, 1). */
export type Random = () => number;

/** SplitMix32: spreads one 32-bit seed over the 128-bit state of the generator below (Steele et al., 2014). */
function splitMix32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
}

/** xoshiro128** (Blackman and Vigna, 2018) of a 32-bit seed and a purpose, so that two uses of one seed do not correlate. */
export function seededRandom(seed: number, purpose = 0): Random {
  const mix = splitMix32((seed ^ Math.imul(purpose, 0x85ebca6b)) >>> 0);
  let a = mix();
  let b = mix();
  let c = mix();
  let d = mix();
  return () => {
    const five = Math.imul(b, 5);
    const result = Math.imul((five << 7) | (five >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result / 0x1_0000_0000;
  };
}

/** Writes Gumbel(0, 1) noise into `target`: arg max of (logits / temperature + noise) samples the softmax. */
export function fillGumbel(target: Float32Array, random: Random): void {
  for (let i = 0; i < target.length; i += 1) {
    const uniform = random() + 2 ** -33; // never 0, and below 1: both logarithms stay finite
    target[i] = -Math.log(-Math.log(uniform));
  }
}
