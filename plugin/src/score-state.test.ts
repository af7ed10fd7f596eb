// The reducer: what each thing that happens does to the panel, and what it leaves alone.
import { expect, test } from '@jest/globals';
import {
  PLACED,
  SAMPLE_RANGE,
  SCORE_RANGE,
  rangeOf,
  sampleJob,
} from '../../test/panel/page/sample-states.js';
import type { PlacementReport } from './ports.js';
import { FIRST_STATE, reduceScore, type ScoreAction, type ScoreState } from './score-state.js';

const after = (state: ScoreState, ...actions: ScoreAction[]) => actions.reduce(reduceScore, state);
const READY: ScoreAction = { type: 'connection-changed', connection: { state: 'ready', hostVersion: '1' } };
const OPEN: ScoreAction = { type: 'range-read', range: SAMPLE_RANGE };
const OTHER: ScoreAction = { type: 'range-read', range: { ...SAMPLE_RANGE, sequenceGuid: 'other' } };
const START: ScoreAction = { type: 'command-started', command: 'generate' };
const REPORT: PlacementReport = {
  placed: PLACED,
  scores: [PLACED],
  undoSteps: 1,
  warnings: ['The colours did not land.'],
};
const idle = after(FIRST_STATE, READY, OPEN);

test('the first state looks for the host and has read no sequence', () => {
  expect(FIRST_STATE).toMatchObject({
    connection: { state: 'connecting' },
    range: undefined,
    activity: null,
  });
});

test('a command clears what the last one left and shows that it runs', () => {
  const before = after(
    idle,
    { type: 'notice-given', notice: 'done' },
    { type: 'problem-met', problem: { code: 'no-space', detail: 'x', command: 'generate' } },
  );
  expect(after(before, START)).toMatchObject({
    activity: { command: 'generate', progress: null, isCancelling: false },
    problem: null,
    notice: null,
    placementWarnings: [],
  });
});

test('progress and a cancel belong to the running command and to none else', () => {
  const progress = { step: 'reading' } as const;
  expect(after(idle, { type: 'progressed', progress })).toBe(idle);
  expect(after(idle, { type: 'cancel-asked' })).toBe(idle);
  const running = after(idle, START, { type: 'progressed', progress }, { type: 'cancel-asked' });
  expect(running.activity).toEqual({ command: 'generate', progress, isCancelling: true });
});

test('an ended command leaves the panel idle without a problem', () => {
  expect(after(idle, START, { type: 'command-ended' })).toMatchObject({ activity: null, problem: null });
});

test('a problem ends the command, and the first cause stays in sight', () => {
  const problem = (code: 'no-space' | 'internal'): ScoreAction => ({
    type: 'problem-met',
    problem: { code, detail: '', command: 'generate' },
  });
  const state = after(idle, START, problem('no-space'), problem('internal'));
  expect(state.activity).toBeNull();
  expect(state.problem?.code).toBe('no-space');
  expect(after(state, { type: 'problem-dismissed' }).problem).toBeNull();
});

test('the host coming back answers "host not running" and no other problem', () => {
  const met = (code: 'host-unreachable' | 'no-space'): ScoreAction => ({
    type: 'problem-met',
    problem: { code, detail: '', command: 'generate' },
  });
  expect(after(idle, met('host-unreachable'), READY).problem).toBeNull();
  expect(after(idle, met('no-space'), READY).problem?.code).toBe('no-space');
});

test('the code form goes with the unpaired state', () => {
  const unpaired: ScoreAction = { type: 'connection-changed', connection: { state: 'unpaired' } };
  const shown = after(FIRST_STATE, unpaired, { type: 'code-shown' });
  expect(shown.isCodeShown).toBe(true);
  expect(after(shown, unpaired).isCodeShown).toBe(true);
  expect(after(shown, READY).isCodeShown).toBe(false);
});

test('another sequence shows no scores of the last one', () => {
  const withJobs = after(idle, { type: 'jobs-read', sequenceGuid: 'sequence-1', jobs: [sampleJob()] });
  expect(withJobs.jobs).toHaveLength(1);
  expect(after(withJobs, OPEN).jobs).toHaveLength(1);
  expect(after(withJobs, OTHER).jobs).toEqual([]);
});

test('scores that arrive late for a sequence that was left are not shown', () => {
  const late: ScoreAction = { type: 'jobs-read', sequenceGuid: 'sequence-1', jobs: [sampleJob()] };
  const left = after(idle, OTHER);
  expect(after(left, late)).toBe(left);
  expect(after(left, { type: 'job-changed', job: sampleJob() })).toBe(left);
  const placed = after(left, { type: 'score-placed', sequenceGuid: 'sequence-1', report: REPORT });
  expect(placed.range?.placed).toBeNull();
});

