// Ends a use case whose command was cancelled, between two awaits. UXP has no `throwIfAborted`, so this is ours.
import { ScoreError } from '@framescore/contract';

export function checkCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new ScoreError('cancelled', 'The command was cancelled.');
}
