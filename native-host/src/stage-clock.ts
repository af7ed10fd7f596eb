// Times the stages of a score and turns their progress into seconds left for the whole.
import type { Progress, Run, Stage } from '@framescore/contract';

/** Share of the whole that a stage usually takes, from `npm run bench` on a 30 s clip; only the estimate depends on it. */
const SHARES: Partial<Record<Stage, number>> = {
  frames: 0.55,
  plan: 0.02,
  tokens: 0.2,
  audio: 0.15,
  beats: 0.05,
  write: 0.03,
};

/** By then models and decoders are open, and what was done tells how fast the machine is. */
const STARTUP_SECONDS = 5;

export class StageClock {
  readonly timings: Record<string, number> = {};
  private readonly done = new Map<Stage, number>();
  private readonly beginSeconds: number;

  constructor(
    private readonly now: () => number,
    private readonly sink: Run['report'],
  ) {
    this.beginSeconds = now();
  }

  /**
   * Runs a stage, adds to its wall time, and passes its progress on with the time left for the whole. A stage that is run once for each
   * of several takes is `part` of all its runs.
   */
  async time<T>(
    stage: Stage,
    work: (report: Run['report']) => Promise<T>,
    part: { index: number; count: number } = { index: 0, count: 1 },
  ): Promise<T> {
    const begin = this.now();
    const report = (progress: Progress) =>
      this.report({ ...progress, fraction: (part.index + progress.fraction) / part.count });
    report({ stage, fraction: 0 });
    const result = await work(report);
    report({ stage, fraction: 1 });
    this.timings[stage] = round((this.timings[stage] ?? 0) + this.now() - begin);
    return result;
  }

  /** Wall time since the beginning, seconds. */
  totalSeconds(): number {
    return round(this.now() - this.beginSeconds);
  }

  /** Passes progress on that was made outside of a timed stage. */
  pass(progress: Progress): void {
    this.report(progress);
  }

  private report(progress: Progress): void {
    const fraction = Math.min(1, Math.max(0, progress.fraction));
    this.done.set(progress.stage, Math.max(fraction, this.done.get(progress.stage) ?? 0));
    let whole = 0;
    for (const [stage, share] of Object.entries(SHARES))
      whole += share * (this.done.get(stage as Stage) ?? 0);
    const elapsed = this.now() - this.beginSeconds;
    // Before, the quotient is mostly start-up time. A long film spends minutes on its first 2 %.
    const isTelling = whole > 0.02 || (whole > 0 && elapsed >= STARTUP_SECONDS);
    const left = isTelling ? { secondsLeft: round((elapsed / whole) * (1 - whole)) } : {};
    this.sink({ stage: progress.stage, fraction, overall: Math.min(1, whole), ...left });
  }
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
