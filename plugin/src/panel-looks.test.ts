// How often the panel looks at the timeline, and what it says of what went wrong there, on ports in memory.
import { afterEach, expect, test } from '@jest/globals';
import { ScoreError } from '@framescore/contract';
import { memoryPorts, type MemoryPorts } from '../../test/panel/page/memory-ports.js';
import { sampleJob } from '../../test/panel/page/sample-states.js';
import { lookDelayMs, startPanel, type Panel } from './panel.js';

const panels: Panel[] = [];
afterEach(() => panels.splice(0).forEach((panel) => panel.dispose()));

async function start(ports: MemoryPorts) {
  const panel = startPanel(ports, 5);
  panels.push(panel);
  await until(() => panel.getState().range !== undefined);
  return { panel, state: () => panel.getState(), ...ports };
}

async function until(isTrue: () => boolean): Promise<void> {
  for (let tries = 0; tries < 400 && !isTrue(); tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 5));
  if (!isTrue()) throw new Error(`Never became true: ${String(isTrue)}`);
}

test('the longer nothing changes, the less often the timeline is looked at', () => {
  expect([0, 14, 15, 44, 45, 9_999].map((quiet) => lookDelayMs(quiet, 1_000))).toEqual([
    1_000, 1_000, 2_000, 2_000, 5_000, 5_000,
  ]);
});

test('a hidden panel asks Premiere nothing, and looks at once when it is shown', async () => {
  const ports = memoryPorts();
  let looks = 0;
  ports.timeline.glanceAtRange = () => {
    looks += 1;
    return Promise.resolve(null);
  };
  const { panel } = await start(ports);
  await until(() => looks > 2);
  panel.setShown(false);
  const before = looks;
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(looks).toBe(before);
  panel.setShown(true);
  expect(looks).toBe(before + 1);
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
