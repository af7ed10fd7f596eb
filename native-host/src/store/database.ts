// Opens SQLite by what this Node offers: its own module where there is one, else libsql. Knows no table.
import { ScoreError } from '@framescore/contract';

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

/** Throws output-unwritable when the file cannot be opened or is no database. */
export async function openDatabase(path: string, library?: Library): Promise<Database> {
  const open = library === 'libsql' ? await openLibsql() : ((await openNodeSqlite()) ?? (await openLibsql()));
  try {
    return open(path);
  } catch (cause) {
    const detail = `The job list ${path} cannot be opened. Check the rights of its folder.`;
    throw new ScoreError('output-unwritable', detail, { cause });
  }
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
