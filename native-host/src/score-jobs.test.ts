import { setTimeout as wait } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { ScoreError, type Run, type WireRequest } from '@framescore/contract';
import { Lane } from './lane.js';
import { LastingJobs } from './lasting-jobs.js';
import type { JobEvent, JobRecord, JobStore, MadeTake, ScoreMaker } from './score-job-ports.js';
import { ScoreJobs } from './score-jobs.js';
import { madeTake, ticks } from '../../test/transport/made-takes.js';

const params = (guid = 's'): WireRequest<'compose'> => ({
  timeline: {
    schemaVersion: 1,
    projectName: 'P',
    rootGuid: guid,
    inTicks: null,
    outTicks: null,
    sequences: [{ guid, name: 'Cut', endTicks: ticks(100) }] as never,
  },
  range: { startTicks: ticks(20), endTicks: ticks(30) },
  controls: { style: 'auto', intensity: 50, sync: 80, seed: 1 },
  variations: 1,
});

let records: Map<string, JobRecord>;
let events: JobEvent[];
let removed: string[];
let faults: unknown[];
let maker: ScoreMaker;
let jobs: ScoreJobs;
let store: JobStore;

function memoryStore(): JobStore {
  const all = () => [...records.values()];
  return {
    save: (record) => void records.set(record.jobId, record),
    find: (jobId) => records.get(jobId),
    findFamily: (jobId) => all().filter((record) => [record.jobId, record.baseJobId].includes(jobId)),
    list: ({ sequenceGuid }) =>
      all()
        .filter((record) => sequenceGuid === undefined || record.sequenceGuid === sequenceGuid)
        .reverse(),
    unfinished: () => [],
  };
}

function createJobs(): ScoreJobs {
  const created = new ScoreJobs({
    store: new LastingJobs(store, (error) => faults.push(error)),
    files: {
      prepare: (jobId) => Promise.resolve({ timelinePath: `/t/${jobId}`, directory: `/d/${jobId}` }),
      remove: (jobId) => Promise.resolve(void removed.push(jobId)),
    },
    lane: new Lane(2),
    lendMaker: (_modelId, work) => work(maker),
    defaultModelId: 'small',
    now: () => new Date(),
    onFault: (error) => void faults.push(error),
  });
  created.listen((event) => events.push(event));
  return created;
}

/** A maker whose work lasts until its run is cancelled or `finish` is called. */
function heldMaker() {
  const held: { run: Run; finish: (made: MadeTake[]) => void; fail: (error: Error) => void }[] = [];
  const hold = (run: Run) =>
    new Promise<MadeTake[]>((finish, fail) => {
      held.push({ run, finish, fail });
      run.signal.addEventListener('abort', () => fail(new ScoreError('cancelled', '')));
    });
  maker = {
    compose: (_request, _variations, run) => hold(run),
    regenerate: async (_request, run) => (await hold(run))[0] ?? madeTake(),
  };
  return held;
}

async function ended(jobId: string): Promise<JobRecord> {
  for (let tries = 0; tries < 200; tries += 1) {
    const record = records.get(jobId);
    if (record && !['queued', 'running'].includes(record.state)) return record;
    await wait(5);
  }
  throw new Error('the job did not end');
}

beforeEach(() => {
  records = new Map();
  events = [];
  removed = [];
  faults = [];
  store = memoryStore();
  maker = {
    compose: () => Promise.resolve([madeTake()]),
    regenerate: () => Promise.reject(new Error('not asked for')),
  };
  jobs = createJobs();
});

