import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
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
    const before = await openHostStore(file, { library });
    before.jobs.save(record('a', { state: 'running' }));
    before.jobs.save(record('b', { sequenceGuid: 'other' }));
    before.jobs.save(record('a'));
    before.close();
    const after = await openHostStore(file, { library });
    expect(after.jobs.find('a')).toEqual(record('a'));
    expect(after.jobs.find('nothing')).toBeUndefined();
    expect(after.jobs.list({ limit: 10 }).map(({ jobId }) => jobId)).toEqual(['b', 'a']);
    expect(after.jobs.list({ sequenceGuid: 's', limit: 10 })).toHaveLength(1);
    expect(after.jobs.list({ limit: 1 })).toHaveLength(1);
    after.close();
  });

  test('gives a score with all that changed it, oldest first', async () => {
    const store = await openHostStore(file, { library });
    store.jobs.save(record('a'));
    store.jobs.save(record('x'));
    store.jobs.save(record('a2', { kind: 'regenerate', baseJobId: 'a' }));
    store.jobs.save(record('a3', { kind: 'regenerate', baseJobId: 'a' }));
    expect(store.jobs.findFamily('a').map(({ jobId }) => jobId)).toEqual(['a', 'a2', 'a3']);
    store.close();
  });

  test('knows what its host left unfinished, and nothing else', async () => {
    const store = await openHostStore(file, { library });
    for (const state of ['queued', 'running', 'done', 'cancelled', 'failed'] as const)
      store.jobs.save(record(state, { state }));
    expect(store.jobs.unfinished().map(({ jobId }) => jobId)).toEqual(['queued', 'running']);
    store.close();
  });

  test('keeps pairings until they are forgotten, also by another process', async () => {
    const host = await openHostStore(file, { library });
    host.pairings.add({ clientId: 'c', token: 'ab'.repeat(32), createdAt: '2026-11-23T12:00:00.000Z' });
    const other = await openHostStore(file, { library });
    expect(other.pairings.tokenOf('c')).toBe('ab'.repeat(32));
    expect(other.pairings.forgetAll()).toBe(1);
    expect(host.pairings.tokenOf('c')).toBeUndefined();
    expect(host.pairings.tokenOf("' OR 1 --")).toBeUndefined();
    other.close();
    host.close();
  });

  test('is for its user alone, with what SQLite writes beside it', async () => {
    const store = await openHostStore(file, { library });
    store.jobs.save(record('a'));
    for (const name of [file, `${file}-wal`, `${file}-shm`])
      expect([name, (await stat(name)).mode & 0o077]).toEqual([name, 0]);
    store.close();
  });

  test.each([
    ['another kind of job', { kind: 'dance' }],
    ['no takes', { takes: null }],
    ['a take that is none', { takes: [null] }],
    ['no model', { modelId: 7 }],
  ])('a row with %s is left out and named once, and the others are there', async (_, change) => {
    const notes: string[] = [];
    const store = await openHostStore(file, { library, note: (text) => notes.push(text) });
    store.jobs.save(record('old', change as never));
    store.jobs.save(record('new'));
    for (let i = 0; i < 2; i += 1)
      expect(store.jobs.list({ limit: 10 }).map(({ jobId }) => jobId)).toEqual(['new']);
    expect(store.jobs.find('old')).toBeUndefined();
    expect(notes).toEqual([expect.stringMatching(/score old; it is left out/)]);
    store.close();
  });

  test.each(['', '{', 'null', '7', '[]', '{"jobId":"x"}'])(
    'a row that reads %j takes nothing with it',
    async (text) => {
      const store = await openHostStore(file, { library });
      store.jobs.save(record('whole'));
      const database = await openDatabase(file, 'The list', library);
      database
        .prepare("INSERT INTO jobs (job_id, sequence_guid, state, record) VALUES ('x', 's', 'running', ?)")
        .run(text);
      expect(store.jobs.list({ limit: 10 }).map(({ jobId }) => jobId)).toEqual(['whole']);
      expect(store.jobs.unfinished()).toEqual([]);
      database.close();
      store.close();
    },
  );

  test('a token that is damaged proves nobody', async () => {
    const store = await openHostStore(file, { library });
    for (const [clientId, token] of Object.entries({ a: '', b: 'ab', c: 'g'.repeat(64) }))
      store.pairings.add({ clientId, token, createdAt: '2026-11-23T12:00:00.000Z' });
    for (const clientId of ['a', 'b', 'c']) expect(store.pairings.tokenOf(clientId)).toBeUndefined();
    store.close();
  });

  test('refuses a file that a newer program wrote', async () => {
    (await openHostStore(file, { library })).close();
    const database = await openDatabase(file, 'The list', library);
    database.exec('PRAGMA user_version = 99');
    database.close();
    await expect(openHostStore(file, { library })).rejects.toMatchObject({ code: 'host-outdated' });
  });

  const pairing = { clientId: 'c', token: 'ab'.repeat(32), createdAt: '2026-11-23T12:00:00.000Z' };

  async function damaged(damage: (bytes: Buffer) => Buffer): Promise<{ notes: string[]; kept: Buffer }> {
    const before = await openHostStore(file, { library });
    before.pairings.add(pairing);
    for (let i = 0; i < 40; i += 1) before.jobs.save(record(`job-${i}`, { sequenceName: 'x'.repeat(2000) }));
    before.close();
    // All of it in the one file, as after the process that wrote it has ended.
    const database = await openDatabase(file, 'The list', library);
    database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
    database.close();
    for (const ending of ['-wal', '-shm']) await rm(`${file}${ending}`, { force: true });
    const kept = damage(await readFile(file));
    await writeFile(file, kept);
    return { notes: [], kept };
  }

  test.each<[string, (bytes: Buffer) => Buffer]>([
    ['is no database', () => Buffer.from('this is no database, and it is long enough to be looked at')],
    ['is cut off', (bytes) => bytes.subarray(0, Math.floor(bytes.length / 2))],
    [
      'has a page of rubbish',
      (bytes) => Buffer.concat([bytes.subarray(0, 16_384), Buffer.alloc(4096, 0x55), bytes.subarray(20_480)]),
    ],
    [
      'has rubbish for its tables',
      (bytes) => Buffer.concat([bytes.subarray(0, 100), Buffer.alloc(3996, 0x55), bytes.subarray(4096)]),
    ],
  ])('a file that %s is set aside as it was, and a new one works', async (_, damage) => {
    const { notes, kept } = await damaged(damage);
    const store = await openHostStore(file, { library, note: (text) => notes.push(text) });
    expect(notes).toEqual([
      expect.stringMatching(/damaged and was set aside as .*; \d+ scores and \d pairings/),
    ]);
    const aside = (await readdir(work)).find((name) => /\.damaged-[^.]*$/.test(name)) ?? 'none';
    expect(await readFile(path.join(work, aside))).toEqual(kept);
    store.jobs.save(record('new'));
    expect(store.jobs.find('new')).toEqual(record('new'));
    store.close();
    (await openHostStore(file, { library, note: (text) => notes.push(text) })).close();
    expect(notes).toHaveLength(1);
  });

  test('a damaged file stays where it is for whoever does not hold the lock', async () => {
    const { kept } = await damaged((bytes) => bytes.subarray(0, Math.floor(bytes.length / 2)));
    const before = await readdir(work);
    await expect(openHostStore(file, { library, setsAside: false })).rejects.toMatchObject({
      code: 'output-unwritable',
      detail: expect.stringMatching(/is damaged\. End the score host and start it again/),
    });
    expect(await readFile(file)).toEqual(kept);
    expect((await readdir(work)).filter((name) => name.includes('damaged'))).toEqual([]);
    expect(before).toContain('framescore.sqlite');
  });

  test('what can be read of a damaged file is in the new one, row by row', async () => {
    await damaged((bytes) =>
      Buffer.concat([bytes.subarray(0, 32_768), Buffer.alloc(4096, 0x55), bytes.subarray(36_864)]),
    );
    const store = await openHostStore(file, { library });
    const found = store.jobs.list({ limit: 100 }).length;
    expect(found).toBeGreaterThan(20);
    expect(found).toBeLessThan(40);
    expect(store.pairings.tokenOf('c')).toBe(pairing.token);
    store.close();
  });

  test('a file without its tables is set aside too', async () => {
    const database = await openDatabase(file, 'The list', library);
    database.exec('PRAGMA user_version = 1; CREATE TABLE jobs (job_id TEXT)');
    database.close();
    const store = await openHostStore(file, { library });
    store.jobs.save(record('new'));
    store.close();
  });

  test('a folder of its name is no damaged file: it stays, and the reason is true', async () => {
    await mkdir(file);
    await expect(openHostStore(file, { library })).rejects.toMatchObject({
      code: 'output-unwritable',
      detail: expect.stringMatching(/a folder stands where a file should/),
    });
    expect(await readdir(work)).toEqual([path.basename(file)]);
  });

  test('a file that another program holds is not damaged: the reason says to wait', async () => {
    const other = await openDatabase(file, 'The list', library);
    other.exec('CREATE TABLE other (a); BEGIN EXCLUSIVE');
    await expect(openHostStore(file, { library })).rejects.toMatchObject({
      code: 'output-unwritable',
      detail: expect.stringMatching(/held by another program/),
    });
    other.close();
    expect(await readdir(work)).toEqual([path.basename(file)]);
  });

  test('a save that is refused says why, and is no fault of the program', async () => {
    const store = await openHostStore(file, { library });
    const other = await openDatabase(file, 'The list', library);
    other.exec('BEGIN IMMEDIATE');
    expect(() => store.jobs.save(record('a'))).toThrow(
      expect.objectContaining({ code: 'output-unwritable' }),
    );
    other.exec('COMMIT');
    store.jobs.save(record('a'));
    other.close();
    store.close();
  });
});

test('a data folder has one host: the lock is held until it is released', async () => {
  const lock = path.join(work, 'host.lock');
  const first = await takeHostLock(lock);
  expect(first).toBeDefined();
  expect(await takeHostLock(lock, 0)).toBeUndefined();
  first?.release();
  const second = await takeHostLock(lock);
  expect(second).toBeDefined();
  second?.release();
});

test('a lock file with something else in it is set aside: nobody holds it', async () => {
  const lock = path.join(work, 'host.lock');
  await writeFile(lock, 'these are not the bytes of any lock, but of an editor that saved here');
  const held = await takeHostLock(lock);
  expect(held).toBeDefined();
  expect((await readdir(work)).filter((name) => name.startsWith('host.lock.damaged-'))).toHaveLength(1);
  held?.release();
});

test('a folder where the lock file should be is told as such', async () => {
  const lock = path.join(work, 'host.lock');
  await mkdir(lock);
  await expect(takeHostLock(lock)).rejects.toMatchObject({
    code: 'output-unwritable',
    detail: expect.stringMatching(/a folder stands where a file should/),
  });
});
