// Takes and what Premiere refuses: nothing of another score goes unasked, and "Try again" does again what failed, no more.
import { afterEach, expect, test } from '@jest/globals';
import { ScoreError } from '@framescore/contract';
import { memoryPorts, type MemoryPorts } from '../../test/panel/page/memory-ports.js';
import { SCORED_RANGE, sampleJob } from '../../test/panel/page/sample-states.js';
import { disposePanels, startTestPanel as start, until } from '../../test/panel/page/start-panel.js';

afterEach(disposePanels);

const placements = (ports: MemoryPorts) =>
  ports.timeline.changes.filter(({ what }) => what === 'place').map(({ request }) => request);
const REFUSED = new ScoreError('timeline-rejected', 'Unlock the tracks.');
const OTHER = { jobId: 'job-9', isWhole: true, start: '00:00:10:00', end: '00:00:15:00' };

async function withScore() {
  const ports = memoryPorts();
  ports.timeline.range = SCORED_RANGE;
  ports.host.answers.jobs = () => ({ jobs: [sampleJob()] });
  const started = await start(ports);
  await until(() => started.state().jobs.length === 1);
  const idle = () => until(() => started.state().activity === null);
  return { ports, idle, ...started };
}

test('a take that would take the place of another score asks, and goes there only when that is agreed to', async () => {
  const { ports, panel, state, idle } = await withScore();
  ports.timeline.replaced = [OTHER];
  panel.commands.switchTake('job-1', 2, 1);
  await until(() => state().takeQuestion !== null);
  await idle();
  expect(state().takeQuestion).toEqual({ jobId: 'job-1', take: 2, version: 1, replaced: [OTHER] });
  expect(placements(ports)).toEqual([]);
  panel.commands.keepScores();
  expect(state().takeQuestion).toBeNull();
  panel.commands.switchTake('job-1', 2, 1, ['job-9']);
  await until(() => placements(ports).length === 1);
  expect(placements(ports)).toMatchObject([{ take: { take: 2 }, mayReplace: ['job-9'] }]);
  await idle();
});

test('music that Premiere refuses stands among the takes, and trying again places it without composing anew', async () => {
  const ports = memoryPorts();
  ports.timeline.failWith = REFUSED;
  const { panel, state, host } = await start(ports);
  panel.commands.generate();
  await until(() => host.count('job') > 0);
  host.end(sampleJob());
  await until(() => state().problem !== null);
  expect(state().jobs).toHaveLength(1);
  ports.timeline.failWith = null;
  panel.commands.retry('generate');
  await until(() => state().activity === null && placements(ports).length === 1);
  expect(host.count('compose')).toBe(1);
  expect(state()).toMatchObject({ problem: null });
  expect(placements(ports)).toMatchObject([{ jobId: 'job-1', take: { take: 1 } }]);
  // What stands is placed; the next failure is of another press.
  panel.commands.retry('generate');
  await until(() => host.count('compose') === 2);
});

test('trying again a take, markers or a removal that was refused does just that', async () => {
  const { ports, panel, state, idle } = await withScore();
  const refuse = async (press: () => void) => {
    ports.timeline.failWith = REFUSED;
    press();
    await until(() => state().problem !== null);
    ports.timeline.failWith = null;
    panel.commands.retry(state().problem!.command);
    await idle();
  };
  const markers = { ...state().markers, everyNth: 4 };
  await refuse(() => panel.commands.chooseMarkers(markers));
  await refuse(() => panel.commands.switchTake('job-1', 3, 1, ['job-9']));
  await refuse(() => panel.commands.removeScore('job-1'));
  expect(ports.timeline.changes).toMatchObject([
    { what: 'markers', request: { markers } },
    { what: 'place', request: { take: { take: 3 }, mayReplace: ['job-9'] } },
    { what: 'remove', request: { jobId: 'job-1' } },
  ]);
});
