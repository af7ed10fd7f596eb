// Makes a folder level by level, from the nearest one that is there: each level is tried once, so that a file system which
// answers "no such entry" to every try (/proc, an automounter) gives a reason instead of an endless loop.
import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { isNotThere } from '../core/system/system-reason.js';

/** Of text that was no UTF-8, and half a pair of UTF-16: neither can be written as it was meant. */
const UNWRITABLE = /[\0\uFFFD]|\p{Surrogate}/u;

/** Gives the topmost folder that was made, undefined where all were there. Throws the error of the system, with `code` and `path`. */
export async function makeFolders(directory: string, mode = 0o777): Promise<string | undefined> {
  const missing = await missingLevels(directory);
  for (const level of missing) {
    if (UNWRITABLE.test(path.basename(level))) throw fault('EILSEQ', level);
    await makeOne(level, mode);
  }
  return missing[0];
}

/** The levels that are not there, topmost first. */
async function missingLevels(directory: string): Promise<string[]> {
  const missing: string[] = [];
  for (let level = directory; ; level = path.dirname(level)) {
    const found = await lookAt(level);
    if (found === 'folder') return missing.reverse();
    if (found === 'file') throw fault('ENOTDIR', level);
    missing.push(level);
    if (path.dirname(level) === level) throw fault('ENOENT', level); // not even the root, or the drive
  }
}

async function lookAt(level: string): Promise<'folder' | 'file' | 'missing'> {
  if (level.includes('\0')) throw fault('EILSEQ', level);
  try {
    return (await stat(level)).isDirectory() ? 'folder' : 'file';
  } catch (cause) {
    if (isNotThere(cause)) return 'missing'; // below a file too: the level above tells
    throw cause;
  }
}

async function makeOne(level: string, mode: number): Promise<void> {
  try {
    await mkdir(level, { mode });
  } catch (cause) {
    // Another run may have made it in between.
    const isThere = (cause as NodeJS.ErrnoException).code === 'EEXIST' && (await lookAt(level)) === 'folder';
    if (!isThere) throw cause;
  }
}

function fault(code: string, at: string): Error {
  return Object.assign(new Error(`${code}: ${at}`), { code, path: at });
}
