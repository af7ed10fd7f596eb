// One thing at a time: work waits in a line of bounded length, and what is given up leaves it.
import { ScoreError } from '@framescore/contract';
import { cancelled } from './core/system/cancelled.js';

type Waiting = { begin: () => void };

/** One place in the line. */
export type Place = {
  /** Waits for its turn, then works. Rejects with cancelled when `signal` ends the wait. */
  run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T>;
  leave(): void;
};

export class Lane {
  private readonly line: Waiting[] = [];
  private isBusy = false;
  /** Places given out: of what runs, of what waits, and of what is still being prepared. */
  private takenCount = 0;

  constructor(private readonly mostWaiting: number) {}

  /**
   * Takes a place at once, so that whoever prepares something for the work has it safe. Throws host-busy where all are taken. The place is
   * given back when `run` has ended, or by `leave` where it was never run.
   */
  reserve(): Place {
    if (this.takenCount > this.mostWaiting) {
      const detail = `${this.takenCount - 1} scores are waiting already. Wait until one is done, or cancel one.`;
      throw new ScoreError('host-busy', detail);
    }
    this.takenCount += 1;
    let isTaken = true;
    const leave = () => {
      if (isTaken) this.takenCount -= 1;
      isTaken = false;
    };
    return { leave, run: (signal, work) => this.run(signal, work).finally(leave) };
  }

  private async run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    await this.turn(signal);
    try {
      return await work();
    } finally {
      this.next();
    }
  }

  private turn(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(cancelled(signal));
    if (!this.isBusy) {
      this.isBusy = true;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.line.splice(this.line.indexOf(waiting), 1);
        reject(cancelled(signal));
      };
      const begin = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const waiting: Waiting = { begin };
      this.line.push(waiting);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  private next(): void {
    const waiting = this.line.shift();
    if (waiting) waiting.begin();
    else this.isBusy = false;
  }
}
