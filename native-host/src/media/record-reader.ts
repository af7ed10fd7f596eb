// Cuts a stream of byte chunks into records of one size. Pure but for its input.

/** Yields each whole record as bytes of its own, then what is left over, if anything. */
export async function* readRecords(
  chunks: AsyncIterable<Uint8Array>,
  recordBytes: number,
): AsyncGenerator<Uint8Array, void> {
  let record = new Uint8Array(recordBytes);
  let filled = 0;
  for await (const chunk of chunks) {
    for (let from = 0; from < chunk.length;) {
      const taken = Math.min(recordBytes - filled, chunk.length - from);
      record.set(chunk.subarray(from, from + taken), filled);
      filled += taken;
      from += taken;
      if (filled < recordBytes) continue;
      yield record;
      record = new Uint8Array(recordBytes);
      filled = 0;
    }
  }
  if (filled > 0) yield record.slice(0, filled);
}
