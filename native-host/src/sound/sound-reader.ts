// Reads any part of a sound on the disk; silence where it has none. Synchronous: for worker threads, and for short parts.
import type { SoundSource, StereoSignal } from '../core/audio/signal.js';
import { OpenFile } from './open-file.js';
import { decodeInto } from './pcm.js';
import { cutSound, frameBytes, samplesOf, type Sound, type SoundPiece } from './sound.js';

export class SoundReader implements SoundSource {
  readonly samples: number;
  readonly #files = new Map<string, OpenFile>();

  constructor(private readonly sound: Sound) {
    this.samples = samplesOf(sound);
  }

  /** Left and right of samples [from, to). */
  read(from: number, to: number): StereoSignal {
    const sides: StereoSignal = [new Float32Array(to - from), new Float32Array(to - from)];
    let at = Math.max(0, -from);
    for (const piece of cutSound(this.sound, Math.max(0, from), Math.max(0, to))) {
      decodeInto(sides, at, this.#bytesOf(piece), piece.encoding);
      at += piece.samples;
    }
    return sides;
  }

  close(): void {
    for (const file of this.#files.values()) file.close();
    this.#files.clear();
  }

  #bytesOf(piece: SoundPiece): Uint8Array {
    const file = this.#files.get(piece.path) ?? new OpenFile(piece.path, 'r');
    this.#files.set(piece.path, file);
    return file.read(piece.offsetBytes, piece.samples * frameBytes(piece));
  }
}

/** Opens a sound for as long as `use` takes. */
export async function withSound<T>(
  sound: Sound,
  use: (source: SoundReader) => T | Promise<T>,
): Promise<Awaited<T>> {
  const reader = new SoundReader(sound);
  try {
    return await use(reader);
  } finally {
    reader.close();
  }
}
