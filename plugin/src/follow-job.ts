// Follows a job of the host to its end: through its events, a lost connection, a restarted host, and a cancel.
import { ScoreError, isCancelled, type ScoreJob, type WireProblem } from '@framescore/contract';
import { NEVER_CANCELLED } from './cancel-signal.js';
import type { HostEvent, HostPort, PanelRun } from './ports.js';

/** -> the finished job. Throws the problem of a failed one, and `cancelled`. */
export async function followJob(jobId: string, host: HostPort, run: PanelRun): Promise<ScoreJob> {
  const stops: (() => void)[] = [];
  try {
    return await new Promise<ScoreJob>((resolve, reject) => {
      const settle = settleWith(resolve, reject);
      const lookAgain = () => {
        host
          .request('job', { jobId }, run.signal)
          .then((job) => {
            reportState(job, run);
            settle(job);
          })
          // Without a connection nothing is known; the next "ready" asks again.
          .catch((error: unknown) => (isAway(error) ? undefined : reject(asError(error))));
      };
      stops.push(host.watchEvents((event) => hear(event, { jobId, run, settle, reject })));
      stops.push(
        host.watchConnection(({ state }) =>
          state === 'ready' ? lookAgain() : run.report({ step: 'waiting-for-host', jobId }),
        ),
      );
      stops.push(run.signal.onCancel(() => void cancelJob(jobId, host).finally(() => reject(cancelled()))));
    });
  } finally {
    stops.forEach((stop) => stop());
  }
}

type Listener = {
  jobId: string;
  run: PanelRun;
  settle: (job: ScoreJob) => void;
  reject: (error: Error) => void;
};

function hear(event: HostEvent, { jobId, run, settle, reject }: Listener): void {
  if (event.name === 'score-end') {
    if (event.params.job.jobId === jobId) settle(event.params.job);
    return;
  }
  if (event.params.jobId !== jobId || run.signal.aborted) return;
  if (event.name === 'score-error') reject(toError(event.params.problem));
  if (event.name === 'stage-progress') run.report({ step: 'composing', ...event.params });
}

/** A job that was lost sight of: the place in the queue, or how far it is. */
function reportState(job: ScoreJob, run: PanelRun): void {
  if (run.signal.aborted || (job.state !== 'queued' && job.state !== 'running')) return;
  const { stage = null, fraction = 0, secondsLeft = null } = job.progress ?? {};
  run.report({ step: 'composing', jobId: job.jobId, stage, fraction, secondsLeft });
}

function settleWith(resolve: (job: ScoreJob) => void, reject: (error: Error) => void) {
  return (job: ScoreJob) => {
    if (job.state === 'done') resolve(job);
    if (job.state === 'cancelled') reject(cancelled());
    if (job.state === 'failed') reject(job.problem ? toError(job.problem) : unexplained());
  };
}

/** Asks the host to end the job; a host that is gone has ended it, or says so when it is back. */
async function cancelJob(jobId: string, host: HostPort): Promise<void> {
  try {
    await host.request('cancel', { jobId }, NEVER_CANCELLED);
  } catch {
    // The person has already turned away from this job.
  }
}

const toError = ({ code, detail }: WireProblem) => new ScoreError(code, detail);
const cancelled = () => new ScoreError('cancelled', 'The score was cancelled.');
const unexplained = () => new ScoreError('internal', 'The host gave no reason. Generate the score again.');
const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)));
const isAway = (error: unknown) =>
  isCancelled(error) ||
  (error instanceof ScoreError && ['host-unreachable', 'network-denied'].includes(error.code));
