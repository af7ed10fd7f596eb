// A room: a feedback delay network of eight lines behind an allpass diffuser (Jot and Chaigne, 1991; Dattorro, 1997).
// Linear and deterministic, so reverbs of single parts add up to the reverb of their sum. Knows no parts.
import { DelayLine } from './delay-line.js';

export type ReverbSound = { decaySeconds: number; dampingHz: number; preDelayMs: number };

/** Line lengths in samples at 48 kHz: mutually prime, 30 to 65 ms, a medium hall. */
const LINE_SAMPLES = [1423, 1637, 1879, 2053, 2311, 2593, 2879, 3137] as const;
const LINE_COUNT = 8;
/** Allpass lengths of the diffuser at 48 kHz and their coefficients, after Dattorro's plate. */
const DIFFUSER_SAMPLES = [229, 173, 613, 448] as const;
const DIFFUSER_GAINS = [0.75, 0.75, 0.625, 0.625] as const;
/** Slow wandering of the line lengths keeps single resonances from ringing. */
const WANDER_SAMPLES = 7;
const WANDER_HZ = [0.31, 0.43, 0.37, 0.53, 0.41, 0.47, 0.59, 0.29] as const;
/** The lengths are updated this often; the read position glides in between. */
const CONTROL_SAMPLES = 32;
/** Lows below this stay out of the room: they only make it muddy. */
const LOW_CUT_HZ = 160;

class Diffuser {
  readonly #lines = DIFFUSER_SAMPLES.map((samples) => new DelayLine(samples));

  process(input: number): number {
    let value = input;
    for (let i = 0; i < 4; i += 1) {
      const line = this.#lines[i] as DelayLine;
      const gain = DIFFUSER_GAINS[i] as number;
      const delayed = line.read(DIFFUSER_SAMPLES[i] as number);
      const inner = value - gain * delayed;
      line.write(inner);
      value = delayed + gain * inner;
    }
    return value;
  }
}

export class Reverb {
  readonly #lines = LINE_SAMPLES.map((samples) => new DelayLine(samples + 2 * WANDER_SAMPLES));
  readonly #diffusers = [new Diffuser(), new Diffuser()] as const;
  readonly #preDelays: [DelayLine, DelayLine];
  readonly #preDelaySamples: number;
  readonly #feedback = new Float64Array(LINE_COUNT);
  readonly #delays = new Float64Array(LINE_SAMPLES);
  readonly #glides = new Float64Array(LINE_COUNT);
  readonly #damped = new Float64Array(LINE_COUNT);
  readonly #state = new Float64Array(LINE_COUNT);
  readonly #damping: number;
  readonly #lowCut: number;
  readonly #lowMemory = new Float64Array(2);
  readonly #sampleRateHz: number;
  #elapsedSamples = 0;

  constructor({ decaySeconds, dampingHz, preDelayMs }: ReverbSound, sampleRateHz: number) {
    this.#sampleRateHz = sampleRateHz;
    this.#preDelaySamples = Math.max(1, Math.round((preDelayMs / 1000) * sampleRateHz));
    this.#preDelays = [new DelayLine(this.#preDelaySamples), new DelayLine(this.#preDelaySamples)];
    for (let i = 0; i < LINE_COUNT; i += 1) {
      const seconds = (LINE_SAMPLES[i] as number) / sampleRateHz;
      this.#feedback[i] = 10 ** ((-3 * seconds) / decaySeconds) / Math.sqrt(LINE_COUNT); // -60 dB after decaySeconds
    }
    this.#damping = 1 - Math.exp((-2 * Math.PI * dampingHz) / sampleRateHz);
    this.#lowCut = 1 - Math.exp((-2 * Math.PI * LOW_CUT_HZ) / sampleRateHz);
  }

  /** Adds the room's answer to `inLeft`/`inRight` onto `outLeft`/`outRight`. */
  process(
    inLeft: Float32Array,
    inRight: Float32Array,
    outLeft: Float32Array,
    outRight: Float32Array,
    count: number,
  ): void {
    for (let start = 0; start < count; start += CONTROL_SAMPLES) {
      const end = Math.min(count, start + CONTROL_SAMPLES);
      this.#wander(end - start);
      for (let i = start; i < end; i += 1) this.#step(inLeft, inRight, outLeft, outRight, i);
    }
  }

  #wander(samples: number): void {
    this.#elapsedSamples += samples;
    const seconds = this.#elapsedSamples / this.#sampleRateHz;
    for (let i = 0; i < LINE_COUNT; i += 1) {
      const target =
        (LINE_SAMPLES[i] as number) +
        WANDER_SAMPLES * Math.sin(2 * Math.PI * ((WANDER_HZ[i] as number) * seconds + i / 8));
      this.#glides[i] = (target - (this.#delays[i] as number)) / samples;
    }
  }

  #step(
    inLeft: Float32Array,
    inRight: Float32Array,
    outLeft: Float32Array,
    outRight: Float32Array,
    index: number,
  ): void {
    const left = this.#preDelayed(0, inLeft[index] as number);
    const right = this.#preDelayed(1, inRight[index] as number);
    const state = this.#state;
    for (let i = 0; i < LINE_COUNT; i += 1) {
      const delay = (this.#delays[i] as number) + (this.#glides[i] as number);
      this.#delays[i] = delay;
      const read = (this.#lines[i] as DelayLine).readBetween(delay);
      const damped = this.#damped[i] as number;
      this.#damped[i] = damped + this.#damping * (read - damped);
      state[i] = this.#damped[i] as number;
    }
    const [a, b, c, d, e, f, g, h] = state as unknown as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    outLeft[index] = (outLeft[index] as number) + this.#lowCutOf(0, a - c + e - g);
    outRight[index] = (outRight[index] as number) + this.#lowCutOf(1, b - d + f - h);
    hadamard8(state);
    for (let i = 0; i < LINE_COUNT; i += 1) {
      const input = (i & 1) === 0 ? left : right;
      (this.#lines[i] as DelayLine).write((state[i] as number) * (this.#feedback[i] as number) + 0.5 * input);
    }
  }

  #preDelayed(channel: 0 | 1, input: number): number {
    const line = this.#preDelays[channel];
    const delayed = line.read(this.#preDelaySamples);
    line.write(input + 1e-18); // far below hearing; keeps the network out of denormal numbers
    return this.#diffusers[channel].process(delayed);
  }

  #lowCutOf(channel: 0 | 1, value: number): number {
    const low =
      (this.#lowMemory[channel] as number) + this.#lowCut * (value - (this.#lowMemory[channel] as number));
    this.#lowMemory[channel] = low;
    return value - low;
  }
}

/** Multiplies by the 8 x 8 Hadamard matrix in place (unnormalised): every line feeds every line. */
function hadamard8(values: Float64Array): void {
  for (let half = 1; half < LINE_COUNT; half *= 2) {
    for (let i = 0; i < LINE_COUNT; i += 1) {
      if ((i & half) !== 0) continue;
      const low = values[i] as number;
      const high = values[i + half] as number;
      values[i] = low + high;
      values[i + half] = low - high;
    }
  }
}
