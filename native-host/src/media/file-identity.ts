// By what a media file is known again: its size, and a hash of its beginning and end, which is read in no time however long the film is.
import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';

export type FileIdentity = { sizeBytes: number; fingerprint: string };

const SAMPLE_BYTES = 64 * 1024;

/** Undefined where there is no such file, or where it may not be read. */
export async function identifyFile(path: string): Promise<FileIdentity | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) return undefined;
  try {
    const hash = createHash('sha256');
    for (const position of [0, Math.max(0, found.size - SAMPLE_BYTES)]) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, position);
      hash.update(buffer.subarray(0, bytesRead));
    }
    return { sizeBytes: found.size, fingerprint: hash.digest('hex') };
  } finally {
    await file.close();
  }
}

/** Undefined where there is no such file. */
export async function fileSize(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ? found.size : undefined;
}
