// The error of a run that its caller ended.
import { ScoreError } from '@framescore/contract';

export function cancelled(signal: AbortSignal): ScoreError {
  if (signal.reason instanceof ScoreError) return signal.reason;
  return new ScoreError('cancelled', 'The score was cancelled.', { cause: signal.reason });
}

export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw cancelled(signal);
}
