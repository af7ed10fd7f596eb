// The hidden folder beside a result in which a run writes, its way into place, and its way back: what stood there before is kept
// until all has been moved, so that a failure, or a process that is killed half way, leaves the earlier files as they were.
import { randomBytes } from 'node:crypto';
import { link, lstat, mkdir, open, readdir, rename, rm, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isNotThere } from '../core/system/system-reason.js';
import { sweepLock } from './commit-lock.js';
import { isMakerGone, newMark } from './run-mark.js';

const PREFIX = '.framescore-';
/** In the staging folder while files are moved: what they replace, and the names of those that replace nothing. */
const BACK = '.back';
const NEW = '.new';

export async function makeStaging(directory: string): Promise<string> {
  const staging = path.join(directory, `${PREFIX}${newMark()}`);
  await mkdir(staging, { mode: 0o700 });
  return staging;
}

/** Removes what runs left in these folders whose process is gone; a commit that was cut off is taken back. Never throws. */
export async function sweepStaging(directories: readonly string[]): Promise<void> {
  for (const directory of directories) {
    const names = (await readdir(directory).catch(() => [])).filter((name) => name.startsWith(PREFIX));
    for (const name of names) await sweepOne(directory, name).catch(() => undefined);
    await sweepLock(directory).catch(() => undefined);
  }
}

async function sweepOne(directory: string, name: string): Promise<void> {
  const staging = path.join(directory, name);
  const { mtimeMs } = await lstat(staging);
  if (isMakerGone(name.slice(PREFIX.length), mtimeMs)) await removeStaging(staging, directory);
}

/** Never loses what stood there before: where a commit cannot be taken back, the folder stays and this throws. */
export async function removeStaging(staging: string, directory: string): Promise<void> {
  await takeBack(staging, directory);
  await rm(staging, { recursive: true, force: true });
}

/** Moves staged files into place over what is there, all or none. Throws the error of the system. */
export async function moveAll(staging: string, directory: string, names: readonly string[]): Promise<void> {
  for (const name of names) await assertReplaceable(path.join(directory, name));
  await moveWith(staging, directory, names, async (name) => {
    await keepOld(staging, directory, name);
    await rename(path.join(staging, name), path.join(directory, name));
  });
}

/** The same, only where nothing is there: gives false, with nothing moved, when one of the names is taken. */
export async function moveNew(
  staging: string,
  directory: string,
  names: readonly string[],
): Promise<boolean> {
  for (const name of names) if (await isTaken(path.join(directory, name))) return false;
  try {
    await moveWith(staging, directory, names, async (name) => {
      await moveExclusively(path.join(staging, name), path.join(directory, name));
      await noteNew(staging, name);
    });
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw cause;
  }
}

/** Anything but "there is no such entry" says that something is there: what cannot be read is not free. */
export async function isTaken(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    (cause: unknown) => !isNotThere(cause),
  );
}

async function moveWith(
  staging: string,
  directory: string,
  names: readonly string[],
  move: (name: string) => Promise<void>,
): Promise<void> {
  await mkdir(path.join(staging, BACK));
  await mkdir(path.join(staging, NEW));
  try {
    for (const name of names) await move(name);
  } catch (cause) {
    await takeBack(staging, directory).catch(() => undefined); // what could not be put back stays in the staging folder
    throw cause;
  }
  await syncFolder(directory);
  // From this rename on the files count, whatever happens to this process.
  await rename(path.join(staging, BACK), path.join(staging, '.done'));
}

/** So that a power loss does not leave the list of jobs with a score that is not there. Windows has no such call and needs none. */
async function syncFolder(directory: string): Promise<void> {
  const folder = await open(directory, 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

/**
 * Puts everything back as it stood before the moving began; nothing where none was going on. What a later run has finished meanwhile (this
 * one could not be taken back then, because a program held one of its files) stays.
 */
async function takeBack(staging: string, directory: string): Promise<void> {
  const [back, fresh] = [path.join(staging, BACK), path.join(staging, NEW)];
  const old = await readdir(back).catch(() => undefined);
  if (!old) return;
  const [oldSince, freshSince] = [await changedNs(back), await changedNs(fresh)];
  for (const name of old) {
    const [kept, target] = [path.join(back, name), path.join(directory, name)];
    if (!(await mayStay(kept, target, oldSince))) await rename(kept, target);
  }
  for (const name of await readdir(fresh)) {
    const target = path.join(directory, name);
    if (!(await isWrittenAfter(target, freshSince))) await rm(target, { force: true });
  }
  // From this rename on there is nothing to put back, also where what follows fails: a later sweep only removes.
  const done = path.join(staging, `${BACK}-${randomBytes(4).toString('hex')}`);
  await rename(back, done);
  await rm(fresh, { recursive: true, force: true });
  await rm(done, { recursive: true, force: true });
}

/** The old file itself, which Windows does not let be replaced while somebody plays it, or what a later run has finished. */
async function mayStay(kept: string, target: string, sinceNs: bigint): Promise<boolean> {
  const now = await lstat(target, { bigint: true }).catch(() => undefined);
  if (!now) return false;
  const before = await lstat(kept, { bigint: true });
  return (now.dev === before.dev && now.ino === before.ino) || now.mtimeNs > sinceNs;
}

/** What a commit moves was written before it began to move. */
async function isWrittenAfter(target: string, sinceNs: bigint): Promise<boolean> {
  return lstat(target, { bigint: true }).then(
    ({ mtimeNs }) => mtimeNs > sinceNs,
    () => false,
  );
}

async function changedNs(folder: string): Promise<bigint> {
  return (await lstat(folder, { bigint: true })).mtimeNs;
}

/** Throws EISDIR for a folder in the way, before anything is moved. */
async function assertReplaceable(target: string): Promise<void> {
  const stats = await lstat(target).catch((cause: unknown) => {
    if (isNotThere(cause)) return undefined;
    throw cause;
  });
  if (stats?.isDirectory())
    throw Object.assign(new Error(`EISDIR: ${target}`), { code: 'EISDIR', path: target });
}

/** A second name for the file that will be replaced, so that its place is never empty; where there are no links, it is moved. */
async function keepOld(staging: string, directory: string, name: string): Promise<void> {
  const [target, kept] = [path.join(directory, name), path.join(staging, BACK, name)];
  if (!(await isTaken(target))) return noteNew(staging, name);
  await link(target, kept).catch(() => rename(target, kept));
}

async function noteNew(staging: string, name: string): Promise<void> {
  await writeFile(path.join(staging, NEW, name), '');
}

/** Throws EEXIST where something is there. File systems without links have only the look before the rename. */
async function moveExclusively(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw cause;
    if (await isTaken(to)) throw Object.assign(new Error(`EEXIST: ${to}`), { code: 'EEXIST', path: to });
    return rename(from, to);
  }
  await unlink(from);
}
