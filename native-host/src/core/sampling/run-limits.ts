// Keeps sampling inside the domain of training: a token that repeats longer than it ever did there is not sampled again.
// Knows streams by number only; the token family says which runs have a limit.

/** After a token of at least `startsAt`, a run of `token` may last at most `mostSteps` steps. */
export type RunLimit = { stream: number; token: number; startsAt: number; mostSteps: number };

/** Added to a logit whose token may not be sampled: far below any logit, finite so that it stays a number. */
const FORBIDDEN = -1e9;

export class RunLimiter {
  private readonly counts: Int32Array;
  private readonly counting: boolean[];

  constructor(private readonly limits: readonly RunLimit[]) {
    this.counts = new Int32Array(limits.length);
    this.counting = limits.map(() => false);
  }

  /** Takes the tokens [K] that were sampled last. */
  push(tokens: Int32Array): void {
    for (const [i, { stream, token, startsAt }] of this.limits.entries()) {
      const sampled = tokens[stream]!;
      if (sampled === token) this.counts[i]! += 1;
      else {
        this.counts[i] = 0;
        this.counting[i] = sampled >= startsAt;
      }
    }
  }

  /** Forbids in the noise [K, V] what has lasted long enough. */
  apply(noise: Float32Array, largest: number): void {
    for (const [i, { stream, token, mostSteps }] of this.limits.entries()) {
      if (this.counting[i] && this.counts[i]! >= mostSteps) noise[stream * largest + token] = FORBIDDEN;
    }
  }
}
