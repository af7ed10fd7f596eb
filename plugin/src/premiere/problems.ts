// Turns what Premiere throws (errors, plain strings, nothing) into the problems of the contract. Knows no operation.
import { ScoreError, type ProblemCode } from '@framescore/contract';

/** Premiere's own words; some rejections are plain strings. */
export function nativeMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new ScoreError('cancelled', 'The step was cancelled.');
}

/** Runs an operation; whatever is not a problem yet becomes the given one, with Premiere's words in it. */
export async function asProblem<T>(
  code: ProblemCode,
  advice: string,
  signal: AbortSignal,
  run: () => Promise<T>,
): Promise<T> {
  try {
    throwIfCancelled(signal);
    return await run();
  } catch (error) {
    if (error instanceof ScoreError) throw error;
    throw new ScoreError(code, `${advice} Premiere says: ${nativeMessage(error)}`, { cause: error });
  }
}
