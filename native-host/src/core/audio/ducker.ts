// A gain that dips at given moments and comes back: what a kick drum does to the band in house music.
const ATTACK_SECONDS = 0.004;

export class Ducker {
  readonly #depth: number;
  readonly #attackSamples: number;
  readonly #releaseSamples: number;
  readonly #moments: number[] = []; // sample positions, ascending
  #position = 0;
  #since = Infinity; // samples since the last moment

  constructor(depthDb: number, releaseSeconds: number, sampleRateHz: number) {
    this.#depth = 1 - 10 ** (-Math.abs(depthDb) / 20);
    this.#attackSamples = Math.max(1, ATTACK_SECONDS * sampleRateHz);
    this.#releaseSamples = Math.max(1, releaseSeconds * sampleRateHz);
  }

  /** Announces a moment, in samples from the start; moments come in order. */
  add(positionSamples: number): void {
    this.#moments.push(positionSamples);
  }

  /** Writes the gains of the next `count` samples. */
  fill(gains: Float32Array, count: number): void {
    for (let i = 0; i < count; i += 1) {
      if (this.#moments.length > 0 && (this.#moments[0] as number) <= this.#position) {
        this.#moments.shift();
        this.#since = 0;
      }
      gains[i] =
        this.#since > this.#attackSamples + this.#releaseSamples ? 1 : 1 - this.#depth * this.#shape();
      this.#since += 1;
      this.#position += 1;
    }
  }

  /** 0 -> 1 in the attack, then back along a raised cosine. */
  #shape(): number {
    if (this.#since < this.#attackSamples) return this.#since / this.#attackSamples;
    const share = (this.#since - this.#attackSamples) / this.#releaseSamples;
    return share >= 1 ? 0 : 0.5 + 0.5 * Math.cos(Math.PI * share);
  }
}