describe('a score', () => {
  test('is asked of the maker in seconds of the sequence and ends as a job with takes', async () => {
    const asked: unknown[] = [];
    maker.compose = (request, variations) => {
      asked.push(request, variations);
      return Promise.resolve([madeTake()]);
    };
    const jobId = await jobs.compose({ ...params(), variations: 3 });
    await ended(jobId);
    expect(asked).toEqual([expect.objectContaining({ mediaPath: `/t/${jobId}`, rangeSeconds: [20, 30] }), 3]);
    expect(jobs.find(jobId)).toMatchObject({ state: 'done', sequenceName: 'Cut', progress: null });
    expect(events).toEqual([{ kind: 'end', job: jobs.find(jobId) }]);
  });

  test('shows neither tokens nor the places of other files to the panel', async () => {
    const jobId = await jobs.compose(params());
    await ended(jobId);
    const text = JSON.stringify(jobs.find(jobId));
    expect(text).not.toContain('resultPath');
    expect(text).not.toContain('tokens');
  });

  test('tells of progress that never goes back, of each stage once, and of the rest at most ten times a second', async () => {
    const [held, jobId] = [heldMaker(), await jobs.compose(params())];
    await wait(5);
    const report = (stage: 'frames' | 'audio', overall: number) =>
      held[0]?.run.report({ stage, fraction: 0, overall, secondsLeft: 4 });
    report('frames', 0);
    for (let i = 0; i < 50; i += 1) report('frames', 0.2 + i / 1000);
    report('audio', 0.1);
    expect(jobs.find(jobId).progress).toEqual({ stage: 'audio', fraction: 0.249, secondsLeft: 4 });
    expect(jobs.find(jobId).state).toBe('running');
    const told = events.map(
      (event) => event.kind === 'progress' && [event.progress.stage, event.isStageStart],
    );
    expect(told).toEqual([
      ['frames', true],
      ['audio', true],
    ]);
    held[0]?.finish([madeTake()]);
    await ended(jobId);
  });

  test('that fails keeps its reason, loses its folder, and the next one is made', async () => {
    maker.compose = () => Promise.reject(new ScoreError('engine-died', 'Try again.'));
    const failed = await jobs.compose(params());
    expect(await ended(failed)).toMatchObject({
      state: 'failed',
      problem: { code: 'engine-died', detail: 'Try again.', instance: failed },
    });
    expect(removed).toEqual([failed]);
    maker.compose = () => Promise.resolve([madeTake()]);
    expect((await ended(await jobs.compose(params()))).state).toBe('done');
    expect(events.map(({ kind }) => kind)).toEqual(['error', 'end']);
  });

  test('that fails in a way nobody foresaw says so without its inside, which goes to the log', async () => {
    const error = new Error('at /home/someone/secret.ts');
    maker.compose = () => Promise.reject(error);
    const record = await ended(await jobs.compose(params()));
    expect(record.problem).toMatchObject({ code: 'internal' });
    expect(JSON.stringify(record)).not.toContain('secret');
    expect(faults).toEqual([error]);
  });

  test('is told of even when the store cannot keep it', async () => {
    const held = heldMaker();
    const jobId = await jobs.compose(params());
    await wait(5);
    store.save = () => {
      throw new Error('disk full');
    };
    held[0]?.finish([madeTake()]);
    await wait(20);
    expect(events.at(-1)).toMatchObject({ kind: 'end', job: { jobId, state: 'done' } });
    expect(faults).toHaveLength(1);
  });
});

describe('cancelling', () => {
  test('ends a running score, and the next one begins', async () => {
    const held = heldMaker();
    const [first, second] = [await jobs.compose(params()), await jobs.compose(params())];
    await wait(5);
    expect(jobs.find(second).state).toBe('queued');
    jobs.cancel(first);
    expect((await ended(first)).state).toBe('cancelled');
    await wait(5);
    expect(jobs.find(second).state).toBe('running');
    held[1]?.finish([madeTake()]);
    expect((await ended(second)).state).toBe('done');
    expect(removed).toEqual([first]);
  });

  test('takes a waiting score out of the line', async () => {
    const held = heldMaker();
    const [first, second] = [await jobs.compose(params()), await jobs.compose(params())];
    jobs.cancel(second);
    expect((await ended(second)).state).toBe('cancelled');
    held[0]?.finish([madeTake()]);
    expect((await ended(first)).state).toBe('done');
    expect(held).toHaveLength(1);
  });

  test('changes nothing of a score that has ended, and knows no other', async () => {
    const jobId = await jobs.compose(params());
    await ended(jobId);
    jobs.cancel(jobId);
    expect(jobs.find(jobId).state).toBe('done');
    expect(() => jobs.cancel('nothing')).toThrow(expect.objectContaining({ code: 'job-unknown' }));
  });

  test('all of them at the end of the host waits until each has ended', async () => {
    heldMaker();
    const ids = [await jobs.compose(params()), await jobs.compose(params())];
    await wait(5);
    await jobs.stop();
    expect(ids.map((id) => records.get(id)?.state)).toEqual(['cancelled', 'cancelled']);
  });
});

