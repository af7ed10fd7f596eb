// The panel without its looks, on ports in memory: what pressing a button leads to, and what interrupts it.
import { afterEach, expect, test } from '@jest/globals';
import { ScoreError } from '@framescore/contract';
import { memoryPorts, type MemoryPorts } from '../../test/panel/page/memory-ports.js';
import {
  PLACED,
  SAMPLE_RANGE,
  SCORED_RANGE,
  rangeOf,
  sampleJob,
  sampleTake,
} from '../../test/panel/page/sample-states.js';
import { disposePanels, startTestPanel as start, until } from '../../test/panel/page/start-panel.js';

afterEach(disposePanels);

const SCORED = SCORED_RANGE;
const placements = (ports: MemoryPorts) =>
  ports.timeline.changes.filter(({ what }) => what === 'place').map(({ request }) => request);

test('Generate reads the timeline, has the score composed and places its best take', async () => {
  const ports = memoryPorts();
  const { panel, state, host } = await start(ports);
  panel.commands.generate();
  await until(() => host.count('job') > 0);
  expect(state().activity?.progress).toMatchObject({ step: 'composing', jobId: 'job-1' });
  host.tell({
    name: 'stage-progress',
    params: { jobId: 'job-1', stage: 'tokens', fraction: 0.5, secondsLeft: 12 },
  });
  expect(state().activity?.progress).toMatchObject({ stage: 'tokens', fraction: 0.5 });
  host.end(sampleJob());
  await until(() => state().activity === null);
  expect(placements(ports)).toMatchObject([
    { sequenceGuid: 'sequence-1', jobId: 'job-1', take: { take: 1 } },
  ]);
  expect(state()).toMatchObject({ problem: null, range: { placed: PLACED } });
  expect(state().notice).toContain('on the timeline');
});

test('progress of another job is not shown', async () => {
  const { panel, state, host } = await start();
  panel.commands.generate();
  await until(() => host.count('job') > 0);
  host.tell({
    name: 'stage-progress',
    params: { jobId: 'other', stage: 'audio', fraction: 0.9, secondsLeft: 1 },
  });
  host.end(sampleJob({ jobId: 'other' }));
  expect(state().activity?.progress).toMatchObject({ fraction: 0 });
});

test('Cancel ends the job at the host, leaves no banner and touches no timeline', async () => {
  const ports = memoryPorts();
  const { panel, state, host } = await start(ports);
  panel.commands.generate();
  await until(() => host.count('job') > 0);
  panel.commands.cancel();
  expect(state().activity?.isCancelling).toBe(true);
  await until(() => state().activity === null);
  expect(host.asked.at(-1)).toEqual({ method: 'cancel', params: { jobId: 'job-1' } });
  expect(state().problem).toBeNull();
  expect(ports.timeline.changes).toEqual([]);
});

test('a cancel while the host is still accepting the job ends that job too', async () => {
  const ports = memoryPorts();
  let accept: () => void = () => undefined;
  ports.host.answers.compose = () => new Promise((resolve) => (accept = () => resolve({ jobId: 'job-1' })));
  const { panel, state, host } = await start(ports);
  panel.commands.generate();
  await until(() => host.count('compose') === 1);
  panel.commands.cancel();
  accept();
  await until(() => state().activity === null);
  expect(host.count('cancel')).toBe(1);
  expect(ports.timeline.changes).toEqual([]);
});

test('a second press while one runs does nothing', async () => {
  const { panel, host } = await start();
  panel.commands.generate();
  panel.commands.generate();
  panel.commands.removeScore('job-1');
  await until(() => host.count('job') > 0);
  expect(host.count('compose')).toBe(1);
});

test('the problem of a failed job is shown with the command that met it', async () => {
  const { panel, state, host } = await start();
  panel.commands.generate();
  await until(() => host.count('job') > 0);
  const problem = { type: 'urn:x', code: 'engine-died' as const, title: '', detail: 'Again.', status: 502 };
  host.tell({ name: 'score-error', params: { jobId: 'job-1', problem } });
  await until(() => state().activity === null);
  expect(state().problem).toMatchObject({ code: 'engine-died', detail: 'Again.', command: 'generate' });
  expect(host.listenerCount).toBe(1);
});

