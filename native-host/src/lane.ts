// One thing at a time: work waits in a line of bounded length, and what is given up leaves it. Knows not what the work is.
import { ScoreError } from '@framescore/contract';

type Waiting = { begin: () => void };

export class Lane {
  private readonly line: Waiting[] = [];
  private isBusy = false;

  constructor(private readonly mostWaiting: number) {}

  /** Throws host-busy when the line is full; call it before anything is prepared for the work. */
  assertRoom(): void {
    if (this.line.length < this.mostWaiting) return;
    throw new ScoreError(
      'host-busy',
      `${this.line.length} scores are waiting already. Wait until one is done, or cancel one.`,
    );
  }

  /** Waits for its turn, then works. Rejects with cancelled when `signal` ends the wait. */
  async run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    await this.turn(signal);
    try {
      return await work();
    } finally {
      this.next();
    }
  }

  private turn(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(gaveUp());
    if (!this.isBusy) {
      this.isBusy = true;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.line.splice(this.line.indexOf(waiting), 1);
        reject(gaveUp());
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

function gaveUp(): ScoreError {
  return new ScoreError('cancelled', 'The score was cancelled.');
}