test('a job is added once and then replaced', () => {
  const running = sampleJob({ state: 'running', takes: [] });
  const state = after(idle, { type: 'job-changed', job: running }, { type: 'job-changed', job: sampleJob() });
  expect(state.jobs.map((job) => job.state)).toEqual(['done']);
});

test('a placed score is shown at once, with what Premiere did not take', () => {
  const state = after(idle, { type: 'score-placed', sequenceGuid: 'sequence-1', report: REPORT });
  expect(state.range?.placed).toEqual(PLACED);
  expect(state.placementWarnings).toEqual(['The colours did not land.']);
  const removed = after(state, { type: 'score-removed', sequenceGuid: 'sequence-1', scores: [] });
  expect(removed.range?.placed).toBeNull();
  expect(after(state, { type: 'score-removed', sequenceGuid: 'other', scores: [] })).toBe(state);
});

test('a sequence with a score brings back the controls it was made with', () => {
  const state = after(FIRST_STATE, READY, { type: 'range-read', range: { ...SAMPLE_RANGE, placed: PLACED } });
  expect(state.controls).toMatchObject({ style: 'cinematic', intensity: 60, sync: 80, seed: 8 });
  expect(state.controls.tempo.isAuto).toBe(true);
});

test('controls changed since the score was placed survive the next look at the timeline', () => {
  const scored = after(FIRST_STATE, READY, {
    type: 'range-read',
    range: { ...SAMPLE_RANGE, placed: PLACED },
  });
  const controls = { ...scored.controls, intensity: 90 };
  const changed = after(scored, { type: 'controls-changed', controls });
  const moved = { ...SAMPLE_RANGE, placed: PLACED, range: SCORE_RANGE, clipCount: 3 };
  expect(after(changed, { type: 'range-read', range: moved }).controls.intensity).toBe(90);
});

test('a neighbour that the range touches overrules nothing that was just set, nor does one that has the lesser part of it', () => {
  const controls = { ...idle.controls, intensity: 90 };
  const read = (start: number, end: number): ScoreAction => ({
    type: 'range-read',
    range: { ...SAMPLE_RANGE, placed: PLACED, range: rangeOf(start, end) },
  });
  const set = after(idle, { type: 'controls-changed', controls });
  // The score lies at seconds 4 to 28.
  expect(after(set, read(26, 50)).controls.intensity).toBe(90);
  expect(after(set, read(5, 20)).controls.intensity).toBe(90);
  expect(after(idle, read(26, 50)).controls.intensity).toBe(idle.controls.intensity);
  expect(after(idle, read(5, 20)).controls.intensity).toBe(60);
  // What was set is placed: the next score that is looked at shows its own again.
  const settings = '{"style":"auto","intensity":90,"sync":80,"seed":1}';
  const report = { ...REPORT, placed: { ...PLACED, jobId: 'job-2', settings } };
  const placed = after(set, { type: 'score-placed', sequenceGuid: 'sequence-1', report });
  expect(after(placed, read(5, 20)).controls.intensity).toBe(60);
});

test('settings that cannot be read change nothing', () => {
  const placed = { ...PLACED, settings: '{"style":' };
  const state = after(idle, { type: 'range-read', range: { ...SAMPLE_RANGE, placed } });
  expect(state.controls).toEqual(idle.controls);
});

test('no action changes the state it was given', () => {
  const frozen = deepFreeze(after(idle, START, { type: 'progressed', progress: { step: 'reading' } }));
  const actions: ScoreAction[] = [
    READY,
    OPEN,
    OTHER,
    START,
    { type: 'range-read', range: null },
    { type: 'models-read', models: [] },
    { type: 'jobs-read', sequenceGuid: 'sequence-1', jobs: [sampleJob()] },
    { type: 'job-changed', job: sampleJob() },
    { type: 'controls-changed', controls: idle.controls },
    { type: 'markers-chosen', markers: { isOn: false, everyNth: 4, areDownbeatsColoured: false } },
    { type: 'progressed', progress: { step: 'placing' } },
    { type: 'cancel-asked' },
    { type: 'command-ended' },
    { type: 'problem-met', problem: { code: 'internal', detail: '', command: 'generate' } },
    { type: 'problem-dismissed' },
    { type: 'notice-given', notice: 'x' },
    { type: 'code-shown' },
    { type: 'score-placed', sequenceGuid: 'sequence-1', report: REPORT },
    { type: 'score-removed', sequenceGuid: 'sequence-1', scores: [] },
  ];
  for (const action of actions) expect(() => reduceScore(frozen, action)).not.toThrow();
});

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}
