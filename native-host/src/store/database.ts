// Opens SQLite by what this Node offers: its own module where there is one, else libsql. Knows no table.
import { constants } from 'node:fs';
import { access, chmod, lstat, open } from 'node:fs/promises';
import { storeProblem } from './store-problem.js';

type Value = string | number | null;
export type Row = Record<string, unknown>;
export type Statement = {
  run(...values: Value[]): unknown;
  get(...values: Value[]): unknown;
  all(...values: Value[]): unknown[];
};
/** What both libraries share. */
export type Database = { exec(sql: string): unknown; prepare(sql: string): Statement; close(): unknown };

type NodeSqlite = { DatabaseSync: new (path: string) => Database };
export type Library = 'node:sqlite' | 'libsql';

/**
 * Makes the file where there is none, for its user alone; what SQLite writes beside it (-wal, -shm) takes its rights over.
 * Throws output-unwritable or no-space with the reason; `what` names the file in it.
 */
export async function openDatabase(path: string, what: string, library?: Library): Promise<Database> {
  const openFile =
    library === 'libsql' ? await openLibsql() : ((await openNodeSqlite()) ?? (await openLibsql()));
  try {
    await makePrivate(path);
    return openFile(path);
  } catch (cause) {
    throw storeProblem(`${what} ${path}`, cause);
  }
}

/** A file of this user that can be read and written; what is no file is refused by the system with its own reason. */
async function makePrivate(path: string): Promise<void> {
  await (await open(path, 'a', 0o600)).close();
  await access(path, constants.R_OK | constants.W_OK);
  const { uid } = await lstat(path);
  // Of another user's file the rights cannot be changed; that it can be written was just found out.
  if (uid === (process.getuid?.() ?? uid)) await chmod(path, 0o600);
}

type Open = (path: string) => Database;

async function openNodeSqlite(): Promise<Open | undefined> {
  // As a variable, since the typings of the oldest supported Node do not have the module.
  const name: string = 'node:sqlite';
  const sqlite = (await import(name).catch(() => undefined)) as NodeSqlite | undefined;
  return sqlite && ((path) => new sqlite.DatabaseSync(path));
}

async function openLibsql(): Promise<Open> {
  const { default: Libsql } = await import('libsql');
  return (path) => new Libsql(path);
}
