// Lends the parts that play with a bundle: opened when first needed, kept for the next one, put away when nothing comes or one failed.
import { ScoreError } from '@framescore/contract';

/** Parts that stay, and what one job uses of them: closed with the job, so that nothing of it is left for the next one. */
export type Lendable<J> = { openJob(): J; dispose(): void };

export class ModelLoans<J extends { close(): void }> {
  private opened: { modelId: string; parts: Lendable<J> } | undefined;
  private idleTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly open: (modelId: string) => Promise<Lendable<J>>,
    private readonly idleMs: number,
  ) {}

  /** One loan at a time: the caller sees to that. */
  async lend<R>(modelId: string, work: (job: J) => Promise<R>): Promise<R> {
    clearTimeout(this.idleTimer);
    if (this.opened?.modelId !== modelId) this.putAway();
    this.opened ??= { modelId, parts: await this.open(modelId) };
    const job = this.opened.parts.openJob();
    try {
      return await work(job);
    } catch (error) {
      if (isBroken(error)) this.putAway();
      throw error;
    } finally {
      job.close();
      this.idleTimer = setTimeout(() => this.putAway(), this.idleMs);
      this.idleTimer.unref();
    }
  }

  putAway(): void {
    clearTimeout(this.idleTimer);
    this.opened?.parts.dispose();
    this.opened = undefined;
  }
}

/** A wrong request leaves the parts as they were; after anything else they are not trusted. */
function isBroken(error: unknown): boolean {
  return !(error instanceof ScoreError && /^(media|outputs|range|style|tempo|timeline)-/.test(error.code));
}
