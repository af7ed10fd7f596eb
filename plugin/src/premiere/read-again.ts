// Reading while the user goes on editing: a refusal of Premiere is waited out for a moment, and what remains of it is named for what it is.
import { ScoreError } from '@framescore/contract';
import type { PremiereContext } from './modules.js';
import { faultProblem, isOwnFault, nativeMessage, throwIfCancelled } from './problems.js';

/** Pauses before each new attempt: every change of the project makes the handles of a reading useless. */
const RETRY_PAUSES_MS = [100, 500, 2_000];
/** A read that has not ended is looked after this often. */
const LOOK_EVERY_MS = 1_000;
/** For the small questions that the panel asks by itself: an answer that is lost must not keep it from asking again. */
export const LONGEST_LOOK_MS = 60_000;

/** For the panel's own questions: every way to fail is a problem of the contract. */
export async function readAgain<T>(
  context: PremiereContext,
  signal: AbortSignal,
  read: () => Promise<T>,
  limitMs = Infinity,
): Promise<T> {
  let attempts = 0;
  try {
    return await steadily(context, signal, () => {
      attempts += 1;
      return untilCancelled(context, signal, read(), { limitMs });
    });
  } catch (error) {
    if (error instanceof ScoreError) throw await lostMeanwhile(context, error, attempts > 1);
    if (isOwnFault(error)) throw faultProblem(context, 'The timeline could not be read.', error);
    throw busyProblem(error);
  }
}

/** For what is read in the course of a change: handles die at every commit, also of others, and a new reading has new ones. */
export async function steadily<T>(
  context: PremiereContext,
  signal: AbortSignal,
  read: () => Promise<T>,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    throwIfCancelled(signal);
    try {
      return await read();
    } catch (error) {
      const pauseMs = RETRY_PAUSES_MS[attempt];
      if (error instanceof ScoreError || isOwnFault(error) || pauseMs === undefined) throw error;
      await context.wait(pauseMs);
    }
  }
}

const BUSY_ADVICE = 'Close any dialog in Premiere, let it finish what it does, then try again.';

function busyProblem(cause: unknown): ScoreError {
  return new ScoreError('premiere-busy', `${BUSY_ADVICE} Premiere says: ${nativeMessage(cause)}`, { cause });
}

/** Nothing was open from the start, or was closed between two attempts: for the person these are two things. */
async function lostMeanwhile(
  { ppro }: PremiereContext,
  error: ScoreError,
  isLater: boolean,
): Promise<ScoreError> {
  if (!isLater || error.code !== 'no-active-sequence') return error;
  const project = (await ppro.Project.getActiveProject()) as object | null;
  return project
    ? new ScoreError('timeline-changed', 'No sequence was open any more while it was read. Open it again.')
    : new ScoreError('project-closed', 'The project was closed while it was read. Open it again.');
}

type Patience = { limitMs?: number; graceMs?: number };

/**
 * Premiere may never answer (a dialog is open): a cancel is obeyed all the same, after some grace, and a limit, though the work itself
 * cannot be ended. It ends at its next look at the signal.
 */
export async function untilCancelled<T>(
  context: PremiereContext,
  signal: AbortSignal,
  work: Promise<T>,
  { limitMs = Infinity, graceMs = 0 }: Patience,
): Promise<T> {
  let isOver = false;
  const over = work.finally(() => (isOver = true));
  over.catch(() => undefined);
  const watch = async (): Promise<never> => {
    let cancelledMs = 0;
    for (let waitedMs = 0; !isOver; waitedMs += LOOK_EVERY_MS) {
      if (waitedMs >= limitMs) throw new ScoreError('premiere-busy', `${BUSY_ADVICE} It did not answer.`);
      await context.wait(LOOK_EVERY_MS);
      if (signal.aborted) cancelledMs += LOOK_EVERY_MS;
      if (cancelledMs > graceMs) throwIfCancelled(signal);
    }
    return new Promise<never>(() => undefined);
  };
  const watching = watch();
  watching.catch(() => undefined);
  return Promise.race([over, watching]);
}
