// The chance in sampling: Gumbel noise for every take and step, and what may not be sampled. Knows no graph.
import { Tensor } from 'onnxruntime-node';
import type { ModelManifest } from '@framescore/contract';
import { fillGumbel, seededRandom } from '../core/random/random.js';
import { RunLimiter, type RunLimit } from '../core/sampling/run-limits.js';

/** Fresh Gumbel noise for every step [N, K, V], with V the largest vocabulary; each take draws from its own seed. */
export class TakeNoise {
  private readonly data: Float32Array;
  private readonly tensor: Tensor;
  private readonly takes: { noise: Float32Array; random: () => number; limiter: RunLimiter }[];

  constructor(
    manifest: ModelManifest,
    seeds: readonly number[],
    limits: readonly RunLimit[],
    private readonly streamCount = manifest.streams.length,
    private readonly largest = Math.max(...manifest.streams.map((stream) => stream.size)),
  ) {
    const size = streamCount * largest;
    this.data = new Float32Array(seeds.length * size);
    this.tensor = new Tensor('float32', this.data, [seeds.length, streamCount, largest]);
    this.takes = seeds.map((seed, take) => ({
      noise: this.data.subarray(take * size, (take + 1) * size),
      random: seededRandom(seed),
      limiter: new RunLimiter(limits),
    }));
  }

  feeds(): Record<string, Tensor> {
    for (const { noise, random, limiter } of this.takes) {
      fillGumbel(noise, random);
      limiter.apply(noise, this.largest);
    }
    return { noise: this.tensor };
  }

  /** Takes the tokens [N, K] that were sampled last. */
  push(tokens: Int32Array): void {
    for (const [take, { limiter }] of this.takes.entries())
      limiter.push(tokens.subarray(take * this.streamCount, (take + 1) * this.streamCount));
  }
}
