// A real `framescore serve` with a data folder of its own, and a panel paired with it. For tests only.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runCommandLine, startCommandLine, type Finished } from '../process/command-line.js';
import { PanelClient } from './panel-client.js';

export type Pairing = { clientId: string; token: string };

export class HostProcess {
  private static readonly started = new Set<HostProcess>();

  private constructor(
    readonly dataDir: string,
    readonly port: number,
    readonly pid: number,
    private readonly running: ReturnType<typeof startCommandLine>,
  ) {}

  /** Ends with host.json written, so that the host answers. */
  static async start(dataDir: string, args: string[] = []): Promise<HostProcess> {
    const options = { env: { FRAMESCORE_DATA_DIR: dataDir, PATH: '/nowhere' } };
    const running = startCommandLine(['serve', '--port', '0', '--model', 'debug-score', ...args], options);
    const ended = running.finished.then((finished) => {
      throw new Error(`the host ended: ${finished.stderr}`);
    });
    ended.catch(() => undefined);
    const { pid, port } = await Promise.race([addressIn(dataDir, running.child.pid), ended]);
    const host = new HostProcess(dataDir, port, pid, running);
    HostProcess.started.add(host);
    return host;
  }

  /** Another command beside the host, with the same data folder. */
  static command(dataDir: string, args: string[]): Promise<Finished> {
    return runCommandLine(args, { env: { FRAMESCORE_DATA_DIR: dataDir } });
  }

  /** The code that waits, from the file that `framescore pair` reads. */
  async code(): Promise<string> {
    const text = await readFile(path.join(this.dataDir, 'pairing-code.json'), 'utf8');
    return (JSON.parse(text) as { digits: string }).digits;
  }

  async pair(): Promise<Pairing> {
    const panel = await PanelClient.open(this.port);
    await panel.hello();
    await panel.request('pair-start', {});
    const pairing = await panel.request('pair', { code: await this.code() });
    panel.close();
    return pairing;
  }

  async panel(pairing: Pairing): Promise<PanelClient> {
    const panel = await PanelClient.open(this.port);
    await panel.authenticate(pairing);
    return panel;
  }

  /** Ends what a failed test did not, and removes its folder. */
  static async endAll(): Promise<void> {
    for (const host of HostProcess.started) {
      await host.stop();
      await removeDataDir(host.dataDir);
    }
  }

  /** What its terminal shows so far. */
  shown(): string {
    return this.running.shown();
  }

  stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Finished> {
    HostProcess.started.delete(this);
    this.running.child.kill(signal);
    return this.running.finished;
  }
}

export function makeDataDir(): Promise<string> {
  return mkdtemp(path.join(tmpdir(), 'framescore-host-'));
}

export function removeDataDir(dataDir: string): Promise<void> {
  return rm(dataDir, { recursive: true, force: true });
}

async function addressIn(dataDir: string, pid: number | undefined): Promise<{ pid: number; port: number }> {
  for (let tries = 0; tries < 400; tries += 1) {
    const text = await readFile(path.join(dataDir, 'host.json'), 'utf8').catch(() => '');
    const address = text === '' ? undefined : (JSON.parse(text) as { pid: number; port: number });
    if (address && address.pid === pid) return address;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the host did not begin to listen');
}
