// Jobs and pairings in one SQLite file that only its user can read. Knows no queue and no socket.
import { chmod, open } from 'node:fs/promises';
import { ScoreError, scoreJob, scoreTake, type WireProblem } from '@framescore/contract';
import type { PairedClient, PairingStore } from '../pairing.js';
import type { JobRecord, JobStore, TakeRecord } from '../score-job-ports.js';
import { openDatabase, type Database, type Library, type Row } from './database.js';
import { migrate } from './schema.js';

export type HostStore = {
  jobs: JobStore;
  pairings: PairingStore & { forgetAll(): number };
  close(): void;
};

export async function openHostStore(path: string, library?: Library): Promise<HostStore> {
  // Made with its rights before anything is in it; the files beside it (-wal, -shm) take them over.
  await (await open(path, 'a', 0o600)).close();
  await chmod(path, 0o600);
  const database = await openDatabase(path, library);
  prepare(database, path);
  return {
    jobs: createJobStore(database),
    pairings: createPairingStore(database),
    close: () => void database.close(),
  };
}

function prepare(database: Database, path: string): void {
  try {
    migrate(database);
  } catch (cause) {
    database.close();
    if (cause instanceof ScoreError) throw cause;
    const detail = `The job list ${path} cannot be read. Move it away and start again; scores in your projects stay.`;
    throw new ScoreError('output-unwritable', detail, { cause });
  }
}

function createJobStore(database: Database): JobStore {
  const save = database.prepare(
    `INSERT INTO jobs (job_id, base_job_id, sequence_guid, state, record) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (job_id) DO UPDATE SET state = excluded.state, record = excluded.record`,
  );
  const find = database.prepare('SELECT record FROM jobs WHERE job_id = ?');
  const family = database.prepare(
    'SELECT record FROM jobs WHERE job_id = ? OR base_job_id = ? ORDER BY number',
  );
  const newest = database.prepare('SELECT record FROM jobs ORDER BY number DESC LIMIT ?');
  const newestOf = database.prepare(
    'SELECT record FROM jobs WHERE sequence_guid = ? ORDER BY number DESC LIMIT ?',
  );
  const unfinished = database.prepare("SELECT record FROM jobs WHERE state IN ('queued', 'running')");
  const store: JobStore = {
    save(record) {
      const { jobId, baseJobId, sequenceGuid, state } = record;
      save.run(jobId, baseJobId, sequenceGuid, state, JSON.stringify(record));
    },
    find: (jobId) => readRecords([find.get(jobId)])[0],
    findFamily: (jobId) => readRecords(family.all(jobId, jobId)),
    list: ({ sequenceGuid, limit }) =>
      readRecords(sequenceGuid === undefined ? newest.all(limit) : newestOf.all(sequenceGuid, limit)),
    failUnfinished(problem: WireProblem) {
      const records = readRecords(unfinished.all());
      for (const record of records)
        store.save({ ...record, state: 'failed', problem: { ...problem, instance: record.jobId } });
      return records.map(({ jobId }) => jobId);
    },
  };
  return store;
}

function createPairingStore(database: Database): HostStore['pairings'] {
  return {
    add({ clientId, token, createdAt }: PairedClient & { createdAt: string }) {
      const sql = 'INSERT INTO pairings (client_id, token, created_at) VALUES (?, ?, ?)';
      database.prepare(sql).run(clientId, token, createdAt);
    },
    tokenOf(clientId) {
      const row = database.prepare('SELECT token FROM pairings WHERE client_id = ?').get(clientId);
      return row === undefined ? undefined : String((row as Row)['token']);
    },
    forgetAll() {
      const { count } = database.prepare('SELECT count(*) AS count FROM pairings').get() as Row;
      database.exec('DELETE FROM pairings');
      return Number(count);
    },
  };
}

/** A row of another version that no longer fits is left out rather than ending the host. */
function readRecords(rows: readonly unknown[]): JobRecord[] {
  return rows.flatMap((row) => {
    const record = row === undefined ? undefined : readRecord(String((row as Row)['record']));
    return record === undefined ? [] : [record];
  });
}

function readRecord(text: string): JobRecord | undefined {
  const record = JSON.parse(text) as JobRecord; // written by `save`
  const { modelId, takes } = record;
  const job = scoreJob.omit({ takes: true, progress: true }).safeParse(record);
  const read: TakeRecord[] = [];
  for (const take of takes) {
    const parsed = scoreTake.safeParse(take);
    if (!parsed.success) return undefined;
    read.push({ ...parsed.data, resultPath: take.resultPath });
  }
  return job.success ? { ...job.data, modelId, takes: read } : undefined;
}
