// A ring of samples with a power-of-two length, so that reading back is a mask and not a division.
export class DelayLine {
  readonly samples: Float32Array;
  readonly mask: number;
  position = 0;

  constructor(longestSamples: number) {
    const size = 2 ** Math.ceil(Math.log2(longestSamples + 4));
    this.samples = new Float32Array(size);
    this.mask = size - 1;
  }

  write(value: number): void {
    this.samples[this.position] = value;
    this.position = (this.position + 1) & this.mask;
  }

  /** The sample written `delaySamples` writes ago (1 = the last one). */
  read(delaySamples: number): number {
    return this.samples[(this.position - delaySamples) & this.mask] as number;
  }

  /** As `read`, between samples, by linear interpolation. */
  readBetween(delaySamples: number): number {
    const whole = Math.floor(delaySamples);
    const share = delaySamples - whole;
    return this.read(whole) * (1 - share) + this.read(whole + 1) * share;
  }
}
