// Plays performance events in a thread of its own while they still come. Cancelling ends the thread at once.
// Knows no tokens; the host sees only this file and score-family.ts.
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { ScoreError, type Run } from '@framescore/contract';
import { STALL_RULES, StallWatch } from '../children/stall-watch.js';
import type { PerformanceBatch } from '../core/score/performance.js';
import { cancelled, throwIfCancelled } from '../core/system/cancelled.js';
import { diskProblem } from '../sound/output-problem.js';
import type { RenderedScore, RenderFiles, SamplerReply, SamplerRequest } from './sampler-messages.js';
import type { RenderJob } from './score-renderer.js';

const ENTRY = fileURLToPath(new URL('../../dist/sampler/sampler-worker.js', import.meta.url));

/** Batches that may wait in the thread: enough to keep it busy, few enough to keep memory small. */
const WAITING_BATCHES = 64;

export class Sampler {
  readonly #bankPath: string;
  #worker: Worker | undefined;
  #opened: Promise<void> | undefined;
  readonly #watch: StallWatch;

  constructor(bankPath: string, stall = STALL_RULES) {
    this.#bankPath = bankPath;
    // Processor time of a thread cannot be told from its host's: only the longer limit holds.
    this.#watch = new StallWatch(
      { usedMs: () => Promise.resolve(undefined), onStall: (reason) => failed(`it ${reason}`) },
      stall,
    );
  }

  /** Starts the thread and loads the bank, unless that has been done. */
  async open(signal: AbortSignal): Promise<void> {
    throwIfCancelled(signal);
    const worker = (this.#worker ??= new Worker(ENTRY));
    this.#opened ??= converse(
      worker,
      signal,
      (reply) => reply.type === 'opened',
      () => {
        send(worker, { type: 'open', bankPath: this.#bankPath });
      },
    ).then(() => undefined);
    await this.#guard(worker, this.#opened);
  }

  /** Renders one score into files; `batches` come in time order and may still be in the making. */
  async renderScore(
    { job, files }: { job: RenderJob; files: RenderFiles },
    batches: AsyncIterable<PerformanceBatch>,
    run: Run,
  ): Promise<RenderedScore> {
    await this.open(run.signal);
    const worker = this.#worker;
    if (!worker) throw cancelled(run.signal);
    const finished = converse(
      worker,
      run.signal,
      (reply) => reply.type === 'finished',
      () => {
        send(worker, { type: 'start', job, files });
      },
    );
    const room = new WaitingRoom(worker, (seconds) => {
      this.#watch.noteProgress();
      run.report({ stage: 'audio', fraction: Math.min(1, seconds / job.durationSeconds) });
    });
    try {
      const [reply] = await this.#guard(
        worker,
        Promise.all([finished, feed(worker, batches, room, run.signal)]),
      );
      if (reply.type !== 'finished') throw failed('it gave no sound');
      return reply.score;
    } finally {
      room.close();
    }
  }

  /** After any failure the thread is ended: the next score starts with a clean one. */
  async #guard<T>(worker: Worker, work: Promise<T>): Promise<T> {
    try {
      return await this.#watch.during(work);
    } catch (error) {
      if (this.#worker === worker) this.dispose();
      throw error;
    }
  }

  dispose(): void {
    void this.#worker?.terminate();
    this.#worker = undefined;
    this.#opened = undefined;
  }
}

/** Counts the batches that the thread has not answered yet, and holds the sender back when there are many. */
class WaitingRoom {
  readonly #worker: Worker;
  readonly #listen: (reply: SamplerReply) => void;
  #waiting = 0;
  #resume: (() => void) | undefined;

  constructor(worker: Worker, onRendered: (seconds: number) => void) {
    this.#worker = worker;
    this.#listen = (reply) => {
      if (reply.type !== 'rendered') return;
      this.#waiting -= 1;
      onRendered(reply.seconds);
      this.#resume?.();
    };
    worker.on('message', this.#listen);
  }

  async enter(): Promise<void> {
    this.#waiting += 1;
    // The thread is gone after a cancel; `finished` rejects then, and nobody waits for this any more.
    if (this.#waiting >= WAITING_BATCHES) await new Promise<void>((resolve) => (this.#resume = resolve));
  }

  close(): void {
    this.#worker.off('message', this.#listen);
  }
}

async function feed(
  worker: Worker,
  batches: AsyncIterable<PerformanceBatch>,
  room: WaitingRoom,
  signal: AbortSignal,
): Promise<void> {
  for await (const batch of batches) {
    throwIfCancelled(signal);
    send(worker, { type: 'events', batch });
    await room.enter();
  }
  send(worker, { type: 'finish' });
}

function send(worker: Worker, request: SamplerRequest): void {
  worker.postMessage(request);
}

/** Begins something and waits for the reply that ends it; rejects on abort, failure or the thread's death. */
function converse(
  worker: Worker,
  signal: AbortSignal,
  isLast: (reply: SamplerReply) => boolean,
  begin: () => void,
): Promise<SamplerReply> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      signal.removeEventListener('abort', stop);
      worker.off('message', read).off('error', fail).off('exit', die);
      act();
    };
    const stop = (): void => settle(() => reject(cancelled(signal)));
    const fail = (cause: Error): void => settle(() => reject(failed(cause.message, cause)));
    const die = (code: number): void => settle(() => reject(failed(`the thread ended with code ${code}`)));
    const read = (reply: SamplerReply): void => {
      if (reply.type === 'failed') settle(() => reject(problem(reply)));
      else if (isLast(reply)) settle(() => resolve(reply));
    };
    signal.addEventListener('abort', stop, { once: true });
    worker.on('message', read).once('error', fail).once('exit', die);
    begin();
  });
}

function problem(reply: SamplerReply & { type: 'failed' }): ScoreError {
  if (reply.during === 'render')
    return reply.disk ? diskProblem(reply.disk, new Error(reply.message)) : failed(reply.message);
  return new ScoreError(
    'model-damaged',
    `The instrument bank cannot be read: ${reply.message}. Install the bundle again.`,
  );
}

function failed(message: string, cause?: Error): ScoreError {
  return new ScoreError('internal', `The sampler failed: ${message}.`, cause ? { cause } : undefined);
}