test('a full queue refuses before anything is prepared, also those who ask at once', async () => {
  heldMaker();
  const asked = await Promise.allSettled(Array.from({ length: 40 }, () => jobs.compose(params())));
  const refused = asked.flatMap((one) => (one.status === 'rejected' ? [one.reason as ScoreError] : []));
  expect(refused).toHaveLength(37); // one is made and two wait
  expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['host-busy']));
  expect(records.size).toBe(3);
  await jobs.stop();
});

test('a request that cannot be prepared gives its place back', async () => {
  const wrong = { ...params(), range: { startTicks: ticks(30), endTicks: ticks(20) } };
  for (let i = 0; i < 9; i += 1)
    await expect(jobs.compose(wrong)).rejects.toMatchObject({ code: 'range-invalid' });
  const unknown = { jobId: 'x', take: 1, version: 1, range: params().range, controls: params().controls };
  for (let i = 0; i < 9; i += 1)
    expect(() => jobs.regenerate(unknown)).toThrow(expect.objectContaining({ code: 'job-unknown' }));
  await ended(await jobs.compose(params()));
});

describe('a range anew', () => {
  async function composed(): Promise<string> {
    const jobId = await jobs.compose(params());
    await ended(jobId);
    return jobId;
  }
  const range = { startTicks: ticks(22), endTicks: ticks(25) };
  const controls = { intensity: 10, seed: 2 };

  test('starts from the version that was named and becomes a job of its own', async () => {
    const asked: unknown[] = [];
    maker.regenerate = (request) => {
      asked.push(request);
      const paths = { rangeWavPath: '/scores/range.wav', resultPath: '/scores/v2.json' };
      return Promise.resolve(madeTake({ version: 2, rangeSeconds: [2, 5], ...paths }));
    };
    const base = await composed();
    const jobId = jobs.regenerate({ jobId: base, take: 1, version: 1, range, controls });
    await ended(jobId);
    expect(asked).toEqual([{ resultPath: '/scores/score.json', rangeSeconds: [2, 5], controls }]);
    expect(jobs.find(jobId)).toMatchObject({
      kind: 'regenerate',
      baseJobId: base,
      range: params().range,
      takes: [{ version: 2, range, rangeWavPath: '/scores/range.wav' }],
    });
    const again = jobs.regenerate({ jobId: base, take: 1, version: 2, range, controls });
    await ended(again);
    expect(asked[1]).toMatchObject({ resultPath: '/scores/v2.json' });
    const fromChild = jobs.regenerate({ jobId, take: 1, version: 1, range, controls });
    await ended(fromChild);
    expect(jobs.find(fromChild).baseJobId).toBe(base);
  });

  test('of a take or version that is not there is refused', async () => {
    const base = await composed();
    for (const wrong of [{ take: 2 }, { version: 2 }, { jobId: 'nothing' }])
      expect(() => jobs.regenerate({ jobId: base, take: 1, version: 1, range, controls, ...wrong })).toThrow(
        expect.objectContaining({ code: 'job-unknown' }),
      );
  });
});

test('a list is for one sequence or for all, the newest first', async () => {
  const ids: string[] = [];
  for (const guid of ['a', 'b', 'a']) {
    const jobId = await jobs.compose(params(guid));
    await ended(jobId);
    ids.push(jobId);
  }
  expect(jobs.list('a').map(({ jobId }) => jobId)).toEqual([ids[2], ids[0]]);
  expect(jobs.list()).toHaveLength(3);
});
