// Which screen, which takes, what may be pressed: the questions the screens ask of the state.
import { expect, test } from '@jest/globals';
import {
  PLACED,
  SAMPLE_RANGE,
  SAMPLE_STATES,
  rangeOf,
  sampleJob,
  sampleTake,
} from '../../test/panel/page/sample-states.js';
import {
  canRegenerate,
  isEmpty,
  isInside,
  listTakes,
  placedTake,
  rootJobId,
  screenOf,
} from './score-view.js';

test.each([
  ['connecting', 'connecting'],
  ['host-missing', 'host-missing'],
  ['network-denied', 'network-denied'],
  ['outdated', 'outdated'],
  ['pairing', 'pairing'],
  ['no-sequence', 'no-sequence'],
  ['ready', 'score'],
  // What runs stays in sight, though its host is away.
  ['host-lost', 'score'],
] as const)('the state %s is shown by the screen %s', (name, screen) => {
  expect(screenOf(SAMPLE_STATES[name])).toBe(screen);
});

test('a ready host with a timeline not read yet is still looking', () => {
  expect(screenOf({ ...SAMPLE_STATES.ready, range: undefined })).toBe('connecting');
});

test('a version made by regenerating belongs to the score it began with', () => {
  const version = sampleJob({
    jobId: 'job-2',
    kind: 'regenerate',
    baseJobId: 'job-1',
    takes: [sampleTake(1, 2)],
  });
  const third = sampleJob({
    jobId: 'job-3',
    kind: 'regenerate',
    baseJobId: 'job-2',
    takes: [sampleTake(1, 3)],
  });
  const jobs = [third, version, sampleJob()];
  expect(rootJobId(jobs, 'job-3')).toBe('job-1');
  const entries = listTakes(jobs, [{ ...PLACED, version: 2 }]);
  expect(entries.map(({ jobId, take }) => [jobId, take.take, take.version])).toEqual([
    ['job-1', 1, 1],
    ['job-1', 2, 1],
    ['job-1', 3, 1],
    ['job-1', 1, 2],
    ['job-1', 1, 3],
  ]);
  expect(entries.filter(({ isPlaced }) => isPlaced)).toHaveLength(1);
});

test('takes are listed by number, though the host names the best one first', () => {
  const entries = listTakes([sampleJob({ takes: [sampleTake(2), sampleTake(3), sampleTake(1)] })], []);
  expect(entries.map(({ take }) => take.take)).toEqual([1, 2, 3]);
  expect(entries.filter(({ isBest }) => isBest).map(({ take }) => take.take)).toEqual([2]);
});

test('a range without a length or without a clip is empty', () => {
  expect(isEmpty(SAMPLE_RANGE)).toBe(false);
  expect(isEmpty({ ...SAMPLE_RANGE, clipCount: 0 })).toBe(true);
  expect(isEmpty({ ...SAMPLE_RANGE, range: rangeOf(3, 3) })).toBe(true);
});

test('a job that names itself as its base does not hang the panel', () => {
  expect(rootJobId([sampleJob({ baseJobId: 'job-1' })], 'job-1')).toBe('job-1');
});

test('unfinished and failed jobs have no takes to choose', () => {
  expect(listTakes([sampleJob({ state: 'failed', takes: [] }), sampleJob({ state: 'running' })], [])).toEqual(
    [],
  );
});

test('the take on the timeline is found among the jobs, and missing when the host forgot it', () => {
  expect(placedTake(SAMPLE_STATES.placed)?.take.take).toBe(1);
  expect(placedTake({ ...SAMPLE_STATES.placed, jobs: [] })).toBeNull();
});

const withRange = (start: number, end: number, rangeSource: 'in-out' | 'selection' | 'sequence') =>
  canRegenerate({
    ...SAMPLE_STATES.placed,
    range: { ...SAMPLE_RANGE, placed: PLACED, range: rangeOf(start, end), rangeSource },
  });

test('a range is regenerated only where it is marked inside the score and less than all of it', () => {
  expect(withRange(10, 15, 'in-out')).toBe(true);
  expect(withRange(4, 15, 'selection')).toBe(true);
  expect(withRange(10, 15, 'sequence')).toBe(false);
  expect(withRange(4, 28, 'in-out')).toBe(false);
  expect(withRange(3.9, 15, 'in-out')).toBe(false);
  expect(withRange(15, 28.1, 'in-out')).toBe(false);
  expect(canRegenerate(SAMPLE_STATES.ready)).toBe(false);
});

test('a range lies inside another up to its edges, and an empty one in none', () => {
  expect(isInside(rangeOf(1, 2), rangeOf(1, 2))).toBe(true);
  expect(isInside(rangeOf(1, 1), rangeOf(0, 2))).toBe(false);
  expect(isInside(rangeOf(0, 2), rangeOf(1, 2))).toBe(false);
});
