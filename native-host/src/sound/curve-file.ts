// One value a sample, too many to be held: a file that is appended to and read. For worker threads.
import type { SampleCurve } from '../core/audio/signal.js';
import { OpenFile } from './open-file.js';

const VALUE_BYTES = 4;

export class CurveFile implements SampleCurve {
  readonly #file: OpenFile;
  #count = 0;

  /** A file of that name is replaced. */
  constructor(path: string) {
    this.#file = new OpenFile(path, 'w+');
  }

  append(values: Float32Array): void {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.#file.write(this.#count * VALUE_BYTES, bytes);
    this.#count += values.length;
  }

  read(from: number, to: number): Float32Array {
    return new Float32Array(this.#file.read(from * VALUE_BYTES, (to - from) * VALUE_BYTES).buffer);
  }

  close(): void {
    this.#file.close();
  }
}
