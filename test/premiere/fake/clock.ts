// The time of the fake: a virtual clock that jumps to the next event once nothing else runs, or the real one. Knows no Premiere.

export type FakeClock = {
  readonly kind: 'virtual' | 'real';
  nowMs(): number;
  /** Runs the function after so many milliseconds. */
  schedule(delayMs: number, run: () => void): void;
  wait(delayMs: number): Promise<void>;
  /** Time that a synchronous call takes; the real clock ignores it. */
  pass(durationMs: number): void;
};

type Entry = { atMs: number; run: () => void };

/** After everything that is ready to run; faster than a timer, and there in browsers too. */
const afterMicrotasks: (run: () => void) => void =
  typeof setImmediate === 'function'
    ? (run) => void setImmediate(run)
    : (run) => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => {
          channel.port1.close();
          run();
        };
        channel.port2.postMessage(null);
      };

export function virtualClock(): FakeClock {
  const queue: Entry[] = [];
  let now = 0;
  let isPumping = false;

  const pump = (): void => {
    const entry = queue.shift();
    if (!entry) {
      isPumping = false;
      return;
    }
    now = Math.max(now, entry.atMs);
    entry.run();
    afterMicrotasks(pump);
  };
  const schedule = (delayMs: number, run: () => void): void => {
    const atMs = now + Math.max(0, delayMs);
    let index = queue.length;
    while (index > 0 && (queue[index - 1]?.atMs ?? 0) > atMs) index--;
    queue.splice(index, 0, { atMs, run });
    if (isPumping) return;
    isPumping = true;
    afterMicrotasks(pump);
  };
  return {
    kind: 'virtual',
    nowMs: () => now,
    schedule,
    wait: (delayMs) => new Promise((resolve) => schedule(delayMs, resolve)),
    pass: (durationMs) => {
      now += durationMs;
    },
  };
}

export function realClock(): FakeClock {
  const schedule = (delayMs: number, run: () => void): void => {
    if (delayMs < 2) afterMicrotasks(run);
    else setTimeout(run, delayMs);
  };
  return {
    kind: 'real',
    nowMs: () => performance.now(),
    schedule,
    wait: (delayMs) => new Promise((resolve) => schedule(delayMs, resolve)),
    pass: () => undefined,
  };
}
