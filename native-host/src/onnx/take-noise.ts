// The chance in sampling: Gumbel noise for every step, and what may not be sampled. Knows no graph.
import { Tensor } from 'onnxruntime-node';
import type { ModelManifest } from '@framescore/contract';
import { fillGumbel, seededRandom } from '../core/random/random.js';
import { RunLimiter, type RunLimit } from '../core/sampling/run-limits.js';

/** Fresh Gumbel noise for every step [1, K, V], with V the largest vocabulary, drawn from the seed of the take. */
export class TakeNoise {
  private readonly noise: Float32Array;
  private readonly tensor: Tensor;
  private readonly random: () => number;
  private readonly limiter: RunLimiter;
  private readonly largest: number;

  constructor({ streams }: ModelManifest, seed: number, limits: readonly RunLimit[]) {
    this.largest = Math.max(...streams.map((stream) => stream.size));
    this.noise = new Float32Array(streams.length * this.largest);
    this.tensor = new Tensor('float32', this.noise, [1, streams.length, this.largest]);
    this.random = seededRandom(seed);
    this.limiter = new RunLimiter(limits);
  }

  feeds(): Record<string, Tensor> {
    fillGumbel(this.noise, this.random);
    this.limiter.apply(this.noise, this.largest);
    return { noise: this.tensor };
  }

  /** Takes the tokens [K] that were sampled last. */
  push(tokens: Int32Array): void {
    this.limiter.push(tokens);
  }
}
