// What the panel does with faults of its own, and with what could not be read.
import { afterEach, expect, test } from '@jest/globals';
import { ScoreError } from '@framescore/contract';
import { memoryPorts } from '../../test/panel/page/memory-ports.js';
import { sampleJob } from '../../test/panel/page/sample-states.js';
import { disposePanels, startTestPanel as start, until } from '../../test/panel/page/start-panel.js';

afterEach(disposePanels);

test('work that throws at once and a listener that throws take nothing down', async () => {
  const ports = memoryPorts();
  ports.timeline.readTimeline = () => {
    throw new TypeError('The script object is no longer valid.');
  };
  const { panel, state } = await start(ports);
  panel.subscribe(() => {
    throw new Error('bad listener');
  });
  panel.commands.generate();
  await until(() => state().problem !== null);
  expect(state().problem?.detail).toContain('no longer valid');
  expect(state().activity).toBeNull();
});

test('a fault of ours is shown with its cause, so that the details say where it happened', async () => {
  const ports = memoryPorts();
  const cause = new TypeError('time is undefined');
  ports.timeline.readTimeline = () =>
    Promise.reject(new ScoreError('internal', 'The panel met a fault.', { cause }));
  const { panel, state } = await start(ports);
  panel.commands.generate();
  await until(() => state().problem !== null);
  expect(state().problem?.cause).toContain('TypeError: time is undefined');
  panel.commands.copyProblem();
  await until(() => ports.platform.copied.length === 1);
  expect(ports.platform.copied[0]).toContain('time is undefined');
});

test('what could not be read of the timeline is said beside what could not be placed', async () => {
  const ports = memoryPorts();
  const read = ports.timeline.readTimeline;
  ports.timeline.readTimeline = async () => ({
    ...(await read(new AbortController().signal)),
    warnings: ['“B-cam” could not be read.'],
  });
  ports.timeline.report.warnings = ['No colours.'];
  const { panel, state, host } = await start(ports);
  panel.commands.generate();
  await until(() => host.count('job') > 0);
  host.end(sampleJob());
  await until(() => state().activity === null);
  expect(state().placementWarnings).toEqual(['“B-cam” could not be read.', 'No colours.']);
});
