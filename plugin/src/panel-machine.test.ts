// The panel and the machine around it: the clipboard, the host's launcher.
import { afterEach, expect, test } from '@jest/globals';
import { ScoreError } from '@framescore/contract';
import { memoryPorts } from '../../test/panel/page/memory-ports.js';
import { disposePanels, startTestPanel as start, until } from '../../test/panel/page/start-panel.js';

afterEach(disposePanels);

test('diagnostics are copied at once, and saved where that is asked for', async () => {
  const ports = memoryPorts();
  const { panel, state } = await start(ports);
  panel.commands.runProbes();
  await until(() => state().activity === null);
  expect(ports.platform.copied).toEqual(['{"probes":[]}']);
  expect(ports.platform.saved).toEqual([]);
  panel.commands.saveDiagnostics();
  await until(() => ports.platform.saved.length === 1);
  panel.commands.closeDiagnostics();
  expect(state().diagnostics).toBeNull();
});

test('a report that cannot be copied can still be saved', async () => {
  const ports = memoryPorts();
  ports.platform.copyText = () => Promise.reject(new Error('no clipboard'));
  const { panel, state } = await start(ports);
  panel.commands.runProbes();
  await until(() => state().activity === null);
  expect(state()).toMatchObject({ diagnostics: '{"probes":[]}', problem: { command: 'run-probes' } });
});

test('the host can be started while a job waits for it, once for however many presses', async () => {
  const ports = memoryPorts();
  let answer: (isStarted: boolean) => void = () => undefined;
  ports.platform.onStart = () => new Promise((resolve) => (answer = resolve));
  const { panel, state, host } = await start(ports);
  panel.commands.generate();
  await until(() => host.count('job') === 1);
  host.become({ state: 'unreachable' });
  panel.commands.startHost();
  panel.commands.startHost();
  expect(ports.platform.started).toEqual([false]);
  answer(true);
  await until(() => state().notice !== null);
  expect(state()).toMatchObject({ activity: { command: 'generate' }, notice: 'The score host is starting.' });
  ports.platform.onStart = () => Promise.reject(new ScoreError('host-unreachable', 'No such file.'));
  panel.commands.startAnotherHost();
  await until(() => state().notice === 'No such file.');
  // The job itself still waits.
  expect(state().activity?.command).toBe('generate');
});
