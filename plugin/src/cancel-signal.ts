// How work that is no longer wanted learns of it. Told by ourselves: UXP's AbortSignal has `aborted`, `reason` and
// `throwIfAborted`, but no events, and its page says that it works only for web streams.
import { ScoreError } from '@framescore/contract';

/** Asked between two awaits like any AbortSignal. The listener is called once, at once where it is over already; -> stops listening. */
export type CancelToken = AbortSignal & { onCancel(listener: () => void): () => void };

export type CancelSource = { readonly signal: CancelToken; cancel(): void };

export function createCancelSource(): CancelSource {
  const listeners = new Set<() => void>();
  const signal = {
    aborted: false,
    reason: undefined as unknown,
    throwIfAborted: () => checkCancelled(signal),
    onCancel(listener: () => void) {
      if (signal.aborted) listener();
      else listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const cancel = () => {
    if (signal.aborted) return;
    signal.aborted = true;
    signal.reason = new ScoreError('cancelled', 'The command was cancelled.');
    const told = [...listeners];
    listeners.clear();
    told.forEach((listener) => listener());
  };
  return { signal, cancel };
}

/** For a request that must not be cut short. */
export const NEVER_CANCELLED: CancelToken = createCancelSource().signal;

/** Ends a use case whose command was cancelled, between two awaits. */
export function checkCancelled({ aborted }: Pick<AbortSignal, 'aborted'>): void {
  if (aborted) throw new ScoreError('cancelled', 'The command was cancelled.');
}