test('a lost connection is waited out, and the job is asked for when it is back', async () => {
  const ports = memoryPorts();
  const { panel, state, host } = await start(ports);
  panel.commands.generate();
  await until(() => host.count('job') === 1);
  host.become({ state: 'unreachable' });
  expect(state().activity?.progress).toEqual({ step: 'waiting-for-host', jobId: 'job-1' });
  host.answers.job = () => sampleJob();
  host.become({ state: 'ready', hostVersion: '0.1.0' });
  await until(() => state().activity === null);
  expect(placements(ports)).toHaveLength(1);
  expect(host.count('compose')).toBe(1);
});

test('a host that restarted without the job says so', async () => {
  const { panel, state, host } = await start();
  panel.commands.generate();
  await until(() => host.count('job') === 1);
  host.become({ state: 'unreachable' });
  host.answers.job = () => Promise.reject(new ScoreError('job-unknown', 'Generate again.'));
  host.become({ state: 'ready', hostVersion: '0.1.0' });
  await until(() => state().problem?.code === 'job-unknown');
  expect(state().activity).toBeNull();
});

test('a job found running when the panel is opened is followed to its end and placed', async () => {
  const ports = memoryPorts();
  ports.host.answers.jobs = () => ({ jobs: [sampleJob({ state: 'running', takes: [] })] });
  const { state, host } = await start(ports);
  await until(() => state().activity?.command === 'resume' && host.count('job') > 0);
  host.end(sampleJob());
  await until(() => state().activity === null);
  const settings = '{"style":"auto","intensity":60,"sync":80,"seed":8}';
  expect(placements(ports)).toMatchObject([{ settings }]);
});

test('the score goes to the sequence it was asked for, also when another is open by then', async () => {
  const ports = memoryPorts();
  const { panel, state, host } = await start(ports);
  panel.commands.generate();
  await until(() => host.count('job') > 0);
  ports.timeline.range = { ...SAMPLE_RANGE, sequenceGuid: 'other', sequenceName: 'Other' };
  await until(() => state().range?.sequenceGuid === 'other');
  host.end(sampleJob());
  await until(() => state().activity === null);
  expect(placements(ports)).toMatchObject([{ sequenceGuid: 'sequence-1' }]);
  expect(state().notice).toContain('Night train, cut 3');
  expect(state().range?.placed).toBeNull();
});

test('what Premiere refuses is a problem, and the take stays in the list', async () => {
  const ports = memoryPorts();
  ports.timeline.failWith = new ScoreError('timeline-rejected', 'Unlock the tracks.');
  ports.host.answers.jobs = () => ({ jobs: [sampleJob()] });
  const { panel, state, host } = await start(ports);
  await until(() => state().jobs.length === 1);
  panel.commands.generate();
  await until(() => host.count('job') > 0);
  host.end(sampleJob());
  await until(() => state().problem?.code === 'timeline-rejected');
  expect(state().jobs).toHaveLength(1);
});

test('the seed stays while controls change, and the same wish again draws another piece', async () => {
  const ports = memoryPorts();
  const { panel, state, host } = await start(ports);
  const run = async (expected: number): Promise<number> => {
    panel.commands.generate();
    await until(() => host.count('compose') === expected);
    const { controls } = host.asked.filter(({ method }) => method === 'compose').at(-1)?.params as {
      controls: { seed: number };
    };
    ports.timeline.report.placed = { ...PLACED, settings: JSON.stringify(controls) };
    host.end(sampleJob());
    await until(() => state().activity === null);
    return controls.seed;
  };
  const first = await run(1);
  panel.commands.changeControls({ ...state().controls, intensity: 90 });
  expect(await run(2)).toBe(first);
  expect(await run(3)).not.toBe(first);
});

test('Regenerate asks for the marked range of the take that stands there', async () => {
  const ports = memoryPorts();
  ports.timeline.range = { ...SCORED, range: rangeOf(10, 15) };
  const { panel, state, host } = await start(ports);
  panel.commands.regenerate();
  await until(() => host.count('regenerate') === 1 && host.count('job') > 0);
  expect(host.asked.find(({ method }) => method === 'regenerate')?.params).toMatchObject({
    jobId: 'job-1',
    take: 1,
    version: 1,
    range: rangeOf(10, 15),
  });
  host.end(sampleJob({ jobId: 'job-2', baseJobId: 'job-1', kind: 'regenerate', takes: [sampleTake(1, 2)] }));
  await until(() => state().activity === null);
  expect(placements(ports)).toMatchObject([
    { jobId: 'job-1', take: { version: 2, rangeWavPath: '/scores/take-1.v2.range.wav' } },
  ]);
});

