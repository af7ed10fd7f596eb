// One run at a time moves its files into a folder: whoever holds the folder's lock. The lock is a folder with the mark of its
// owner in it, made beside and renamed into place, so that it is never there without its owner.
import { mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isMakerGone, newMark } from './run-mark.js';

const PREFIX = '.framescore-';
const LOCK = `${PREFIX}commit`;
/** A commit lasts milliseconds; one that lasts longer than this belongs to a run that stands still. */
const PATIENCE_MS = 20_000;
const LOOK_EVERY_MS = 25;

/** Works while no other run does in this folder. Throws EBUSY when another one does not come to an end. */
export async function withCommitLock<T>(
  staging: string,
  directory: string,
  work: () => Promise<T>,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  const lock = path.join(directory, LOCK);
  const own = await mkdtemp(path.join(staging, '.lock-'));
  await writeFile(path.join(own, newMark()), '');
  for (let tries = 0; !(await take(own, lock)); tries += 1) {
    if (tries * LOOK_EVERY_MS >= patienceMs)
      throw Object.assign(new Error(`EBUSY: ${lock}`), { code: 'EBUSY', path: lock });
    if (!(await removeStale(lock, path.join(staging, `.stale-${tries}`)))) await wait(LOOK_EVERY_MS);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Removes the lock of a process that was killed in the middle of a commit; the next commit may be years away. */
export async function sweepLock(directory: string): Promise<void> {
  await removeStale(path.join(directory, LOCK), path.join(directory, `${PREFIX}${newMark()}`));
}

/** A folder cannot be renamed onto one that is not empty; which error says so depends on the system. */
async function take(own: string, lock: string): Promise<boolean> {
  try {
    await rename(own, lock);
    return true;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (['ENOTEMPTY', 'EEXIST'].includes(code ?? '')) return false;
    const isHeld = await stat(lock).then(
      () => true,
      () => false,
    );
    if (isHeld) return false; // Windows says EPERM or EACCES
    throw cause;
  }
}

/** Takes the lock away from a process that is gone. Gives whether there is reason to try again at once. */
async function removeStale(lock: string, away: string): Promise<boolean> {
  const [mark] = await readdir(lock).catch(() => []);
  if (mark === undefined) return true; // just given back
  const { mtimeMs } = await stat(lock).catch(() => ({ mtimeMs: Date.now() }));
  if (!isMakerGone(mark, mtimeMs)) return false;
  // Moved away first: of two who see this at once only one succeeds.
  const isMine = await rename(lock, away).then(
    () => true,
    () => false,
  );
  if (isMine) await rm(away, { recursive: true, force: true });
  return isMine;
}
