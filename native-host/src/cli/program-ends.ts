// How the program may have to end before its work does: signals of the system, and output that cannot be written any more because
// its reader is gone or its disk is full. The one place that listens for either.
import { setTimeout as wait } from 'node:timers/promises';
import { PROBLEMS, ScoreError, type Run } from '@framescore/contract';
import { isNoSpace, systemReason } from '../core/system/system-reason.js';

type Stream = Pick<NodeJS.WriteStream, 'write' | 'on' | 'writableLength'>;
export type EndingProcess = Pick<NodeJS.Process, 'on' | 'off'> & { stdout: Stream; stderr: Stream };
export type Output = { write(text: string): void };

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** What a reader that does not read may keep back of the words that only a person reads. */
const MOST_UNREAD_BYTES = 256 * 1024;
/** How long the end waits for such words, and for all words once the run was ended from outside. */
const LAST_WORDS_MS = 1000;

export class ProgramEnds {
  /** Results, for whoever asked for them. */
  readonly stdout: Output;
  /** Words for a person; dropped while nobody reads them. */
  readonly stderr: Output;
  private readonly controller = new AbortController();
  private outputFault: ScoreError | undefined;
  private needsReaders = true;

  constructor(private readonly process: EndingProcess) {
    const { stdout, stderr } = process;
    for (const stream of [stdout, stderr]) stream.on('error', (cause) => this.fail(cause));
    this.stdout = { write: (text) => this.write(stdout, text) };
    this.stderr = {
      write: (text) => {
        if (stderr.writableLength <= MOST_UNREAD_BYTES) this.write(stderr, text);
      },
    };
  }

  /** A run that ends when the terminal or the system asks for it, or when nobody is left to read what it gives. */
  async run<T>(report: Run['report'], work: (run: Run) => Promise<T>): Promise<T> {
    const stop = () => this.controller.abort();
    for (const name of SIGNALS) this.process.on(name, stop);
    try {
      return await work({ signal: this.controller.signal, report });
    } catch (error) {
      throw this.outputFault ?? error;
    } finally {
      for (const name of SIGNALS) this.process.off(name, stop);
    }
  }

  /** The same for work whose words nobody has to read: it goes on without its terminal. */
  serve(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.needsReaders = false;
    return this.run(
      () => undefined,
      ({ signal }) => work(signal),
    );
  }

  /** Waits until what was written has left, as far as somebody reads it. Gives the exit code that is true then. */
  async finish(exitCode: number): Promise<number> {
    const { stdout, stderr } = this.process;
    const isEnded = exitCode !== 0 || this.controller.signal.aborted || !this.needsReaders;
    await withinLimit(drained(stdout), isEnded);
    if (exitCode === 0 && this.needsReaders && this.outputFault) {
      const { code, detail } = this.outputFault;
      if (code !== 'cancelled') this.write(stderr, `${PROBLEMS[code].title} ${detail}\n`);
      exitCode = PROBLEMS[code].exitCode;
    }
    await withinLimit(drained(stderr), true);
    return exitCode;
  }

  private write(stream: Stream, text: string): void {
    try {
      stream.write(text);
    } catch (cause) {
      this.fail(cause); // a file is written at once, and throws at once
    }
  }

  private fail(cause: unknown): void {
    this.outputFault ??= outputFault(cause);
    if (this.needsReaders) this.controller.abort(this.outputFault);
  }
}

/** A reader that went away has seen enough, as with any program before a pipe; anything else is a fault to be told of. */
function outputFault(cause: unknown): ScoreError {
  if (['EPIPE', 'ECONNRESET'].includes((cause as NodeJS.ErrnoException).code ?? ''))
    return new ScoreError('cancelled', 'Nobody reads the output any more.', { cause });
  return isNoSpace(cause)
    ? new ScoreError('no-space', 'The output could not be written: the disk it goes to is full.', { cause })
    : new ScoreError('output-unwritable', `The output could not be written: ${systemReason(cause)}.`, {
        cause,
      });
}

function drained(stream: Stream): Promise<void> {
  return new Promise((resolve) => {
    try {
      stream.write('', () => resolve());
    } catch {
      resolve();
    }
  });
}

async function withinLimit(work: Promise<void>, isLimited: boolean): Promise<void> {
  const limit = new AbortController();
  const late = isLimited
    ? [wait(LAST_WORDS_MS, undefined, { signal: limit.signal }).catch(() => undefined)]
    : [];
  await Promise.race([work, ...late]);
  limit.abort();
}
