// What can still be read of a damaged job list, row by row: a fault in one row or page does not take the others with it.
import type { PairedClient } from '../pairing.js';
import type { JobRecord } from '../score-job-ports.js';
import type { Database, Row } from './database.js';
import { readRow } from './read-row.js';

export type Salvaged = { records: JobRecord[]; pairings: (PairedClient & { createdAt: string })[] };

/** Never throws; a file that is no database gives nothing. */
export function salvage(database: Database): Salvaged {
  const records = rowsOf(database, 'jobs', 'job_id, record').flatMap((row) => readRow(row).record ?? []);
  const pairings = rowsOf(database, 'pairings', 'client_id, token, created_at').flatMap((row) => {
    const { client_id: clientId, token, created_at: createdAt } = row;
    const isWhole = [clientId, token, createdAt].every((value) => typeof value === 'string');
    return isWhole ? [{ clientId, token, createdAt } as Salvaged['pairings'][number]] : [];
  });
  return { records: oncePer(records, 'jobId'), pairings: oncePer(pairings, 'clientId') };
}

/** A damaged tree may lead to the same row twice. */
function oncePer<T, K extends keyof T>(items: readonly T[], key: K): T[] {
  return [...new Map(items.map((item) => [item[key], item])).values()];
}

function rowsOf(database: Database, table: string, columns: string): Row[] {
  const rows: Row[] = [];
  const read = (sql: string, value: number) => {
    try {
      return (database.prepare(sql).get(value) ?? null) as Row | null;
    } catch {
      return undefined;
    }
  };
  const last = read(`SELECT max(rowid) AS number FROM ${table} WHERE rowid > ?`, 0);
  const most = Math.min(Number(last?.['number'] ?? 0), MOST_ROWS);
  for (let number = 1; number <= most; number += 1) {
    const row = read(`SELECT ${columns} FROM ${table} WHERE rowid = ?`, number);
    if (row) rows.push(row);
  }
  return rows;
}

/** No user has made so many scores; a damaged number must not keep the host from starting. */
const MOST_ROWS = 100_000;
