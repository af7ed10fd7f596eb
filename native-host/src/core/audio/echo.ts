// A ping-pong echo: left, right, left, each softer and darker. Linear and deterministic. Knows no tempo.
import { DelayLine } from './delay-line.js';

/** Each repeat loses the treble above this. */
const DAMPING_HZ = 3500;

export class Echo {
  readonly #left: DelayLine;
  readonly #right: DelayLine;
  readonly #delaySamples: number;
  readonly #feedback: number;
  readonly #damping: number;
  #dampedLeft = 0;
  #dampedRight = 0;

  constructor(delaySeconds: number, feedback: number, sampleRateHz: number) {
    this.#delaySamples = Math.max(1, Math.round(delaySeconds * sampleRateHz));
    this.#left = new DelayLine(this.#delaySamples);
    this.#right = new DelayLine(this.#delaySamples);
    this.#feedback = feedback;
    this.#damping = 1 - Math.exp((-2 * Math.PI * DAMPING_HZ) / sampleRateHz);
  }

  /** Adds the echoes of the mono sum of the input onto the output. */
  process(
    inLeft: Float32Array,
    inRight: Float32Array,
    outLeft: Float32Array,
    outRight: Float32Array,
    count: number,
  ): void {
    for (let i = 0; i < count; i += 1) {
      const left = this.#left.read(this.#delaySamples);
      const right = this.#right.read(this.#delaySamples);
      this.#dampedLeft += this.#damping * (left - this.#dampedLeft);
      this.#dampedRight += this.#damping * (right - this.#dampedRight);
      this.#left.write(
        0.5 * ((inLeft[i] as number) + (inRight[i] as number)) + this.#feedback * this.#dampedRight + 1e-18,
      );
      this.#right.write(this.#dampedLeft);
      outLeft[i] = (outLeft[i] as number) + this.#dampedLeft;
      outRight[i] = (outRight[i] as number) + this.#dampedRight;
    }
  }
}
