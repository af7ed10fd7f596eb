// Turns frames at any times into frames at a fixed rate: each grid time shows the newest frame at or before it.

export type TimedFrame = { timeSeconds: number; rgb: Uint8Array };

export class FrameSampler {
  private shown: Uint8Array | undefined;
  private nextIndex = 0;

  /** `totalFrames`: how many grid frames the range has, so that a short or late picture is held to its end. */
  constructor(
    private readonly fps: number,
    readonly totalFrames: number,
  ) {}

  /** Takes the next frame in time order; returns the grid frames that it completes. */
  push(frame: TimedFrame): Uint8Array[] {
    // A frame shown from t on decides no grid time before t; half a millisecond forgives rounded time stamps.
    const due = Math.ceil((frame.timeSeconds - 0.0005) * this.fps);
    const done = this.shown ? this.take(Math.min(due, this.totalFrames)) : [];
    this.shown = frame.rgb;
    return done;
  }

  /** False until a frame has come. */
  get hasPicture(): boolean {
    return this.shown !== undefined;
  }

  /** The rest of the grid, holding the last frame. Empty when no frame ever came. */
  finish(): Uint8Array[] {
    return this.shown ? this.take(this.totalFrames) : [];
  }

  private take(endIndex: number): Uint8Array[] {
    const frames: Uint8Array[] = [];
    for (; this.nextIndex < endIndex; this.nextIndex += 1) frames.push(this.shown!);
    return frames;
  }
}
