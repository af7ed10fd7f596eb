// Where one file of many fails and the others go on: which errors belong to the file, and which end the run. Pure.
import { isCancelled, ScoreError } from '@framescore/contract';

/** The problem of the file; throws what is none: a cancelled run, a mistake of ours. */
export function problemOfFile(error: unknown): ScoreError {
  if (error instanceof ScoreError && !isCancelled(error)) return error;
  throw error;
}
