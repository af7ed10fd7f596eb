import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { makeWireProblem } from '@framescore/contract';
import type { JobRecord } from '../score-job-ports.js';
import { openDatabase, type Library } from './database.js';
import { takeHostLock } from './host-lock.js';
import { openHostStore } from './host-store.js';

let work = '';
let file = '';
beforeEach(async () => {
  work = await mkdtemp(path.join(tmpdir(), 'framescore-store-'));
  file = path.join(work, 'framescore.sqlite');
});
afterEach(() => rm(work, { recursive: true, force: true }));

const record = (jobId: string, change: Partial<JobRecord> = {}): JobRecord => ({
  jobId,
  kind: 'compose',
  baseJobId: null,
  state: 'done',
  createdAt: '2026-11-23T12:00:00.000Z',
  sequenceGuid: 's',
  sequenceName: "Cut 'é'",
  range: { startTicks: '0', endTicks: '254016000000' },
  takes: [],
  problem: null,
  modelId: 'small',
  ...change,
});

const moduleName: string = 'node:sqlite'; // unknown to the typings of Node 20
const hasNodeSqlite = await import(moduleName).then(
  () => true,
  () => false,
);
const libraries: Library[] = hasNodeSqlite ? ['libsql', 'node:sqlite'] : ['libsql'];

describe.each(libraries)('the store on %s', (library) => {
  test('finds jobs again after a restart, and a saved job replaces the one of its id', async () => {
    const before = await openHostStore(file, library);
    before.jobs.save(record('a', { state: 'running' }));
    before.jobs.save(record('b', { sequenceGuid: 'other' }));
    before.jobs.save(record('a'));
    before.close();
    const after = await openHostStore(file, library);
    expect(after.jobs.find('a')).toEqual(record('a'));
    expect(after.jobs.find('nothing')).toBeUndefined();
    expect(after.jobs.list({ limit: 10 }).map(({ jobId }) => jobId)).toEqual(['b', 'a']);
    expect(after.jobs.list({ sequenceGuid: 's', limit: 10 })).toHaveLength(1);
    expect(after.jobs.list({ limit: 1 })).toHaveLength(1);
    after.close();
  });

  test('gives a score with all that changed it, oldest first', async () => {
    const store = await openHostStore(file, library);
    store.jobs.save(record('a'));
    store.jobs.save(record('x'));
    store.jobs.save(record('a2', { kind: 'regenerate', baseJobId: 'a' }));
    store.jobs.save(record('a3', { kind: 'regenerate', baseJobId: 'a' }));
    expect(store.jobs.findFamily('a').map(({ jobId }) => jobId)).toEqual(['a', 'a2', 'a3']);
    store.close();
  });

  test('fails what its host left unfinished, and nothing else', async () => {
    const store = await openHostStore(file, library);
    for (const state of ['queued', 'running', 'done', 'cancelled', 'failed'] as const)
      store.jobs.save(record(state, { state }));
    const problem = makeWireProblem('engine-died', 'Ask again.');
    expect(store.jobs.failUnfinished(problem)).toEqual(['queued', 'running']);
    expect(store.jobs.find('running')).toMatchObject({ state: 'failed', problem: { instance: 'running' } });
    expect(store.jobs.find('done')?.state).toBe('done');
    expect(store.jobs.failUnfinished(problem)).toEqual([]);
    store.close();
  });

  test('keeps pairings until they are forgotten, also by another process', async () => {
    const host = await openHostStore(file, library);
    host.pairings.add({ clientId: 'c', token: 'ab'.repeat(32), createdAt: '2026-11-23T12:00:00.000Z' });
    const other = await openHostStore(file, library);
    expect(other.pairings.tokenOf('c')).toBe('ab'.repeat(32));
    expect(other.pairings.forgetAll()).toBe(1);
    expect(host.pairings.tokenOf('c')).toBeUndefined();
    expect(host.pairings.tokenOf("' OR 1 --")).toBeUndefined();
    other.close();
    host.close();
  });

  test('is for its user alone, with what SQLite writes beside it', async () => {
    const store = await openHostStore(file, library);
    store.jobs.save(record('a'));
    for (const name of [file, `${file}-wal`, `${file}-shm`])
      expect([name, (await stat(name)).mode & 0o077]).toEqual([name, 0]);
    store.close();
  });

  test('leaves out a job that no longer fits instead of ending', async () => {
    const store = await openHostStore(file, library);
    store.jobs.save(record('old', { kind: 'dance' as never }));
    store.jobs.save(record('new'));
    expect(store.jobs.list({ limit: 10 }).map(({ jobId }) => jobId)).toEqual(['new']);
    store.close();
  });

  test('refuses a file that a newer program wrote', async () => {
    (await openHostStore(file, library)).close();
    const database = await openDatabase(file, library);
    database.exec('PRAGMA user_version = 99');
    database.close();
    await expect(openHostStore(file, library)).rejects.toMatchObject({ code: 'host-outdated' });
  });

  test('says what to do about a file that is no database', async () => {
    await writeFile(file, 'this is no database, and it is long enough to be looked at by the library');
    await expect(openHostStore(file, library)).rejects.toMatchObject({ code: 'output-unwritable' });
  });
});

test('a data folder has one host: the lock is held until it is released', async () => {
  const lock = path.join(work, 'host.lock');
  const first = await takeHostLock(lock);
  expect(first).toBeDefined();
  expect(await takeHostLock(lock)).toBeUndefined();
  first?.release();
  const second = await takeHostLock(lock);
  expect(second).toBeDefined();
  second?.release();
});
