// Notices a child that stands still while somebody waits for it. What proves life is progress: an answer, or processor time where that can be
// read. Waiting is counted in ticks of the host's own clock, so that a computer that sleeps, or is too busy to let the host run, costs nothing.
import pidusage from 'pidusage';

type StallLimits = {
  /** Without an answer and without any processor time: stopped, or waiting for a drive that does not answer. */
  idleSeconds: number;
  /** Without an answer, however busy: going round in circles. */
  busySeconds: number;
};

export type Watched = {
  /** Processor time that the child has used up to now, in milliseconds; undefined where nobody knows. */
  usedMs(): Promise<number | undefined>;
  /** Ends a child that stands still, for the reason in words; whoever waits for it gets this error. */
  onStall(reason: string): Error;
};

/** The limits, and a clock: it calls `tick` each second until the returned function is called. */
export type StallRules = StallLimits & { everySecond(tick: () => void): () => void };

export const STALL_RULES: StallRules = {
  idleSeconds: 30,
  busySeconds: 15 * 60,
  everySecond(tick) {
    const timer = setInterval(tick, 1000).unref();
    return () => clearInterval(timer);
  },
};

/** How often processor time is read: it may start a program. */
const READ_EVERY_SECONDS = 5;

export class StallWatch {
  private readonly waiting = new Set<(error: Error) => void>();
  private stopTicking: (() => void) | undefined;
  private silentSeconds = 0;
  /** Since which silent second processor time has stood still, and at what. */
  private idle: { sinceSecond: number; usedMs: number } | undefined;

  constructor(
    private readonly watched: Watched,
    private readonly rules = STALL_RULES,
  ) {}

  /** Waits for what the child owes; rejects when the child has stood still for too long. */
  during<T>(owed: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const settled = <V>(settle: (value: V) => void) => {
        return (value: V) => {
          this.waiting.delete(reject);
          this.noteProgress();
          if (this.waiting.size === 0) setImmediate(() => this.rest());
          settle(value);
        };
      };
      this.waiting.add(reject);
      this.stopTicking ??= this.rules.everySecond(() => this.tick());
      owed.then(settled(resolve), settled(reject));
    });
  }

  /** Something came from the child besides what it owes. */
  noteProgress(): void {
    this.silentSeconds = 0;
    this.idle = undefined;
  }

  /** Put off for a moment: most waits follow one another. */
  private rest(): void {
    if (this.waiting.size > 0) return;
    this.stopTicking?.();
    this.stopTicking = undefined;
  }

  private tick(): void {
    if (this.waiting.size === 0) return;
    this.silentSeconds += 1;
    const { busySeconds } = this.rules;
    if (this.silentSeconds >= busySeconds) this.stall(`has given nothing for ${busySeconds} seconds`);
    else if (this.silentSeconds % READ_EVERY_SECONDS === 1) void this.readProcessorTime(this.silentSeconds);
  }

  private async readProcessorTime(atSecond: number): Promise<void> {
    const usedMs = await this.watched.usedMs().catch(() => undefined);
    if (this.silentSeconds < atSecond) return; // an answer came while it was read
    if (usedMs === undefined) this.idle = undefined;
    else if (this.idle?.usedMs !== usedMs) this.idle = { sinceSecond: atSecond, usedMs };
    const { idleSeconds } = this.rules;
    if (this.idle && atSecond - this.idle.sinceSecond >= idleSeconds)
      this.stall(`has done nothing for ${idleSeconds} seconds`);
  }

  private stall(reason: string): void {
    this.giveUp(this.watched.onStall(reason));
  }

  /** Nobody waits any longer: all who do get this error. */
  giveUp(error: Error): void {
    this.noteProgress();
    for (const reject of [...this.waiting]) reject(error);
    this.waiting.clear();
    this.rest();
  }
}

/** Processor time of a process with all its threads. */
export async function processorMsOf(pid: number | undefined): Promise<number | undefined> {
  return pid === undefined ? undefined : (await pidusage(pid)).ctime;
}
