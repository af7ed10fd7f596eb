// Guessing the pairing code, by one connection and by many: the tries end before the codes do.
import { afterAll, expect, test } from '@jest/globals';
import { HostProcess, makeDataDir, removeDataDir } from './host-process.js';
import { PanelClient, type Refused } from './panel-client.js';

afterAll(() => HostProcess.endAll());

test('the tries at a code end for all connections together, then new codes have to be waited for', async () => {
  const dataDir = await makeDataDir();
  const host = await HostProcess.start(dataDir);
  const guesses: string[] = [];
  const attack = async () => {
    const panel = await PanelClient.open(host.port);
    await panel.hello();
    const started = await panel.request('pair-start', {}).catch((error: Refused) => error);
    if (started instanceof Error) return started.message;
    const right = await host.code();
    for (let i = 0; i < 3; i += 1) {
      const code = String((Number(right) + 1 + guesses.length) % 1_000_000).padStart(6, '0');
      guesses.push(
        await panel.request('pair', { code }).then(
          () => 'paired',
          (error: Refused) => error.message,
        ),
      );
    }
    panel.close();
    return undefined;
  };
  let stopped: string | undefined;
  for (let connections = 0; connections < 12 && stopped === undefined; connections += 1)
    stopped = await attack();
  expect(stopped).toMatch(/pairing-refused Too many wrong codes were typed\. Wait \d+ seconds/);
  expect(guesses).not.toContain('paired');
  expect(guesses.length).toBeLessThanOrEqual(18);
  expect((await host.stop()).exitCode).toBe(0);
  await removeDataDir(dataDir);
});

test('a paired panel stays known after a restart, and unknown after its pairing was removed', async () => {
  const dataDir = await makeDataDir();
  const first = await HostProcess.start(dataDir);
  const pairing = await first.pair();
  await first.stop();
  const second = await HostProcess.start(dataDir);
  await (await second.panel(pairing)).request('models', {});
  await second.stop();
  const forgotten = await HostProcess.command(dataDir, ['serve', '--forget']);
  expect(forgotten).toMatchObject({ exitCode: 0, stdout: '1 pairing was removed.\n' });
  const third = await HostProcess.start(dataDir);
  await expect(third.panel(pairing)).rejects.toMatchObject({ code: 'not-paired' });
  await third.stop();
  await removeDataDir(dataDir);
});

test('the waiting code is shown by "framescore pair", and no other time', async () => {
  const dataDir = await makeDataDir();
  const host = await HostProcess.start(dataDir);
  const shown = async () => (await HostProcess.command(dataDir, ['pair'])).stdout;
  expect(await shown()).toMatch(/^No code is waiting/);
  const panel = await PanelClient.open(host.port);
  await panel.hello();
  await panel.request('pair-start', {});
  const code = await host.code();
  expect(await shown()).toMatch(
    new RegExp(`^${code.slice(0, 3)} ${code.slice(3)} {2}\\(valid for \\d+ more seconds\\)`),
  );
  await panel.request('pair', { code });
  expect(await shown()).toMatch(/^No code is waiting/);
  await host.stop();
  await removeDataDir(dataDir);
});
