// Starts a program with pipes and makes sure that it ends: killed when the run is cancelled or its caller is done.
// Knows nothing of media; what the program prints as errors is kept for causes and never reaches the terminal.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { ScoreError } from '@framescore/contract';
import { processorMsOf, STALL_RULES, StallWatch, type StallRules } from '../children/stall-watch.js';
import { cancelled } from '../core/system/cancelled.js';

export type Tool = {
  stdout: Readable;
  /** Descriptor 3. */
  replies: Readable;
  /** Resolves when the program has ended and all its pipes are closed. */
  ended: Promise<{ exitCode: number | null; failure: Error | null }>;
  /** Looks after it while somebody waits for what it gives. */
  watch: StallWatch;
  /** The end of what it wrote to stderr. */
  errorTail(): string;
  /** Kills it where it still runs, and waits until it is gone; not for one that the system cannot end. */
  dispose(): Promise<void>;
};

const ERROR_TAIL_CHARACTERS = 4_000;
// Ctrl-C reaches the program and its host at once; give the host's own signal time to be heard before blaming the program.
const SIGNAL_RACE_MS = 100;
// A killed process that waits for a dead drive ends only when that answers.
const GONE_WITHIN_MS = 2_000;

export type ToolCommand = {
  command: string;
  args: readonly string[];
  input: string;
  /** The file it reads, for the words when it stands still. */
  reads?: string;
  stall?: StallRules;
  onErrorLine?: (line: string) => boolean;
};

/** `onErrorLine` returns true for the stderr lines that it takes for itself. */
export function startTool(tool: ToolCommand, signal: AbortSignal): Tool {
  const { command, args, input, onErrorLine } = tool;
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe', 'pipe'], windowsHide: true });
  const kill = (): void => void child.kill('SIGKILL');
  signal.addEventListener('abort', kill, { once: true });
  if (signal.aborted) kill();
  const errorTail = collectErrors(child, onErrorLine);
  const ended = endOf(child).finally(() => signal.removeEventListener('abort', kill));
  child.stdin?.on('error', () => undefined); // it ended before it read its request: `ended` says why
  child.stdin?.write(input);
  const [, stdout, , replies] = child.stdio as unknown as [unknown, Readable, Readable, Readable]; // pipes, as asked for above
  return {
    stdout,
    replies,
    ended,
    watch: watchOver(child, tool),
    errorTail,
    async dispose() {
      kill();
      stdout.destroy();
      replies.destroy();
      await Promise.race([ended, wait(GONE_WITHIN_MS, undefined, { ref: false })]);
    },
  };
}

function watchOver(child: ChildProcess, { reads, stall = STALL_RULES }: ToolCommand): StallWatch {
  const onStall = (reason: string) => {
    child.kill('SIGKILL');
    const what = reads === undefined ? 'The decoder' : `The decoder of ${reads}`;
    const detail = `${what} ${reason}, so it was ended. If the file lies on an external or network drive, check that the drive answers, and try again.`;
    return new ScoreError('media-unreadable', detail);
  };
  return new StallWatch({ usedMs: () => processorMsOf(child.pid), onStall }, stall);
}

/** Throws the cancelling error where the program ended because the run did. */
export async function throwIfRunEnded(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await wait(SIGNAL_RACE_MS);
  if (signal.aborted) throw cancelled(signal);
}

async function endOf(child: ChildProcess): Promise<{ exitCode: number | null; failure: Error | null }> {
  try {
    const [exitCode] = (await once(child, 'close')) as [number | null]; // 'close' passes the exit code first
    return { exitCode, failure: null };
  } catch (error) {
    return { exitCode: null, failure: error instanceof Error ? error : new Error(String(error)) }; // it could not be started
  }
}

function collectErrors(
  child: ChildProcess,
  onErrorLine: (line: string) => boolean = () => false,
): () => string {
  let tail = '';
  let unfinished = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (unfinished + text).split(/\r?\n|\r/);
    unfinished = lines.pop() ?? '';
    const kept = lines.filter((line) => !onErrorLine(line));
    if (kept.length > 0) tail = `${tail}${kept.join('\n')}\n`.slice(-ERROR_TAIL_CHARACTERS);
  });
  return () => (tail + unfinished).slice(-ERROR_TAIL_CHARACTERS);
}
