// Hands native calls to Premiere in small batches with a rest between them: bursts of thousands were measured to take it down.

/** Batches of 12 to 15 calls were measured to be safe. */
const CALLS_IN_BATCH = 12;
const REST_MS = 2;
/** A batch whose calls are not all answered by then is no longer waited for: one lost answer must not keep every later call. */
const LONGEST_BATCH_MS = 5_000;

export type Pace = {
  /** Runs the call once there is room in a batch. */
  call: <T>(run: () => Promise<T>) => Promise<T>;
  /** For loops over calls that answer at once: a rest after each batch of them. */
  rest: () => Promise<void>;
};

type Batch = { started: number; running: number };

export function createPace(wait: (durationMs: number) => Promise<void>): Pace {
  const waiting: ((batch: Batch) => void)[] = [];
  let batch: Batch = { started: 0, running: 0 };
  let isResting = false;
  let isWatched = false;

  const startWaiting = (): void => {
    while (!isResting && batch.started < CALLS_IN_BATCH && waiting.length > 0) {
      batch.started += 1;
      batch.running += 1;
      waiting.shift()?.(batch);
    }
    if (waiting.length > 0 && !isWatched) void watch();
  };
  const beginNext = (): void => {
    isResting = false;
    batch = { started: 0, running: 0 };
    startWaiting();
  };
  const restThenBegin = (): void => {
    isResting = true;
    void wait(REST_MS).then(beginNext, beginNext);
  };
  const end = (ended: Batch): void => {
    ended.running -= 1;
    const isOver = ended === batch && ended.running === 0 && ended.started >= CALLS_IN_BATCH;
    if (isOver && !isResting) restThenBegin();
  };
  /** One timer at a time, and only while calls wait. */
  const watch = async (): Promise<void> => {
    isWatched = true;
    while (waiting.length > 0) {
      const seen = batch;
      await wait(LONGEST_BATCH_MS);
      if (seen === batch && !isResting && waiting.length > 0) restThenBegin();
    }
    isWatched = false;
  };
  return {
    call: (run) =>
      new Promise((resolve, reject) => {
        waiting.push((own) => {
          // Begun by a promise, so that a call that throws at once ends like one that rejects.
          void Promise.resolve()
            .then(run)
            .then(resolve, reject)
            .finally(() => end(own));
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
