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

test('a code is shown at the first start, and afterwards whenever "framescore pair" asks for one', async () => {
  const dataDir = await makeDataDir();
  expect(await HostProcess.command(dataDir, ['pair'])).toMatchObject({ exitCode: 5, stdout: '' });
  const host = await HostProcess.start(dataDir);
  const spaced = (code: string) => `${code.slice(0, 3)} ${code.slice(3)}`;
  const first = await host.code();
  const shown = async () => (await HostProcess.command(dataDir, ['pair'])).stdout;
  expect(await shown()).toMatch(new RegExp(`^${spaced(first)} {2}\\(valid for \\d+ more seconds\\)`));
  expect(host.shown()).toMatch(`Pairing code: ${spaced(first)}`);
  const panel = await PanelClient.open(host.port);
  await panel.hello();
  await panel.request('pair', { code: first });
  await expect(panel.request('pair', { code: first })).rejects.toMatchObject({ code: 'pairing-refused' });
  const second = (await shown()).slice(0, 7).replace(' ', '');
  const { token } = await panel.request('pair', { code: second });
  expect(token).toHaveLength(64);
  expect((await host.stop()).exitCode).toBe(0);
  const again = await HostProcess.start(dataDir);
  expect(again.shown()).not.toMatch('Pairing code');
  await again.stop();
  await removeDataDir(dataDir);
});
