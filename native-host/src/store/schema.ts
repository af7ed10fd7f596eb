// The tables and how older files become today's: each entry of MIGRATIONS leads from one version to the next.
import { ScoreError } from '@framescore/contract';
import type { Database, Row } from './database.js';

const MIGRATIONS = [
  `CREATE TABLE jobs (
     number INTEGER PRIMARY KEY AUTOINCREMENT,
     job_id TEXT NOT NULL UNIQUE,
     base_job_id TEXT,
     sequence_guid TEXT NOT NULL,
     state TEXT NOT NULL,
     record TEXT NOT NULL
   );
   CREATE INDEX jobs_by_sequence ON jobs (sequence_guid, number);
   CREATE INDEX jobs_by_base ON jobs (base_job_id);
   CREATE TABLE pairings (client_id TEXT PRIMARY KEY, token TEXT NOT NULL, created_at TEXT NOT NULL);`,
];

/** Milliseconds that a statement waits for another program; short, since nothing else is answered meanwhile. */
const BUSY_MS = 500;

/** Brings the file to the newest version. Throws host-outdated when a newer program wrote it. */
export function migrate(database: Database): void {
  // The wait first: the other two may have to wait themselves.
  database.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as Row;
  const from = Number(version);
  if (from > MIGRATIONS.length) {
    const detail = 'A newer FrameScore wrote the job list. Start that one, or update this one.';
    throw new ScoreError('host-outdated', detail);
  }
  for (const [index, sql] of MIGRATIONS.entries()) {
    if (index < from) continue;
    database.exec(`BEGIN; ${sql} PRAGMA user_version = ${index + 1}; COMMIT;`);
  }
}
