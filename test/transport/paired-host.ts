// One host and one pairing for the tests of a file, with the hooks that start and end them. For tests only; knows no scenario.
import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import { readdir } from 'node:fs/promises';
import { HostProcess, makeDataDir, removeDataDir, type Pairing } from './host-process.js';
import { PanelClient } from './panel-client.js';

export type Served = { dataDir: string; host: HostProcess; pairing: Pairing };

/** Filled before the first test. After the last one the host has ended cleanly, with no process and no address left. */
export function servePairedHost(): Served {
  const served = {} as Served;
  beforeAll(async () => {
    served.dataDir = await makeDataDir();
    served.host = await HostProcess.start(served.dataDir);
    served.pairing = await served.host.pair();
  });
  afterAll(async () => {
    expect(await served.host.stop()).toMatchObject({ exitCode: 0, orphans: [] });
    expect(await readdir(served.dataDir)).not.toContain('host.json');
    await removeDataDir(served.dataDir);
  });
  return served;
}

/** Connections that are closed after each test, which must leave a host that still answers a panel it knows. */
export function openPanels(served: Served) {
  const opened: PanelClient[] = [];
  async function open(options?: Parameters<typeof PanelClient.open>[1]): Promise<PanelClient> {
    const panel = await PanelClient.open(served.host.port, options);
    opened.push(panel);
    return panel;
  }
  async function known(): Promise<PanelClient> {
    const panel = await open();
    await panel.authenticate(served.pairing);
    return panel;
  }
  const closeAll = () => opened.splice(0).forEach((panel) => panel.close());
  afterEach(async () => {
    closeAll();
    expect((await (await known()).request('models', {})).models).not.toHaveLength(0);
    closeAll();
  });
  return { open, known };
}
