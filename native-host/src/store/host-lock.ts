// One host for each data folder: a SQLite file held in an exclusive transaction, which the system ends with the process.
import { setAside } from './set-aside.js';
import { openDatabase } from './database.js';
import { faultOf, storeProblem } from './store-problem.js';

export type HostLock = { release(): void };

const WHAT = 'The lock file';
/** A program that only reads the file (a backup, a virus scanner) lets go of it within this. */
const PATIENCE_MS = 2000;

/** Undefined when another process holds the lock. Throws output-unwritable where the file itself is the trouble. */
export async function takeHostLock(path: string, patienceMs = PATIENCE_MS): Promise<HostLock | undefined> {
  const fault = await tryLock(path, patienceMs);
  if (fault !== 'damaged') return fault === 'busy' ? undefined : fault;
  // A lock file is empty: what is in it now came from elsewhere, and SQLite has just found that nobody holds it.
  await setAside(path);
  const again = await tryLock(path, patienceMs);
  return typeof again === 'string' ? undefined : again;
}

async function tryLock(path: string, patienceMs: number): Promise<HostLock | 'busy' | 'damaged'> {
  const database = await openDatabase(path, WHAT);
  try {
    database.exec(`PRAGMA busy_timeout = ${patienceMs}`);
    database.exec('BEGIN EXCLUSIVE');
    return { release: () => void database.close() };
  } catch (cause) {
    database.close();
    const fault = faultOf(cause);
    if (fault === 'busy' || fault === 'damaged') return fault;
    throw storeProblem(`${WHAT} ${path}`, cause);
  }
}
