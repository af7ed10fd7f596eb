// Runs core functions in a worker thread, so that the host answers a cancel at once. Knows no media, model or sampler.
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { ScoreError } from '@framescore/contract';
import { diskProblem } from '../sound/output-problem.js';
import type { ComputeReply, Task, TaskInput, TaskName, TaskResult } from './compute-worker.js';

const ENTRY = fileURLToPath(new URL('../../dist/compute/compute-worker.js', import.meta.url));

export class Compute {
  private worker: Worker | undefined;

  /** Runs one task; on abort the worker is terminated and the next task gets a new one. What is in `handedOver` is lost to the caller. */
  async run<N extends TaskName>(
    name: N,
    input: TaskInput<N>,
    signal: AbortSignal,
    handedOver: ArrayBuffer[] = [],
  ): Promise<TaskResult<N>> {
    if (signal.aborted) throw cancelled();
    const worker = (this.worker ??= new Worker(ENTRY));
    try {
      return (await askWorker(worker, { name, input } as Task, { signal, handedOver })) as TaskResult<N>;
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  dispose(): void {
    void this.worker?.terminate();
    this.worker = undefined;
  }
}

function askWorker(
  worker: Worker,
  task: Task,
  { signal, handedOver }: { signal: AbortSignal; handedOver: ArrayBuffer[] },
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const stop = () => settle(() => reject(cancelled()));
    const fail = (cause: Error) => settle(() => reject(failed(cause)));
    const answer = (reply: ComputeReply) =>
      settle(() => ('error' in reply ? reject(problemOf(reply)) : resolve(reply.result)));
    const settle = (act: () => void) => {
      signal.removeEventListener('abort', stop);
      worker.off('error', fail).off('message', answer);
      act();
    };
    signal.addEventListener('abort', stop, { once: true });
    worker.once('error', fail).once('message', answer);
    worker.postMessage(task, handedOver);
  });
}

function cancelled(): ScoreError {
  return new ScoreError('cancelled', 'The score was cancelled.');
}

function problemOf({ error, disk }: Extract<ComputeReply, { error: Error }>): ScoreError {
  return disk ? diskProblem(disk, error) : failed(error);
}

function failed(cause: Error): ScoreError {
  return new ScoreError('internal', `A calculation failed: ${cause.message}`, { cause });
}
