// A sound in the making: a file of interleaved floats that is appended to, read and written over in place. Synchronous, for worker threads
// and for short parts; whoever opens it closes it, and the file itself goes with the folder it lies in.
import type { SoundStore, StereoSignal } from '../core/audio/signal.js';
import { OpenFile } from './open-file.js';
import { decodeInto, floatBytes } from './pcm.js';
import { frameBytes, type Sound } from './sound.js';

const ENCODING = 'float32';
const FRAME_BYTES = frameBytes({ encoding: ENCODING });
/** Samples gathered before they are written: half a megabyte. */
const BUFFER_SAMPLES = 65_536;

export class SoundFile implements SoundStore {
  readonly #file: OpenFile;
  /** What was appended and is not in the file yet. */
  readonly #waiting: StereoSignal = [new Float32Array(BUFFER_SAMPLES), new Float32Array(BUFFER_SAMPLES)];
  #waitingSamples = 0;
  #writtenSamples: number;

  private constructor(file: OpenFile, samples: number) {
    this.#file = file;
    this.#writtenSamples = samples;
  }

  /** An empty one; a file of that name is replaced. */
  static create(path: string): SoundFile {
    return new SoundFile(new OpenFile(path, 'w+'), 0);
  }

  /** One that lies on the disk, to be written over. */
  static open([piece]: Sound): SoundFile {
    if (!piece || piece.encoding !== ENCODING || piece.offsetBytes !== 0)
      throw new RangeError('only a whole file of floats can be written over');
    return new SoundFile(new OpenFile(piece.path, 'r+'), piece.samples);
  }

  get samples(): number {
    return this.#writtenSamples + this.#waitingSamples;
  }

  sound(): Sound {
    return [{ path: this.#file.path, encoding: ENCODING, offsetBytes: 0, samples: this.samples }];
  }

  append([left, right]: StereoSignal, count = left.length): void {
    for (let from = 0; from < count;) {
      const to = Math.min(count, from + BUFFER_SAMPLES - this.#waitingSamples);
      this.#waiting[0].set(left.subarray(from, to), this.#waitingSamples);
      this.#waiting[1].set(right.subarray(from, to), this.#waitingSamples);
      this.#waitingSamples += to - from;
      from = to;
      if (this.#waitingSamples === BUFFER_SAMPLES) this.flush();
    }
  }

  /** Silence where the file has nothing. */
  read(from: number, to: number): StereoSignal {
    this.flush();
    const sides: StereoSignal = [new Float32Array(to - from), new Float32Array(to - from)];
    const first = Math.max(0, from);
    const count = Math.max(0, Math.min(to, this.samples) - first);
    const bytes = this.#file.read(first * FRAME_BYTES, count * FRAME_BYTES);
    decodeInto(sides, first - from, bytes, ENCODING);
    return sides;
  }

  write(from: number, sides: StereoSignal): void {
    this.flush();
    this.#put(from, sides);
    this.#writtenSamples = Math.max(this.#writtenSamples, from + sides[0].length);
  }

  flush(): void {
    const count = this.#waitingSamples;
    if (count === 0) return;
    this.#waitingSamples = 0;
    this.#put(this.#writtenSamples, [
      this.#waiting[0].subarray(0, count),
      this.#waiting[1].subarray(0, count),
    ]);
    this.#writtenSamples += count;
  }

  /** Everything is in the file afterwards. */
  close(): void {
    try {
      this.flush();
    } finally {
      this.#file.close();
    }
  }

  #put(from: number, sides: StereoSignal): void {
    this.#file.write(from * FRAME_BYTES, floatBytes(sides));
  }
}
