// Files that are whole or absent: written beside their place under another name, flushed to disk, then renamed.
import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { throwIfCancelled } from '../core/system/cancelled.js';
import { outputProblem } from '../sound/output-problem.js';

/** For results that are in memory as a whole: JSON, MIDI. */
export function writeFileAtomic(path: string, content: string | Uint8Array): Promise<void> {
  return writeAtomically(path, new AbortController().signal, (file) => file.appendFile(content));
}

/** Gives `write` an empty file; what it wrote becomes `path`, unless it throws or the run is cancelled. */
export function writeAtomically(
  path: string,
  signal: AbortSignal,
  write: (file: FileHandle) => Promise<void>,
): Promise<void> {
  return replaceAtomically(path, signal, async (temporaryPath) => {
    // 'wx': never an existing file, nor through a link that someone else put there.
    const file = await open(temporaryPath, 'wx');
    try {
      await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
  });
}

/** The same for a program that wants a path to write to; the extension is kept, since it names the format. */
export async function replaceAtomically(
  path: string,
  signal: AbortSignal,
  write: (temporaryPath: string) => Promise<void>,
): Promise<void> {
  // Only the extension is kept: a name near the limit of the file system leaves no room for more.
  const temporaryPath = join(dirname(path), `.${randomBytes(6).toString('hex')}${extname(path)}`);
  try {
    throwIfCancelled(signal);
    await write(temporaryPath);
    throwIfCancelled(signal);
    await rename(temporaryPath, path);
  } catch (error) {
    await rm(temporaryPath, { force: true }).catch(() => undefined);
    throw isSystemError(error) ? outputProblem(path, error) : error;
  }
}

function isSystemError(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'syscall' in error;
}
