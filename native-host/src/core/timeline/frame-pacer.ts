// Gives the frames of one shot the times at which the sequence shows them: on its frames, the newest one at each. Knows no files.
import type { TimedFrame } from '../video/frame-sampler.js';

/** Frames of the sequence on the clock of the range. */
export type FrameGrid = { offsetSeconds: number; frameSeconds: number };

/** Files round their time stamps; a frame that comes this share of a frame late is shown in time all the same. */
const LATE_SHARE = 1 / 8;

export class FramePacer {
  private pending: TimedFrame | null = null;

  constructor(
    private readonly shot: { startSeconds: number; endSeconds: number },
    private readonly grid: FrameGrid,
  ) {}

  /** Takes frames in time order; gives the one that is now known to have been shown. The first is shown from the shot's start. */
  push({ timeSeconds, rgb }: TimedFrame): TimedFrame[] {
    const before = this.pending;
    const shownSeconds = before ? this.shownFrom(timeSeconds) : this.shot.startSeconds;
    if (shownSeconds >= this.shot.endSeconds) return [];
    this.pending = { timeSeconds: shownSeconds, rgb };
    return before && before.timeSeconds < shownSeconds ? [before] : [];
  }

  finish(): TimedFrame[] {
    return this.pending ? [this.pending] : [];
  }

  private shownFrom(timeSeconds: number): number {
    const { offsetSeconds, frameSeconds } = this.grid;
    const frame = Math.ceil((timeSeconds - offsetSeconds) / frameSeconds - LATE_SHARE);
    return Math.max(this.shot.startSeconds, offsetSeconds + frame * frameSeconds);
  }
}
