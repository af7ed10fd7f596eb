// One error path for every command: a paragraph on stderr and the exit code of design section 10.
import { PROBLEMS, ScoreError, type ProblemCode } from '@framescore/contract';
import type { Output } from './program-ends.js';

export type Streams = { stdout: Output; stderr: Output };

export type CommandLineOptions = {
  json: boolean;
  debug: boolean;
  /** Said after the problem of that code. */
  hints?: Partial<Record<ProblemCode, string>>;
};

/** Runs `work` and gives the exit code; `json` puts the problem on stdout as well, for programs. */
export async function runCommandLine(
  work: () => Promise<number | void>,
  streams: Streams,
  options: CommandLineOptions,
): Promise<number> {
  try {
    return (await work()) ?? 0;
  } catch (error) {
    const { code, detail: told } = problemOf(error);
    const hint = options.hints?.[code];
    const detail = hint === undefined ? told : `${told} ${hint}`;
    const problem = PROBLEMS[code];
    if (options.json)
      streams.stdout.write(
        `${JSON.stringify({ event: 'score-error', code, title: problem.title, detail })}\n`,
      );
    streams.stderr.write(`${problem.title} ${detail}\n`);
    if (options.debug && error instanceof Error) streams.stderr.write(`${causesOf(error)}\n`);
    return problem.exitCode;
  }
}

function problemOf(error: unknown): { code: ProblemCode; detail: string } {
  if (error instanceof ScoreError) return { code: error.code, detail: error.detail };
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: 'internal',
    detail: `${message} Set FRAMESCORE_DEBUG=1 to see where, and please report it.`,
  };
}

/** The error and everything behind it, for an engineer. */
function causesOf(error: Error): string {
  const texts: string[] = [];
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause)
    texts.push(cause.stack ?? cause.message);
  return texts.join('\ncaused by: ');
}
