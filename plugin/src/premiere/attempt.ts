// A read that may fail, or find nothing, without failing what it is a part of: most of Premiere's getters do so for some clip.
import { ScoreError } from '@framescore/contract';

/** -> the value; the fallback when there is none, or when the read throws. A problem of ours (a cancel, say) goes on up. */
export async function attempt<T, F>(
  read: () => Promise<T> | T,
  fallback: F,
  note: (error: unknown) => void = () => undefined,
): Promise<NonNullable<T> | F> {
  try {
    return (await read()) ?? fallback;
  } catch (error) {
    if (error instanceof ScoreError) throw error;
    note(error);
    return fallback;
  }
}
