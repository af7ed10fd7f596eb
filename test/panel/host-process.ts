// A real `framescore serve` for tests: its own data folder, its own port, started, killed and started again.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from '../../scripts/panel/bundle-panel.js';

const PROGRAM = path.join(ROOT, 'native-host/bin/framescore.js');

export class HostProcess {
  private child: ChildProcess | undefined;
  private output = '';

  private constructor(
    readonly dataFolder: string,
    readonly port: number,
    private readonly bundle: string,
  ) {}

  static async prepare(bundle = 'small'): Promise<HostProcess> {
    const dataFolder = await mkdtemp(path.join(tmpdir(), 'framescore-panel-'));
    return new HostProcess(dataFolder, await freePort(), bundle);
  }

  async start(): Promise<void> {
    // A page from a file, as the browser stage is, sends the Origin "null"; of UXP `file://` is known on macOS, nothing on Windows.
    const stage = ['--accept-null-origin'];
    const args = [PROGRAM, 'serve', '--port', String(this.port), '--model', this.bundle, ...stage];
    const env = { ...process.env, FRAMESCORE_DATA_DIR: this.dataFolder, NODE_OPTIONS: '' };
    // A group of its own, so that its engine and media processes can be ended with it.
    const child = spawn(process.execPath, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    child.stdout?.on('data', (data: Buffer) => (this.output += data.toString()));
    child.stderr?.on('data', (data: Buffer) => (this.output += data.toString()));
    await waitFor(
      async () => (await this.address())?.pid === child.pid,
      20_000,
      () => this.output,
    );
  }

  /** As a crash would: nothing is said, nothing tidied. */
  kill(): void {
    if (this.child?.pid === undefined) return;
    try {
      process.kill(-this.child.pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
    this.child = undefined;
  }

  async dispose(): Promise<void> {
    this.kill();
    await rm(this.dataFolder, { recursive: true, force: true });
  }

  /** The code that a person would read in the notification, once it is there. */
  async pairingCode(): Promise<string> {
    const read = () => readFile(path.join(this.dataFolder, 'pairing-code.json'), 'utf8').catch(() => '');
    await waitFor(async () => (await read()) !== '', 5000);
    return (JSON.parse(await read()) as { digits: string }).digits;
  }

  get log(): string {
    return this.output;
  }

  private async address(): Promise<{ pid: number } | undefined> {
    try {
      return JSON.parse(await readFile(path.join(this.dataFolder, 'host.json'), 'utf8')) as { pid: number };
    } catch {
      return undefined;
    }
  }
}

export async function waitFor(
  isTrue: () => boolean | Promise<boolean>,
  longestMs: number,
  explain: () => string = () => '',
): Promise<void> {
  const until = Date.now() + longestMs;
  while (!(await isTrue())) {
    if (Date.now() > until) throw new Error(`Waited ${longestMs} ms in vain. ${explain()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
