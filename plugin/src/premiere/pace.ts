// Hands native calls to Premiere in small batches with a rest between them: bursts of thousands were measured to take it down.

/** Batches of 12 to 15 calls were measured to be safe. */
const CALLS_IN_BATCH = 12;
const REST_MS = 2;

export type Pace = {
  /** Runs the call once there is room in a batch. */
  call: <T>(run: () => Promise<T>) => Promise<T>;
  /** For loops over calls that answer at once: a rest after each batch of them. */
  rest: () => Promise<void>;
};

export function createPace(wait: (durationMs: number) => Promise<void>): Pace {
  const waiting: (() => void)[] = [];
  let started = 0;
  let running = 0;
  let isResting = false;

  const startWaiting = (): void => {
    while (!isResting && started < CALLS_IN_BATCH && waiting.length > 0) {
      started += 1;
      waiting.shift()?.();
    }
  };
  const afterRest = (): void => {
    isResting = false;
    started = 0;
    startWaiting();
  };
  const end = (): void => {
    running -= 1;
    if (running > 0 || started < CALLS_IN_BATCH || isResting) return;
    isResting = true;
    void wait(REST_MS).then(afterRest, afterRest);
  };
  return {
    call: (run) =>
      new Promise((resolve, reject) => {
        waiting.push(() => {
          running += 1;
          // Begun by a promise, so that a call that throws at once ends like one that rejects.
          void Promise.resolve().then(run).then(resolve, reject).finally(end);
        });
        startWaiting();
      }),
    rest: () => wait(REST_MS),
  };
}

/** Maps what answers at once, with a rest after each few dozen, so that a long list is no burst. */
export async function mapAtRest<T, R>(pace: Pace, entries: readonly T[], map: (entry: T) => R): Promise<R[]> {
  const portionSize = 50;
  const results: R[] = [];
  for (let start = 0; start < entries.length; start += portionSize) {
    if (start > 0) await pace.rest();
    results.push(...entries.slice(start, start + portionSize).map(map));
  }
  return results;
}
