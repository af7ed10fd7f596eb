// Reads a stream's end and average frame distance off its packets' times. Pure; memory does not grow with the file.
import type { PacketScan } from './media-info.js';
import { StreamClock } from './stream-clock.js';

// Enough to find the average distance; the rest only moves the end.
const STEP_SAMPLE_PACKETS = 2_000;
// The sum of two doubles has to be forgiven, and ffprobe's six digits.
const ROUNDING_SECONDS = 2e-6;

export class PacketScanner {
  private readonly clock: StreamClock;
  private readonly firstTimes: number[] = [];
  private saysWhenShown = false;
  private lastSeconds = -Infinity;
  private lastDurationSeconds = 0;
  private onScreen: number | null = null;
  private areAllTimed = true;

  /**
   * `frameSeconds` is the distance of pictures that say neither when they come nor how long they last. `atSeconds`: the moment of which
   * `onScreenSeconds` tells.
   */
  constructor(
    stream: { formatName: string; startSeconds: number },
    private readonly frameSeconds: number,
    private readonly atSeconds = -Infinity,
  ) {
    this.clock = new StreamClock(stream.formatName, stream.startSeconds);
  }

  /** When a packet is shown and when it is decoded, each null where it does not say. */
  add(shownSeconds: number | null, decodedSeconds: number | null, durationSeconds: number): void {
    this.saysWhenShown ||= shownSeconds !== null;
    // Program streams name a time now and then; decoding times in between would be a frame too early.
    const statedSeconds = this.saysWhenShown ? shownSeconds : decodedSeconds;
    const timeSeconds = this.clock.place(statedSeconds, durationSeconds || this.frameSeconds);
    this.areAllTimed &&= shownSeconds !== null;
    const isBegun = timeSeconds <= this.atSeconds + ROUNDING_SECONDS;
    if (isBegun && timeSeconds > (this.onScreen ?? -Infinity)) this.onScreen = timeSeconds;
    if (this.firstTimes.length < STEP_SAMPLE_PACKETS) this.firstTimes.push(timeSeconds);
    if (timeSeconds < this.lastSeconds) return;
    this.lastSeconds = timeSeconds;
    this.lastDurationSeconds = durationSeconds;
  }

  /** When the frame began that is on screen at the moment asked for; null where there is none, or where not all say when they are shown. */
  onScreenSeconds(): number | null {
    return this.areAllTimed ? this.onScreen : null;
  }

  /** Null when there was no packet. */
  result(extent: 'tail' | 'whole'): PacketScan | null {
    if (this.firstTimes.length === 0) return null;
    const { lastSeconds, lastDurationSeconds } = this;
    return {
      isWhole: extent === 'whole',
      lastSeconds,
      lastDurationSeconds,
      restartCount: this.clock.restartCount,
      averageStepSeconds: this.averageStepSeconds(),
      typicalStepSeconds: this.typicalStepSeconds(),
    };
  }

  private typicalStepSeconds(): number {
    const times = [...this.firstTimes].sort((a, b) => a - b);
    const steps = times.slice(1).map((time, i) => time - (times[i] ?? 0));
    return steps.sort((a, b) => a - b)[steps.length >> 1] ?? 0;
  }

  /** Packets come in decoding order, hence from the earliest to the latest rather than from the first to the last. */
  private averageStepSeconds(): number {
    const spanSeconds = Math.max(...this.firstTimes) - Math.min(...this.firstTimes);
    return spanSeconds / Math.max(1, this.firstTimes.length - 1);
  }
}
