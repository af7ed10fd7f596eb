// A damaged file is moved out of the way under another name, never removed: somebody may want to look into it.
import { rename } from 'node:fs/promises';
import { isNotThere } from '../core/system/system-reason.js';
import { storeProblem } from './store-problem.js';

/** Moves a database and what SQLite keeps beside it. Gives the new path. Throws output-unwritable. */
export async function setAside(path: string, now = new Date()): Promise<string> {
  const kept = `${path}.damaged-${now.toISOString().replace(/[:.]/g, '-')}`;
  // The journal first: beside a new file of the same name SQLite would take it for that one's.
  for (const ending of ['-wal', '-shm', '-journal', ''])
    try {
      await rename(`${path}${ending}`, `${kept}${ending}`);
    } catch (cause) {
      if (!isNotThere(cause)) throw storeProblem(`${path}${ending}`, cause);
    }
  return kept;
}
