import { beforeEach, expect, test } from '@jest/globals';
import { LastingJobs } from './lasting-jobs.js';
import type { JobRecord, JobStore } from './score-job-ports.js';

let saved: Map<string, JobRecord>;
let isLocked: boolean;
let faults: string[];
let jobs: LastingJobs;

const record = (jobId: string, change: Partial<JobRecord> = {}) =>
  ({
    jobId,
    baseJobId: null,
    state: 'running',
    sequenceGuid: 's',
    takes: [],
    ...change,
  }) as unknown as JobRecord;

beforeEach(() => {
  saved = new Map();
  isLocked = false;
  faults = [];
  const all = () => [...saved.values()];
  const store: JobStore = {
    save(given) {
      if (isLocked) throw new Error('locked');
      saved.set(given.jobId, given);
    },
    find: (jobId) => saved.get(jobId),
    findFamily: (jobId) => all().filter((item) => [item.jobId, item.baseJobId].includes(jobId)),
    list: ({ limit }) => all().reverse().slice(0, limit),
    unfinished: () => all().filter(({ state }) => state === 'running'),
  };
  jobs = new LastingJobs(store, (_error, jobId) => faults.push(jobId), 60_000);
});

test('what cannot be saved is shown as it is, everywhere, and saved later', () => {
  jobs.save(record('a'));
  isLocked = true;
  jobs.save(record('a', { state: 'done' }));
  jobs.save(record('b', { baseJobId: 'a' }));
  jobs.save(record('b', { baseJobId: 'a', state: 'failed' }));
  expect(faults).toEqual(['a', 'b']);
  expect(saved.get('a')?.state).toBe('running');
  expect(jobs.find('a')?.state).toBe('done');
  expect(jobs.findFamily('a').map(({ jobId, state }) => [jobId, state])).toEqual([
    ['a', 'done'],
    ['b', 'failed'],
  ]);
  expect(jobs.list({ limit: 10 }).map(({ jobId }) => jobId)).toEqual(['b', 'a']);
  expect(jobs.list({ limit: 1 }).map(({ jobId }) => jobId)).toEqual(['b']);
  expect(jobs.list({ sequenceGuid: 's', limit: 10 }).map(({ jobId }) => jobId)).toEqual(['b', 'a']);
  expect(jobs.unfinished()).toEqual([]);
  expect(jobs.saveAgain()).toBe(2);
  isLocked = false;
  expect(jobs.saveAgain()).toBe(0);
  expect([...saved.values()].map(({ jobId, state }) => [jobId, state])).toEqual([
    ['a', 'done'],
    ['b', 'failed'],
  ]);
});

test('a later save that succeeds leaves nothing to be saved again over it', () => {
  isLocked = true;
  jobs.save(record('a'));
  isLocked = false;
  jobs.save(record('a', { state: 'done' }));
  expect(jobs.saveAgain()).toBe(0);
  expect(saved.get('a')?.state).toBe('done');
});
