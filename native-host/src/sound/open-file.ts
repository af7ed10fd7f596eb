// Bytes of an open file at a place, all of them or an error.
import { closeSync, openSync, readSync, writeSync } from 'node:fs';

/** A file of a run, opened; an error of the system carries its path. */
export class OpenFile {
  readonly #descriptor: number;

  constructor(
    readonly path: string,
    flags: 'r' | 'r+' | 'w+',
  ) {
    this.#descriptor = openSync(path, flags);
  }

  read(at: number, count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    let done = 0;
    while (done < count) {
      const read = readSync(this.#descriptor, bytes, done, count - done, at + done);
      if (read === 0) throw new Error(`${this.path} ends before its sound does`);
      done += read;
    }
    return bytes;
  }

  write(at: number, bytes: Uint8Array): void {
    let done = 0;
    try {
      while (done < bytes.length)
        done += writeSync(this.#descriptor, bytes, done, bytes.length - done, at + done);
    } catch (error) {
      throw Object.assign(error as Error, { path: this.path });
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
