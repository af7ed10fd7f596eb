// How long to wait before the next try to reach the host. Pure.

/** Five tries within three seconds: UXP denies a permitted address for a moment after its start (R31). */
const QUICK_TRIES = 5;
const QUICK_DELAY_MS = 600;
const FIRST_SLOW_DELAY_MS = 1000;
const LONGEST_DELAY_MS = 10_000;

/** Milliseconds after the n-th failed try, n from 1. */
export function retryDelayMs(failedTries: number): number {
  if (failedTries < QUICK_TRIES) return QUICK_DELAY_MS;
  return Math.min(LONGEST_DELAY_MS, FIRST_SLOW_DELAY_MS * 2 ** (failedTries - QUICK_TRIES));
}

/** Whether the host may be said not to run: the quick tries are used up. */
export function areQuickTriesOver(failedTries: number): boolean {
  return failedTries >= QUICK_TRIES;
}