test('Regenerate looks again, and refuses a range that has left the score', async () => {
  const ports = memoryPorts();
  ports.timeline.range = { ...SCORED, range: rangeOf(1, 15) };
  const { panel, state, host } = await start(ports);
  panel.commands.regenerate();
  await until(() => state().problem?.code === 'range-invalid');
  expect(host.count('regenerate')).toBe(0);
});

test('another take replaces the whole score, also an earlier version of it', async () => {
  const ports = memoryPorts();
  ports.timeline.range = SCORED;
  const version = sampleJob({
    jobId: 'job-2',
    baseJobId: 'job-1',
    kind: 'regenerate',
    takes: [sampleTake(1, 2)],
  });
  ports.host.answers.jobs = () => ({ jobs: [version, sampleJob()] });
  const { panel, state } = await start(ports);
  await until(() => state().jobs.length === 2);
  panel.commands.switchTake('job-1', 1, 2);
  await until(() => placements(ports).length === 1);
  expect(placements(ports)).toMatchObject([
    { jobId: 'job-1', take: { version: 2, rangeWavPath: null, range: sampleJob().range } },
  ]);
});

test('markers are changed at once where a score stands, and only remembered where none does', async () => {
  const ports = memoryPorts();
  const { panel, state } = await start(ports);
  const markers = { isOn: true, everyNth: 4, areDownbeatsColoured: false };
  panel.commands.chooseMarkers(markers);
  expect(state().markers).toEqual(markers);
  expect(ports.timeline.changes).toEqual([]);
  ports.timeline.range = SCORED;
  ports.host.answers.jobs = () => ({ jobs: [sampleJob()] });
  ports.host.become({ state: 'ready', hostVersion: '0.1.0' });
  await until(() => state().range?.placed !== null && state().jobs.length === 1);
  panel.commands.chooseMarkers(markers);
  await until(() => ports.timeline.changes.length === 1);
  expect(ports.timeline.changes[0]).toMatchObject({ what: 'markers', request: { markers } });
});

test('Remove score takes it off the sequence and says so', async () => {
  const ports = memoryPorts();
  ports.timeline.range = SCORED;
  const { panel, state } = await start(ports);
  panel.commands.removeScore('job-1');
  await until(() => state().activity === null && state().notice !== null);
  expect(ports.timeline.changes).toEqual([
    { what: 'remove', request: { sequenceGuid: 'sequence-1', jobId: 'job-1' } },
  ]);
});

test('Mark beats puts the beats of the source where the clip plays them', async () => {
  const ports = memoryPorts();
  ports.timeline.sound = {
    sequenceGuid: 'sequence-1',
    name: 'song.wav',
    mediaPath: '/media/song.wav',
    clipRange: rangeOf(10, 12),
    sourceRange: rangeOf(30, 34),
    speed: 2,
  };
  const at = (seconds: number) => rangeOf(seconds, seconds).startTicks;
  ports.host.answers.beats = () => ({
    tempoBpm: 120,
    beatsTicks: [at(30), at(31), at(33.5), at(34)],
    downbeatsTicks: [at(30)],
  });
  const { panel, state } = await start(ports);
  panel.commands.markBeats();
  await until(() => state().activity === null && state().notice !== null);
  expect(ports.timeline.changes).toMatchObject([
    { request: { beatsTicks: [at(10), at(10.5), at(11.75)], downbeatsTicks: [at(10)] } },
  ]);
});

test('Mark beats without a selected sound says what to select', async () => {
  const { panel, state } = await start();
  panel.commands.markBeats();
  await until(() => state().problem !== null);
  expect(state().problem).toMatchObject({ code: 'media-no-audio', command: 'mark-beats' });
});

test('markers chosen while the music is composed are those that are set', async () => {
  const ports = memoryPorts();
  const { panel, state, host } = await start(ports);
  panel.commands.generate();
  await until(() => host.count('job') > 0);
  panel.commands.chooseMarkers({ isOn: true, everyNth: 4, areDownbeatsColoured: false });
  host.end(sampleJob());
  await until(() => state().activity === null);
  expect(placements(ports)).toMatchObject([{ markers: { everyNth: 4 } }]);
});
