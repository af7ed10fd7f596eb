// One axis for the times of a stream: containers whose clock starts anew in the middle (joined captures, split titles), runs over, or
// says nothing at all. Probing, frames and sound are all placed by it. Pure.

/** Joined files: transport and program streams of recorders and discs, chained Ogg, live Flash video. */
const JOINED_FORMATS = /^(mpegts|mpeg|ogg|flv|live_flv)$/;
/** One stream without a container: packets carry no times, or such as FFmpeg made up. */
const BARE_FORMATS =
  /^(h26[1-46]|hevc|vvc|evc|m4v|mpegvideo|mjpeg|mjpeg_2000|obu|cavsvideo|avs[23]|vc1|dirac|dnxhd|ingenient)$/;
/** The clock of MPEG streams: 33 bits of 90 kHz, a little over a day. */
const MPEG_FORMATS = /^(mpegts|mpeg)$/;
const MPEG_PERIOD_SECONDS = 2 ** 33 / 90_000;

/** A step back of more than this is a clock that starts anew; less is the order of B-frames, or a slip. */
export const STEP_BACK_SECONDS = 1;
/** No codec reorders more frames than this, which at low rates is more than a second. */
export const MOST_REORDERED_FRAMES = 16;
/** In files that may be joined a longer gap is another clock too, as it is for FFmpeg's own program. */
export const LONGEST_GAP_SECONDS = 10;

/** Whether a file of this format may be several, one behind the other, each with a clock of its own. */
export function mayBeJoined(formatName: string): boolean {
  return JOINED_FORMATS.test(formatName);
}

/** Whether pictures of this format have no times, so that they are counted at the stated rate. */
export function isBareStream(formatName: string): boolean {
  return BARE_FORMATS.test(formatName);
}

export class StreamClock {
  /** How often the clock of the file started anew. */
  restartCount = 0;
  private offsetSeconds = 0;
  /** The item that begins last of all so far. */
  private latest: { seconds: number; lastsSeconds: number } | null = null;

  constructor(
    private readonly formatName: string,
    private readonly startSeconds: number,
  ) {}

  /** After a move to another place in the file, whose times are then the file's own. */
  reset(): void {
    this.offsetSeconds = 0;
    this.latest = null;
  }

  /** When an item begins, in seconds from the file's first clock. `seconds` is what the file says, null where it says nothing. */
  place(seconds: number | null, lastsSeconds: number): number {
    const placed = this.unrolled(isBareStream(this.formatName) ? null : seconds, lastsSeconds);
    if (this.latest === null || placed >= this.latest.seconds)
      this.latest = { seconds: placed, lastsSeconds };
    return placed;
  }

  private unrolled(seconds: number | null, lastsSeconds: number): number {
    if (this.latest === null) return seconds ?? this.startSeconds;
    const followsSeconds = this.latest.seconds + this.latest.lastsSeconds;
    if (seconds === null) return followsSeconds;
    const placed = this.withoutOverrun(seconds + this.offsetSeconds, followsSeconds);
    const backSeconds = Math.max(STEP_BACK_SECONDS, MOST_REORDERED_FRAMES * lastsSeconds);
    const isAnew =
      placed < this.latest.seconds - backSeconds ||
      (mayBeJoined(this.formatName) && placed > followsSeconds + LONGEST_GAP_SECONDS);
    if (!isAnew) return placed;
    this.restartCount += 1;
    this.offsetSeconds += followsSeconds - placed;
    return followsSeconds;
  }

  /** MPEG's clock begins at 0 again after a day; FFmpeg takes some restarts for that, and adds a day. */
  private withoutOverrun(seconds: number, nearSeconds: number): number {
    if (!MPEG_FORMATS.test(this.formatName)) return seconds;
    const days = Math.round((nearSeconds - seconds) / MPEG_PERIOD_SECONDS);
    this.offsetSeconds += days * MPEG_PERIOD_SECONDS;
    return seconds + days * MPEG_PERIOD_SECONDS;
  }
}
