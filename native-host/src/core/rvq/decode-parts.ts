// Cuts frames of codes that come one after the other into parts that decode to exactly what the whole would. Knows no codec.

/**
 * Frames [P][K] to decode, of which the first is `firstFrame` of the piece; of the frames of their sound, `keep` from `skip` on are kept.
 * Kept parts join without gap or overlap.
 */
export type DecodePart = {
  frames: readonly (readonly number[])[];
  firstFrame: number;
  skip: number;
  keep: number;
};

/** A part of the sound of frames; `contextFrames` on either side of a frame can change its sound. */
export class PartCutter {
  /** Frames from `firstHeld` on. */
  private held: (readonly number[])[] = [];
  private firstHeld = 0;
  private nextKept = 0;

  constructor(
    private readonly contextFrames: number,
    private readonly partFrames: number,
  ) {}

  /** The part that this frame [K] completes: `partFrames` frames whose context has come. */
  push(frame: readonly number[]): DecodePart | undefined {
    this.held.push(frame);
    const come = this.firstHeld + this.held.length;
    return come >= this.nextKept + this.partFrames + this.contextFrames
      ? this.cut(this.partFrames)
      : undefined;
  }

  /** What is left when no frame follows; it may be as long as a part and its context. */
  end(): DecodePart | undefined {
    const left = this.firstHeld + this.held.length - this.nextKept;
    return left > 0 ? this.cut(left) : undefined;
  }

  private cut(keep: number): DecodePart {
    const part = {
      frames: this.held.slice(),
      firstFrame: this.firstHeld,
      skip: this.nextKept - this.firstHeld,
      keep,
    };
    this.nextKept += keep;
    const first = Math.max(0, this.nextKept - this.contextFrames);
    this.held = this.held.slice(first - this.firstHeld);
    this.firstHeld = first;
    return part;
  }
}

/** The same for frames that are all there: the parts that give the sound of frames [from, to). */
export function* cutParts(
  frames: readonly (readonly number[])[],
  [from, to]: readonly [number, number],
  { contextFrames, partFrames }: { contextFrames: number; partFrames: number },
): Generator<DecodePart> {
  for (let start = from; start < to; start += partFrames) {
    const end = Math.min(to, start + partFrames);
    const first = Math.max(0, start - contextFrames);
    const last = Math.min(frames.length, end + contextFrames);
    yield { frames: frames.slice(first, last), firstFrame: first, skip: start - first, keep: end - start };
  }
}
