// Which frames of a decoded sequence belong to a range, and when they are shown in it. Pure; knows no picture.

export type GateStep<T> = { shown: { timeSeconds: number; item: T }[]; released: T[]; isOver: boolean };

// A frame that begins this close after the range's start is taken as the range's first: 1 ms is far below any frame.
const SAME_MOMENT_SECONDS = 1e-3;
// Presentation times are exact fractions; only the sum of two doubles has to be forgiven.
const ROUNDING_SECONDS = 1e-6;

/**
 * Takes frames in presentation order. The frame on screen when the range starts is its first, at 0; all that begin inside
 * follow at their own time. Frames whose time does not increase are left out, as a player never shows them.
 */
export class RangeGate<T> {
  private held: T | null = null;
  private lastSeconds = -Infinity;
  private shownCount = 0;
  /** Frames inside the range whose time does not increase. */
  leftOutCount = 0;

  constructor(private readonly range: { startSeconds: number; endSeconds: number }) {}

  /** `released` are items that will never be shown and whose memory may go. */
  offer(mediaSeconds: number, item: T): GateStep<T> {
    if (mediaSeconds <= this.lastSeconds) {
      if (mediaSeconds >= this.range.startSeconds) this.leftOutCount += 1;
      return { shown: [], released: [item], isOver: false };
    }
    this.lastSeconds = mediaSeconds;
    const timeSeconds = mediaSeconds - this.range.startSeconds;
    if (timeSeconds < -ROUNDING_SECONDS) return this.hold(item);
    const isOver = mediaSeconds >= this.range.endSeconds - ROUNDING_SECONDS;
    const step = this.releaseHeld(isOver || timeSeconds > SAME_MOMENT_SECONDS);
    if (isOver) return { shown: step.shown, released: [...step.released, item], isOver };
    this.shownCount += 1;
    return {
      shown: [...step.shown, { timeSeconds: Math.max(0, timeSeconds), item }],
      released: step.released,
      isOver,
    };
  }

  /** After the last frame: the one still on screen, where the range begins after it. */
  end(): GateStep<T> {
    return this.releaseHeld(true);
  }

  private hold(item: T): GateStep<T> {
    const released = this.held === null ? [] : [this.held];
    this.held = item;
    return { shown: [], released, isOver: false };
  }

  private releaseHeld(isOnScreen: boolean): GateStep<T> {
    const item = this.held;
    this.held = null;
    if (item === null) return { shown: [], released: [], isOver: false };
    if (!isOnScreen || this.shownCount > 0) return { shown: [], released: [item], isOver: false };
    this.shownCount += 1;
    return { shown: [{ timeSeconds: 0, item }], released: [], isOver: false };
  }
}
