// One host for each data folder: a SQLite file held in an exclusive transaction, which the system ends with the process.
import { open } from 'node:fs/promises';
import { openDatabase } from './database.js';

export type HostLock = { release(): void };

/** Undefined when another process holds the lock. */
export async function takeHostLock(path: string): Promise<HostLock | undefined> {
  await (await open(path, 'a', 0o600)).close();
  const database = await openDatabase(path);
  try {
    database.exec('BEGIN EXCLUSIVE');
    return { release: () => void database.close() };
  } catch {
    database.close();
    return undefined;
  }
}
