// The decoder's key-value cache: one tensor for each layer, bound as past and present at once, so a step writes in place.
import { Tensor } from 'onnxruntime-node';

export type CacheShape = { rows: number; layers: number; heads: number; capacity: number; headSize: number };

/** Feeds of GroupQueryAttention for one step: how many entries are valid after it, counted as the operator wants. */
export type CacheFeeds = Record<string, Tensor>;

export class KeyValueCache {
  private used = 0;
  private readonly tensors: Record<'key' | 'value', Tensor[]>;

  constructor(private readonly shape: CacheShape) {
    const { rows, layers, heads, capacity, headSize } = shape;
    const dims = [rows, heads, capacity, headSize]; // [B, H, C, D]
    const zeros = () => new Tensor('float32', new Float32Array(rows * heads * capacity * headSize), dims);
    this.tensors = {
      key: Array.from({ length: layers }, zeros),
      value: Array.from({ length: layers }, zeros),
    };
  }

  /** Makes room for one more step and returns the inputs of the step; `window` newest entries survive when it is full. */
  feeds(window: number): CacheFeeds {
    if (this.used === this.shape.capacity) this.keepNewest(window);
    this.used += 1;
    const lengths = new Int32Array(this.shape.rows).fill(this.used - 1); // seqlens_k is the total length minus one
    return {
      ...this.named('past'),
      seqlens_k: new Tensor('int32', lengths, [this.shape.rows]),
      total_sequence_length: new Tensor('int32', Int32Array.of(this.used), []),
    };
  }

  /** The same tensors under the names of the outputs: what the step writes is what the next one reads. */
  fetches(): Record<string, Tensor> {
    return this.named('present');
  }

  dispose(): void {
    for (const tensor of [...this.tensors.key, ...this.tensors.value]) tensor.dispose();
  }

  private named(role: 'past' | 'present'): Record<string, Tensor> {
    const entries = (['key', 'value'] as const).flatMap((kind) =>
      this.tensors[kind].map((tensor, layer) => [`${role}_${kind}_${layer}`, tensor] as const),
    );
    return Object.fromEntries(entries);
  }

  /** Moves the newest `count` entries of every head to the front. Positions are inside the keys, so nothing else changes. */
  private keepNewest(count: number): void {
    const { rows, heads, capacity, headSize } = this.shape;
    const from = (this.used - count) * headSize;
    const to = this.used * headSize;
    for (const tensor of [...this.tensors.key, ...this.tensors.value]) {
      const data = tensor.data as Float32Array;
      for (let head = 0; head < rows * heads; head += 1) {
        const start = head * capacity * headSize;
        data.copyWithin(start, start + from, start + to);
      }
    }
    this.used = count;
  }
}
