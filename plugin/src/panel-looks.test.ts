// How often the panel looks at the timeline, and when not at all.
import { afterEach, expect, test } from '@jest/globals';
import { memoryPorts } from '../../test/panel/page/memory-ports.js';
import { SAMPLE_RANGE } from '../../test/panel/page/sample-states.js';
import { disposePanels, startTestPanel as start, until } from '../../test/panel/page/start-panel.js';
import { lookDelayMs } from './panel.js';

afterEach(disposePanels);

test('a timeline that cannot be read at all is a problem and no endless wait', async () => {
  const ports = memoryPorts();
  ports.timeline.readRange = () => Promise.reject(new Error('no bridge'));
  const { state } = await start(ports);
  expect(state()).toMatchObject({ problem: { code: 'internal' }, range: null });
});

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

test('a panel that nobody sees reads nothing, and reads on when it is seen again', async () => {
  const ports = memoryPorts();
  const { timeline, platform } = ports;
  const { state } = await start(ports);
  let looks = 0;
  timeline.readRange = () => {
    looks += 1;
    return Promise.resolve({ ...SAMPLE_RANGE, sequenceName: 'Later' });
  };
  platform.isSeen = false;
  await new Promise((resolve) => setTimeout(resolve, 60));
  // One look may have been on its way.
  expect(looks).toBeLessThanOrEqual(1);
  platform.isSeen = true;
  await until(() => state().range?.sequenceName === 'Later');
});
