// A bucket of permits that fills at a steady rate. Knows not what is permitted.

export class RateLimit {
  private permits: number;
  private filledAtMs: number;

  constructor(
    private readonly mostPermits: number,
    private readonly permitsPerSecond: number,
    private readonly nowMs: () => number,
  ) {
    this.permits = mostPermits;
    this.filledAtMs = nowMs();
  }

  /** Takes a permit; false when there is none. */
  take(): boolean {
    const nowMs = this.nowMs();
    const filled = this.permits + ((nowMs - this.filledAtMs) / 1000) * this.permitsPerSecond;
    this.permits = Math.min(this.mostPermits, filled);
    this.filledAtMs = nowMs;
    if (this.permits < 1) return false;
    this.permits -= 1;
    return true;
  }
}
