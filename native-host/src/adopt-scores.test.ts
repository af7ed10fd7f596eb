import { mkdir, mkdtemp, readdir, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { clip, timeline } from '../../test/transport/timelines.js';
import { madeTake, ticks } from '../../test/transport/made-takes.js';
import { adoptScores } from './adopt-scores.js';
import { LastingJobs } from './lasting-jobs.js';
import type { JobRecord, JobStore } from './score-job-ports.js';
import { createJobFiles } from './service/job-files.js';
import { openKeptScores } from './service/kept-scores.js';
import { recordTake } from './wire-take.js';

const ID = '11111111-1111-4111-8111-111111111111';
const SECONDS = 4;
const RANGE = { startTicks: ticks(20), endTicks: ticks(20 + SECONDS) };
let work = '';
let records: Map<string, JobRecord>;
let swept: readonly string[];

beforeEach(async () => {
  work = await mkdtemp(path.join(tmpdir(), 'framescore-adopt-'));
  records = new Map();
  swept = [];
});
afterEach(() => rm(work, { recursive: true, force: true }));

function memoryStore(): JobStore {
  const all = () => [...records.values()];
  return {
    save: (record) => void records.set(record.jobId, record),
    find: (jobId) => records.get(jobId),
    findFamily: (jobId) => all().filter((record) => [record.jobId, record.baseJobId].includes(jobId)),
    list: () => all().reverse(),
    unfinished: () => all().filter(({ state }) => state === 'queued' || state === 'running'),
  };
}
const start = () =>
  adoptScores({
    store: new LastingJobs(memoryStore(), () => undefined),
    scores: openKeptScores(work, (directories) => Promise.resolve(void (swept = directories))),
    files: createJobFiles(work),
    note: () => undefined,
  });

const record = (change: Partial<JobRecord> = {}): JobRecord => ({
  jobId: ID,
  kind: 'compose',
  baseJobId: null,
  state: 'running',
  createdAt: '2026-11-23T12:00:00.000Z',
  sequenceGuid: 'sequence-1',
  sequenceName: 'Cut 1',
  range: RANGE,
  takes: [],
  problem: null,
  modelId: 'b',
  ...change,
});

function resultOf(takeNumber: number, version: number, stem: string) {
  const made = madeTake({}).result;
  const composition = {
    version,
    takeNumber,
    ranges: version > 1 ? [{ startSeconds: 1, endSeconds: 2, intensity: 50, seed: 1 }] : [],
    gainDb: 0,
    barPhase: 0,
    stepSeconds: [0, 1],
    accents: [0],
    energy: [0],
    sectionSteps: [0],
    endingStep: 0,
    tokenRateHz: null,
  };
  const audio = { ...made.audio, path: `${stem}.wav`, durationSeconds: SECONDS, sampleCount: 100 };
  const request = { ...made.request, rangeSeconds: [20, 20 + SECONDS] };
  return { ...made, request, audio, composition };
}

async function finish(takeNumber = 1, version = 1): Promise<string> {
  const stem = `score${takeNumber > 1 ? `.take-${takeNumber}` : ''}${version > 1 ? `.v${version}` : ''}`;
  const file = (name: string) => path.join(work, ID, name);
  await mkdir(path.join(work, ID), { recursive: true });
  await writeFile(file(`${stem}.wav`), Buffer.alloc(700));
  if (version > 1) await writeFile(file(`${stem}.range.wav`), Buffer.alloc(100));
  await writeFile(file(`${stem}.json`), JSON.stringify(resultOf(takeNumber, version, stem)));
  await writeFile(file('timeline.json'), JSON.stringify(timeline([clip('/films/a.mov', 0, 30)])));
  return file(`${stem}.json`);
}
const taken = (jobId = ID) =>
  records
    .get(jobId)
    ?.takes.map(({ take, version, resultPath }) => [take, version, path.basename(resultPath)]);

describe('a finished score is known after a start', () => {
  test.each<[string, JobRecord | undefined]>([
    ['runs', record()],
    ['waits', record({ state: 'queued' })],
    ['has failed', record({ state: 'failed' })],
    ['was cancelled', record({ state: 'cancelled' })],
    ['is not there', undefined],
  ])('where the list says that it %s', async (_, row) => {
    await finish();
    await finish(2);
    if (row) records.set(ID, row);
    await start();
    expect(taken()?.sort()).toEqual([
      [1, 1, 'score.json'],
      [2, 1, 'score.take-2.json'],
    ]);
    expect(records.get(ID)).toMatchObject({ state: 'done', problem: null, range: RANGE, kind: 'compose' });
    const { guid } = timeline([]).sequences[0]!;
    if (!row) expect(records.get(ID)?.sequenceGuid).toBe(guid);
    expect(swept).toEqual([path.join(work, ID)]);
  });

  test('with all its versions, each given to the job that asked for it, or to a new one', async () => {
    const first = await finish();
    for (const version of [2, 3, 4]) await finish(1, version);
    const whole = recordTake(madeTake({ resultPath: first, rangeSeconds: [0, SECONDS] }), RANGE);
    records.set(ID, record({ state: 'done', takes: [whole] }));
    const kept = path.join(work, ID, 'score.v2.json');
    records.set(
      'two',
      record({
        jobId: 'two',
        kind: 'regenerate',
        baseJobId: ID,
        state: 'done',
        takes: [{ ...whole, version: 2, resultPath: kept }],
      }),
    );
    records.set('three', record({ jobId: 'three', kind: 'regenerate', baseJobId: ID }));
    await start();
    expect(taken('three')).toEqual([[1, 3, 'score.v3.json']]);
    expect(records.get('three')).toMatchObject({
      state: 'done',
      takes: [{ range: { startTicks: ticks(21) } }],
    });
    const added = [...records.keys()].filter((id) => ![ID, 'two', 'three'].includes(id));
    expect(added.map((id) => taken(id))).toEqual([[[1, 4, 'score.v4.json']]]);
    expect(records.get(added[0]!)).toMatchObject({ baseJobId: ID, kind: 'regenerate', state: 'done' });
    const before = [...records.keys()];
    await start();
    expect([...records.keys()]).toEqual(before);
  });
});

test('a data folder that was moved gives every version once, at its new place', async () => {
  const first = await finish();
  const second = await finish(1, 2);
  const former = (file: string) => file.replace(work, '/former/place');
  const takeOf = (file: string, version: number) => {
    const whole = recordTake(madeTake({ resultPath: former(file), rangeSeconds: [0, SECONDS] }), RANGE);
    const paths = { wavPath: former(file).replace('.json', '.wav'), rangeWavPath: null };
    return { ...whole, version, ...paths };
  };
  records.set(ID, record({ state: 'done', takes: [takeOf(first, 1)] }));
  const regenerated = { jobId: 'two', kind: 'regenerate', baseJobId: ID, state: 'done' } as const;
  records.set('two', record({ ...regenerated, takes: [takeOf(second, 2)] }));
  await start();
  expect([...records.keys()]).toEqual([ID, 'two']);
  const placesOf = (id: string) =>
    records.get(id)?.takes.map(({ resultPath, wavPath }) => [resultPath, wavPath]);
  expect(placesOf(ID)).toEqual([[first, first.replace('.json', '.wav')]]);
  expect(placesOf('two')).toEqual([[second, second.replace('.json', '.wav')]]);
});

describe('what is not finished', () => {
  test('has failed with a reason, and its folder is gone', async () => {
    await mkdir(path.join(work, ID, 'frames'), { recursive: true });
    await writeFile(path.join(work, ID, 'timeline.json'), '{}');
    records.set(ID, record());
    await start();
    expect(records.get(ID)).toMatchObject({
      state: 'failed',
      problem: { code: 'engine-died', instance: ID },
    });
    expect(await readdir(work)).toEqual([]);
  });

  test.each<[string, (file: string) => Promise<unknown>]>([
    ['a score.json of another version', (file) => writeFile(file, '{"schemaVersion":9}')],
    ['a score.json that is cut off', (file) => writeFile(file, '{"schemaVersion":1,')],
    ['a WAV that is cut off', (file) => writeFile(file.replace('.json', '.wav'), Buffer.alloc(100))],
    ['no WAV', (file) => unlink(file.replace('.json', '.wav'))],
  ])('but has %s is not taken for a score, and not removed either', async (_, damage) => {
    await damage(await finish());
    const before = await readdir(path.join(work, ID));
    records.set(ID, record());
    await start();
    expect(records.get(ID)?.state).toBe('failed');
    expect(await readdir(path.join(work, ID))).toEqual(before);
  });

  test('and is no folder of a job is left alone', async () => {
    await mkdir(path.join(work, 'my own folder'));
    await writeFile(path.join(work, 'notes.txt'), 'x');
    await start();
    expect((await readdir(work)).sort()).toEqual(['my own folder', 'notes.txt']);
  });
});
