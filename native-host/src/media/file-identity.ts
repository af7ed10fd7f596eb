// By what a media file is known again: its size, and a hash of its beginning and end, which is read in no time however long the film is.
import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { filesOf, findNumbered } from './numbered-pictures.js';

export type FileIdentity = { sizeBytes: number; fingerprint: string };

const SAMPLE_BYTES = 64 * 1024;

/** Undefined where there is no such file, or where it may not be read. */
export async function identifyFile(path: string): Promise<FileIdentity | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return identifySeries(path);
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

/** Numbered pictures are known again by their names and sizes; thousands of them are not read for it. */
async function identifySeries(path: string): Promise<FileIdentity | undefined> {
  const pictures = await findNumbered(path);
  if (!pictures) return undefined;
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for (const file of filesOf(pictures)) {
    const size = (await fileSize(file)) ?? 0;
    hash.update(`${basename(file)} ${size}\n`);
    sizeBytes += size;
  }
  return { sizeBytes, fingerprint: hash.digest('hex') };
}

/** Undefined where there is no such file. */
export async function fileSize(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ? found.size : undefined;
}
