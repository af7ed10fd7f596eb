// Sound as the last stages see it: too long to be held, so it is read, and written, stretch by stretch. Knows no files.

export type StereoSignal = [left: Float32Array, right: Float32Array];

/** Stereo sound that can be read anywhere, silence where it has none. */
export type SoundSource = {
  /** Samples per channel. */
  readonly samples: number;
  /** Left and right of samples [from, to). */
  read(from: number, to: number): StereoSignal;
};

/** The same, and written over; writing behind its end makes it longer. */
export type SoundStore = SoundSource & { write(from: number, sides: StereoSignal): void };

/** Takes sound from front to back, the first `count` samples of a block. */
export type SoundSink = { append(block: StereoSignal, count: number): void };

/** One value a sample, written from front to back and read as often as wanted. */
export type SampleCurve = {
  append(values: Float32Array): void;
  read(from: number, to: number): Float32Array;
};

/** Samples worked on at once: a second and a third, half a megabyte of stereo. */
export const BLOCK_SAMPLES = 65_536;

/** Calls `use` with each block [from, to) of a length, in order. */
export function forEachBlock(
  samples: number,
  use: (from: number, to: number) => void,
  blockSamples = BLOCK_SAMPLES,
): void {
  for (let from = 0; from < samples; from += blockSamples) use(from, Math.min(samples, from + blockSamples));
}

/** Sound that is in memory as a whole: for short pieces. */
export class MemorySound implements SoundStore {
  #sides: StereoSignal;
  #samples: number;

  constructor(sides: StereoSignal = [new Float32Array(0), new Float32Array(0)]) {
    this.#sides = sides;
    this.#samples = sides[0].length;
  }

  get samples(): number {
    return this.#samples;
  }

  get channels(): StereoSignal {
    return this.#sides.map((side) => side.subarray(0, this.#samples)) as StereoSignal;
  }

  read(from: number, to: number): StereoSignal {
    return this.channels.map((side) => {
      const part = new Float32Array(to - from);
      const first = Math.max(0, from);
      const known = side.subarray(first, Math.max(first, to));
      if (known.length > 0) part.set(known, first - from);
      return part;
    }) as StereoSignal;
  }

  write(from: number, sides: StereoSignal): void {
    this.#makeRoom(from + sides[0].length);
    for (const [c, side] of this.#sides.entries()) side.set(sides[c]!, from);
  }

  append([left, right]: StereoSignal, count = left.length): void {
    this.write(this.#samples, [left.subarray(0, count), right.subarray(0, count)]);
  }

  #makeRoom(samples: number): void {
    this.#samples = Math.max(this.#samples, samples);
    if (samples <= this.#sides[0].length) return;
    this.#sides = this.#sides.map((side) => {
      const longer = new Float32Array(2 * samples);
      longer.set(side);
      return longer;
    }) as StereoSignal;
  }
}

export class MemoryCurve implements SampleCurve {
  #values = new Float32Array(0);

  append(values: Float32Array): void {
    const longer = new Float32Array(this.#values.length + values.length);
    longer.set(this.#values);
    longer.set(values, this.#values.length);
    this.#values = longer;
  }

  read(from: number, to: number): Float32Array {
    return this.#values.slice(from, to);
  }
}
