// Runs core functions in a worker thread, so that the host answers a cancel at once. Knows no media, model or sampler.
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { ScoreError } from '@framescore/contract';
import { Requests } from '../children/requests.js';
import { STALL_RULES, StallWatch } from '../children/stall-watch.js';
import { cancelled, throwIfCancelled } from '../core/system/cancelled.js';
import { diskProblem } from '../sound/output-problem.js';
import type { ComputeReply, TaskInput, TaskName, TaskResult } from './compute-worker.js';
import { SIGN_OF_LIFE } from './signs-of-life.js';

const ENTRY = fileURLToPath(new URL('../../dist/compute/compute-worker.js', import.meta.url));

export class Compute {
  private worker: Worker | undefined;
  private readonly requests: Requests<ComputeReply>;
  private readonly watch: StallWatch;

  constructor(stall = STALL_RULES) {
    // Processor time of a thread cannot be told from its host's: only the longer limit holds, from one sign of life to the next.
    const watched = { usedMs: () => Promise.resolve(undefined), onStall: (why: string) => this.giveUp(why) };
    this.watch = new StallWatch(watched, stall);
    this.requests = new Requests(this.watch);
  }

  /** Runs one task; on abort the worker is terminated and the next task gets a new one. What is in `handedOver` is lost to the caller. */
  async run<N extends TaskName>(
    name: N,
    input: TaskInput<N>,
    signal: AbortSignal,
    handedOver: ArrayBuffer[] = [],
  ): Promise<TaskResult<N>> {
    throwIfCancelled(signal);
    const worker = (this.worker ??= this.startWorker());
    const stop = () => this.end(worker, cancelled(signal));
    signal.addEventListener('abort', stop, { once: true });
    try {
      const reply = await this.requests.answer((id) => worker.postMessage({ id, name, input }, handedOver));
      if ('error' in reply) throw problemOf(reply);
      return reply.result as TaskResult<N>;
    } catch (error) {
      this.end(worker, failed(new Error('it was ended with another one', { cause: error })));
      throw error;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  dispose(): void {
    void this.worker?.terminate();
    this.worker = undefined;
  }

  private startWorker(): Worker {
    const worker = new Worker(ENTRY);
    worker.on('message', (reply: ComputeReply | typeof SIGN_OF_LIFE) => {
      if (this.worker !== worker) return;
      if (reply === SIGN_OF_LIFE) this.watch.noteProgress();
      else this.requests.settle(reply);
    });
    worker.once('error', (cause) => this.end(worker, failed(cause)));
    return worker;
  }

  /** Ends a thread, and whatever is still asked of it. */
  private end(worker: Worker, error: Error): void {
    if (this.worker !== worker) return;
    this.dispose();
    this.requests.failAll(error);
  }

  private giveUp(reason: string): ScoreError {
    this.dispose();
    return failed(new Error(`it ${reason}`));
  }
}

function problemOf({ error, disk }: Extract<ComputeReply, { error: Error }>): ScoreError {
  return disk ? diskProblem(disk, error) : failed(error);
}

function failed(cause: Error): ScoreError {
  return new ScoreError('internal', `A calculation failed: ${cause.message}`, { cause });
}
