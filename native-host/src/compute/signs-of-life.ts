// What a long task of the worker thread tells while it works: that it still gets on. Its own progress is the only proof of life there is, for the
// processor time of a thread cannot be told from its host's.
import { parentPort } from 'node:worker_threads';

export const SIGN_OF_LIFE = 'alive';
/** Often enough for any limit of patience, and too seldom to cost anything. */
const EVERY_MS = 250;

let lastMs = -Infinity;

function giveSign(): void {
  const nowMs = performance.now();
  if (nowMs - lastMs < EVERY_MS) return;
  lastMs = nowMs;
  parentPort?.postMessage(SIGN_OF_LIFE);
}

/** The same sound or curve; each block that is read or written is a sign of life. */
export function givingSigns<T extends object>(file: T): T {
  return new Proxy(file, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]): unknown => {
        giveSign();
        return Reflect.apply(value, target, given);
      };
    },
  });
}
