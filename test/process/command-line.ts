// Starts the built command line as a user's shell would, and looks for what it left behind.
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

export const ROOT = path.resolve(__dirnameOf(), '../..');
const PROGRAM = path.join(ROOT, 'native-host/bin/framescore.js');

function __dirnameOf(): string {
  return path.dirname(new URL(import.meta.url).pathname);
}

export type Finished = {
  exitCode: number | null;
  stdout: string;
  stderr: string;
  orphans: string[];
  seconds: number;
};
export type Running = {
  child: ChildProcess;
  finished: Promise<Finished>;
  onLine(listener: (line: string) => void): void;
  /** What is on stderr so far. */
  shown(): string;
};

/** Every process of the run carries a mark in its environment, so that none can hide by losing its parent. */
export function startCommandLine(
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Running {
  const mark = randomUUID();
  const begin = performance.now();
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: options.cwd ?? ROOT,
    env: { ...process.env, NODE_OPTIONS: '', ...options.env, FRAMESCORE_TEST_MARK: mark },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const listeners: ((line: string) => void)[] = [];
  let stdout = '';
  let stderr = '';
  let pending = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    pending += chunk.toString();
    const lines = pending.split('\n');
    pending = lines.pop() ?? '';
    for (const line of lines) for (const listener of listeners) listener(line);
  });
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const finished = new Promise<Finished>((resolve) => {
    child.once('close', (exitCode) => {
      const seconds = (performance.now() - begin) / 1000;
      void remaining(mark).then((orphans) => resolve({ exitCode, stdout, stderr, orphans, seconds }));
    });
  });
  return { child, finished, onLine: (listener) => listeners.push(listener), shown: () => stderr };
}

export function runCommandLine(
  args: readonly string[],
  options?: Parameters<typeof startCommandLine>[1],
): Promise<Finished> {
  return startCommandLine(args, options).finished;
}

/** Command lines of marked processes that still live half a second after the program ended (Linux; elsewhere empty). */
async function remaining(mark: string): Promise<string[]> {
  for (let tries = 0; ; tries += 1) {
    const found = await markedProcesses(mark);
    if (found.length === 0 || tries === 10) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function markedProcesses(mark: string): Promise<string[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      if (!environment.includes(mark)) return [];
      return [(await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ')];
    }),
  );
  return found.flat();
}
