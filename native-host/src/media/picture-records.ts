// Frames and JSON notes in one stream of bytes: 4 bytes kind, 4 bytes length, 8 bytes time, then the content. Pure but for its input.

export type PictureRecord =
  { kind: 'frame'; timeSeconds: number; rgb: Uint8Array } | { kind: 'note'; note: unknown };

const HEADER_BYTES = 16;
const KINDS = { frame: 0, note: 1 } as const;

export function frameRecord({ timeSeconds, rgb }: { timeSeconds: number; rgb: Uint8Array }): Uint8Array {
  return record(KINDS.frame, timeSeconds, rgb);
}

export function noteRecord(note: unknown): Uint8Array {
  return record(KINDS.note, 0, new TextEncoder().encode(JSON.stringify(note)));
}

function record(kind: number, timeSeconds: number, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + content.length);
  const header = new DataView(bytes.buffer);
  header.setUint32(0, kind, true);
  header.setUint32(4, content.length, true);
  header.setFloat64(8, timeSeconds, true);
  bytes.set(content, HEADER_BYTES);
  return bytes;
}

/** Each whole record; what a killed process left of one is dropped. */
export async function* readPictureRecords(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<PictureRecord, void> {
  const header = new Filling(HEADER_BYTES);
  let content: Filling | null = null;
  for await (const chunk of chunks) {
    for (let from = 0; from < chunk.length || content?.isFull;) {
      if (content === null) {
        from += header.take(chunk, from);
        if (header.isFull) content = new Filling(new DataView(header.bytes.buffer).getUint32(4, true));
        continue;
      }
      from += content.take(chunk, from);
      if (!content.isFull) continue;
      yield asRecord(header.bytes, content.bytes);
      header.empty();
      content = null;
    }
  }
}

function asRecord(headerBytes: Uint8Array, content: Uint8Array): PictureRecord {
  const header = new DataView(headerBytes.buffer);
  if (header.getUint32(0, true) === KINDS.note)
    return { kind: 'note', note: JSON.parse(new TextDecoder().decode(content)) };
  return { kind: 'frame', timeSeconds: header.getFloat64(8, true), rgb: content };
}

class Filling {
  readonly bytes: Uint8Array;
  private filled = 0;

  constructor(byteCount: number) {
    this.bytes = new Uint8Array(byteCount);
  }

  get isFull(): boolean {
    return this.filled === this.bytes.length;
  }

  /** How many bytes it took. */
  take(chunk: Uint8Array, from: number): number {
    const taken = Math.min(this.bytes.length - this.filled, chunk.length - from);
    this.bytes.set(chunk.subarray(from, from + taken), this.filled);
    this.filled += taken;
    return taken;
  }

  empty(): void {
    this.filled = 0;
  }
}
