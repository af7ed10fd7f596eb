// Runs the command line as a user would and watches the whole process tree: wall time, CPU time, peak memory.
import { spawn } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { scoreResult, type ScoreResult } from '@framescore/contract';

const PROGRAM = fileURLToPath(new URL('../../native-host/bin/framescore.js', import.meta.url));
/** Reading /proc costs CPU time itself, so memory is watched only where it is asked for. */
const SAMPLE_MS = 200;

export type Watched = {
  exitCode: number;
  wallSeconds: number;
  /** Largest sum of resident memory over all processes of the run; NaN where /proc is absent or was not watched. */
  peakMegabytes: number;
  stderr: string;
};
export type Outcome = Watched & { result: ScoreResult | undefined };

/** `framescore score <media> <args>`; the result is read from score.json in `directory`. */
export async function runScore(
  media: string,
  directory: string,
  args: readonly string[] = [],
  options: { watchMemory?: boolean } = {},
): Promise<Outcome> {
  const watched = await runProgram(['score', media, '--out', directory, ...args], options);
  return { ...watched, result: watched.exitCode === 0 ? await readResult(directory) : undefined };
}

/** `framescore <args>`, to its end. */
export async function runProgram(args: readonly string[], { watchMemory = false } = {}): Promise<Watched> {
  const begin = performance.now();
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
  let peak = Number.NaN;
  const timer = watchMemory
    ? setInterval(() => {
        void treeMegabytes(child.pid ?? 0).then(
          (megabytes) => (peak = Number.isNaN(peak) ? megabytes : Math.max(peak, megabytes)),
        );
      }, SAMPLE_MS)
    : undefined;
  const exitCode = await new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? -1)));
  clearInterval(timer);
  return {
    exitCode,
    wallSeconds: (performance.now() - begin) / 1000,
    peakMegabytes: peak,
    stderr: stderr.trim(),
  };
}

async function readResult(directory: string): Promise<ScoreResult> {
  return scoreResult.parse(JSON.parse(await readFile(path.join(directory, 'score.json'), 'utf8')));
}

/** Resident memory of a process and all its descendants, from /proc (Linux only; NaN elsewhere). */
async function treeMegabytes(rootPid: number): Promise<number> {
  const entries = await readdir('/proc').catch(() => []);
  const processes = await Promise.all(entries.filter((name) => /^\d+$/.test(name)).map(readProcess));
  const children = new Map<number, number[]>();
  const resident = new Map<number, number>();
  for (const found of processes) {
    if (!found) continue;
    resident.set(found.pid, found.megabytes);
    children.set(found.parent, [...(children.get(found.parent) ?? []), found.pid]);
  }
  const sum = (pid: number): number =>
    (resident.get(pid) ?? 0) + (children.get(pid) ?? []).reduce((total, child) => total + sum(child), 0);
  return resident.has(rootPid) ? sum(rootPid) : Number.NaN;
}

async function readProcess(
  name: string,
): Promise<{ pid: number; parent: number; megabytes: number } | undefined> {
  const status = await readFile(`/proc/${name}/status`, 'utf8').catch(() => '');
  const field = (key: string) => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
  const megabytes = field('VmRSS') / 1024;
  return Number.isNaN(megabytes) ? undefined : { pid: Number(name), parent: field('PPid'), megabytes };
}
