// The one way to change a project: actions are made inside the lock, in one transaction, and a refusal is an error (R1-R13).
import type { Action, Project } from '@adobe/premierepro';
import { ScoreError } from '@framescore/contract';
import type { PremiereContext } from './modules.js';
import { faultProblem, isOwnFault, nativeMessage, throwIfCancelled } from './problems.js';

/** Makes an action. Called only by `transact`, inside the lock; everything asynchronous was read before (R5). */
export type ActionFactory = () => Action;

/** Pauses before each new attempt. The last one outlasts a host that is tired of many commits (R12), which says that its objects are no longer valid. */
const RETRY_PAUSES_MS = [100, 500, 2_000, 61_000];
const SHORT_PAUSES = 3;
/** Between a commit and whatever follows it. */
const BREATH_MS = 30;

/** Runs the factories in one transaction: one undo step with this label. Throws when Premiere refuses any of it. */
export function transact(project: Project, label: string, factories: ActionFactory[]): void {
  if (factories.length === 0) return;
  let refusal: unknown = null;
  let isCommitted = false;
  project.lockedAccess(() => {
    // Nothing may leave the lock: an exception that does can wedge Premiere (R10).
    try {
      isCommitted = project.executeTransaction((compound) => {
        for (const factory of factories) {
          if (!addOnceOrTwice(factory, (action) => compound.addAction(action))) {
            throw new Error(`${label}: an action was refused`);
          }
        }
      }, label);
    } catch (error) {
      refusal = error;
    }
  });
  if (refusal !== null) throw refusal instanceof Error ? refusal : new Error(nativeMessage(refusal));
  if (!isCommitted) throw new Error(`${label}: nothing was committed`);
}

/** One factory in thousands returns nothing, once (R13). */
function addOnceOrTwice(factory: ActionFactory, add: (action: Action) => unknown): boolean {
  for (let attempt = 0; attempt < 2; attempt++) {
    const action = factory() as Action | undefined;
    if (action !== undefined && action !== null && add(action) !== false) return true;
  }
  return false;
}

/** Asks for fresh handles and actions at each attempt, because handles go stale at any await (R6). */
export async function commit(
  context: PremiereContext,
  label: string,
  signal: AbortSignal,
  prepare: () => Promise<{ project: Project; factories: ActionFactory[] }>,
): Promise<{ steps: number }> {
  for (let attempt = 0; ; attempt++) {
    throwIfCancelled(signal);
    try {
      const { project, factories } = await prepare();
      transact(project, label, factories);
      await context.wait(BREATH_MS);
      return { steps: factories.length > 0 ? 1 : 0 };
    } catch (error) {
      if (error instanceof ScoreError) throw error;
      if (isOwnFault(error)) throw faultProblem(context, label, error);
      const pauseMs = mayBeTired(error) || attempt < SHORT_PAUSES ? RETRY_PAUSES_MS[attempt] : undefined;
      if (pauseMs === undefined) {
        const detail = `${label}: ${nativeMessage(error)}. Try again in a minute.`;
        throw new ScoreError('timeline-rejected', detail, { cause: error });
      }
      await rest(context, pauseMs, signal);
    }
  }
}

/** "Invalid parameter." is said of what is asked: only a short pause can help, in which the user may have moved something. */
function mayBeTired(error: unknown): boolean {
  return !/Invalid parameter/.test(nativeMessage(error));
}

/** In short portions, so that a cancel is not a minute late. */
async function rest(context: PremiereContext, durationMs: number, signal: AbortSignal): Promise<void> {
  const portionMs = 500;
  for (let waitedMs = 0; waitedMs < durationMs; waitedMs += portionMs) {
    throwIfCancelled(signal);
    await context.wait(Math.min(portionMs, durationMs - waitedMs));
  }
}
