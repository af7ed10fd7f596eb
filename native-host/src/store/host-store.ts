// Jobs and pairings in one SQLite file that only its user can read. Knows no queue and no socket.
import { ScoreError } from '@framescore/contract';
import type { PairedClient, PairingStore } from '../pairing.js';
import type { JobRecord, JobStore } from '../score-job-ports.js';
import { openDatabase, type Database, type Library, type Row } from './database.js';
import { readRow } from './read-row.js';
import { salvage, type Salvaged } from './salvage.js';
import { migrate } from './schema.js';
import { setAside } from './set-aside.js';
import { faultOf, storeProblem } from './store-problem.js';

export type HostStore = {
  jobs: JobStore;
  pairings: PairingStore & { count(): number; forgetAll(): number };
  close(): void;
};
/**
 * `note` hears of what was damaged, in words for a log. `setsAside`: whether a damaged file may be moved away, which only the holder of the
 * host's lock may do, for a running host would go on writing into it.
 */
export type StoreOptions = { library?: Library; note?: (text: string) => void; setsAside?: boolean };

const WHAT = 'The job list';

/**
 * Opens the list. A damaged file is set aside and a new one begun with every row of it that can still be read; what is in
 * the folders of the scores is found again by whoever looks there. Throws output-unwritable, no-space or host-outdated.
 */
export async function openHostStore(path: string, options: StoreOptions = {}): Promise<HostStore> {
  const { library, note = () => undefined, setsAside = true } = options;
  const first = await openDatabase(path, WHAT, library);
  const what = `${WHAT} ${path}`;
  const fault = tryTables(first, what);
  if (fault === undefined) return createStore(first, what, note);
  if (!setsAside) {
    first.close();
    throw storeProblem(what, fault);
  }
  const salvaged = salvage(first);
  first.close();
  note(`${what} is damaged and was set aside as ${await setAside(path)}; ${countOf(salvaged)}`);
  const second = await openDatabase(path, WHAT, library);
  if (tryTables(second, what) !== undefined) throw storeProblem(what, fault);
  const store = createStore(second, what, note);
  for (const record of salvaged.records) store.jobs.save(record);
  for (const pairing of salvaged.pairings) store.pairings.add(pairing);
  return store;
}

function countOf({ records, pairings }: Salvaged): string {
  const again = pairings.length === 0 ? '; panels have to be paired again' : '';
  return `${records.length} scores and ${pairings.length} pairings could be read from it${again}`;
}

/** The fault where the file is damaged; any other ends the opening. */
function tryTables(database: Database, what: string): unknown {
  try {
    migrate(database);
    checkPages(database);
    createJobStore(database, what, () => undefined);
    database.prepare('SELECT client_id, token, created_at FROM pairings LIMIT 1').get();
    return undefined;
  } catch (cause) {
    if (!(cause instanceof ScoreError) && faultOf(cause) === 'damaged') return cause;
    database.close();
    throw storeProblem(what, cause);
  }
}

/** A page that is damaged may not be met until a score is asked for; this meets it now. */
function checkPages(database: Database): void {
  const found = Object.values(database.prepare('PRAGMA quick_check(1)').get() as Row)[0];
  if (found !== 'ok') throw Object.assign(new Error(String(found)), { rawCode: 11 }); // SQLITE_CORRUPT
}

function createStore(database: Database, what: string, note: (text: string) => void): HostStore {
  return {
    jobs: guarded(createJobStore(database, what, note), what),
    pairings: guarded(createPairingStore(database), what),
    close: () => void database.close(),
  };
}

/** The same methods; whatever SQLite throws in them leaves as a problem with its reason. */
function guarded<T extends Record<string, (...args: never[]) => unknown>>(methods: T, what: string): T {
  const guard =
    (method: (...args: never[]) => unknown) =>
    (...args: never[]) => {
      try {
        return method(...args);
      } catch (cause) {
        throw storeProblem(what, cause);
      }
    };
  return Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, guard(method)])) as T;
}

function createJobStore(database: Database, what: string, note: (text: string) => void): JobStore {
  const save = database.prepare(
    `INSERT INTO jobs (job_id, base_job_id, sequence_guid, state, record) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (job_id) DO UPDATE SET state = excluded.state, record = excluded.record`,
  );
  const find = database.prepare('SELECT job_id, record FROM jobs WHERE job_id = ?');
  const family = database.prepare(
    'SELECT job_id, record FROM jobs WHERE job_id = ? OR base_job_id = ? ORDER BY number',
  );
  const newest = database.prepare('SELECT job_id, record FROM jobs ORDER BY number DESC LIMIT ?');
  const newestOf = database.prepare(
    'SELECT job_id, record FROM jobs WHERE sequence_guid = ? ORDER BY number DESC LIMIT ?',
  );
  const unfinished = database.prepare(
    "SELECT job_id, record FROM jobs WHERE state IN ('queued', 'running') ORDER BY number",
  );
  const named = new Set<string>();
  /** A row that cannot be understood is left out and named once, rather than taking the others with it. */
  const readAll = (rows: readonly unknown[]): JobRecord[] =>
    rows.flatMap((row) => {
      const { jobId, record } = readRow(row as Row);
      if (record) return [record];
      if (!named.has(jobId))
        note(`${what} has a row that cannot be read, for score ${jobId}; it is left out`);
      named.add(jobId);
      return [];
    });
  return {
    save(record) {
      const { jobId, baseJobId, sequenceGuid, state } = record;
      save.run(jobId, baseJobId, sequenceGuid, state, JSON.stringify(record));
    },
    find: (jobId) => readAll(find.all(jobId))[0],
    findFamily: (jobId) => readAll(family.all(jobId, jobId)),
    list: ({ sequenceGuid, limit }) =>
      readAll(sequenceGuid === undefined ? newest.all(limit) : newestOf.all(sequenceGuid, limit)),
    unfinished: () => readAll(unfinished.all()),
  };
}

const TOKEN = /^[0-9a-f]{64}$/;

function createPairingStore(database: Database): HostStore['pairings'] {
  const count = () =>
    Number((database.prepare('SELECT count(*) AS count FROM pairings').get() as Row)['count']);
  return {
    add({ clientId, token, createdAt }: PairedClient & { createdAt: string }) {
      const sql = 'INSERT INTO pairings (client_id, token, created_at) VALUES (?, ?, ?)';
      database.prepare(sql).run(clientId, token, createdAt);
    },
    tokenOf(clientId) {
      const row = database.prepare('SELECT token FROM pairings WHERE client_id = ?').get(clientId);
      const token = (row as Row | undefined)?.['token'];
      // A damaged token is none: a shorter key would be easier to guess.
      return typeof token === 'string' && TOKEN.test(token) ? token : undefined;
    },
    count,
    forgetAll() {
      const before = count();
      database.exec('DELETE FROM pairings');
      return before;
    },
  };
}
