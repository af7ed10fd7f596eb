// Leaves out the frames that show nothing new: repeats (24 at 60 fps, animation on twos) and those that follow sooner than a cut
// detector needs them. So the same film looks the same at every frame rate. Knows no cuts.
import { meanAbsoluteDifference, type Thumbnail } from './thumbnail.js';

export type TimedPicture = { timeSeconds: number; thumbnail: Thumbnail };

/** `startSeconds`: time of the first frame that shows the picture; earlier than its own time where that frame was left out. */
export type DistinctPicture = TimedPicture & { startSeconds: number };

/** Levels of 255, of luma and of the channels: what encoding adds to a frame that is shown twice. */
const REPEAT_DIFFERENCE = 0.3;
/** Pictures follow at 31.5 a second at most: all of those at 24 to 30 fps, every second one at 60. */
const LEAST_SPACING_SECONDS = 1 / 31.5;
/** A picture shown this long stands still, and its repeats count; shorter, the film has fewer pictures than frames. Animation on threes holds for 0.125 s. */
const HOLD_SECONDS = 0.14;
/** Of the frames between two pictures the new one begins with the last step at least this large beside the largest: behind a blended frame. */
const LARGE_STEP_SHARE = 0.6;

export class DistinctPictures {
  private last: DistinctPicture | undefined;
  /** Frames since the last picture, each with whether it repeats that one. */
  private waiting: (TimedPicture & { isRepeat: boolean })[] = [];
  private isStill = false;

  /** Takes frames in time order; gives the pictures that are now known to count. */
  push(frame: TimedPicture): DistinctPicture[] {
    if (!this.last) return [this.keep(frame)];
    const isRepeat = isRepeated(this.last.thumbnail, frame.thumbnail);
    const sinceSeconds = frame.timeSeconds - this.last.timeSeconds;
    const held = sinceSeconds >= HOLD_SECONDS ? this.letRepeatsIn() : [];
    if (isRepeat || sinceSeconds < LEAST_SPACING_SECONDS) {
      this.waiting.push({ ...frame, isRepeat });
      return this.isStill || held.length > 0 ? [...held, ...this.letRepeatsIn()] : held;
    }
    this.isStill = false;
    return [...held, this.keep(frame)];
  }

  /** The pictures of the last frames. */
  finish(): DistinctPicture[] {
    const held = this.letRepeatsIn();
    const newest = this.waiting.at(-1);
    return newest && !newest.isRepeat ? [...held, this.keep(newest)] : held;
  }

  private keep({ timeSeconds, thumbnail }: TimedPicture): DistinctPicture {
    const startSeconds = this.last ? this.startOf({ timeSeconds, thumbnail }, this.last) : timeSeconds;
    this.last = { timeSeconds, startSeconds, thumbnail };
    this.waiting = [];
    return this.last;
  }

  /** The picture stands still: its repeats so far, at the usual spacing, are pictures of their own. */
  private letRepeatsIn(): DistinctPicture[] {
    const pictures: DistinctPicture[] = [];
    this.isStill = true;
    for (const { isRepeat, ...frame } of this.waiting) {
      if (!isRepeat || frame.timeSeconds - this.last!.timeSeconds < LEAST_SPACING_SECONDS) continue;
      this.last = { ...frame, startSeconds: frame.timeSeconds };
      pictures.push(this.last);
    }
    this.waiting = this.waiting.filter(({ timeSeconds }) => timeSeconds > this.last!.timeSeconds);
    return pictures;
  }

  private startOf(picture: TimedPicture, last: TimedPicture): number {
    const frames = [last, ...this.waiting, picture];
    const steps = frames
      .slice(1)
      .map(({ thumbnail }, i) => meanAbsoluteDifference(frames[i]!.thumbnail.channels, thumbnail.channels));
    const largest = Math.max(...steps);
    const first = steps.map((step) => step >= LARGE_STEP_SHARE * largest).lastIndexOf(true);
    return frames[first + 1]!.timeSeconds;
  }
}

function isRepeated(a: Thumbnail, b: Thumbnail): boolean {
  return meanAbsoluteDifference(a.channels, b.channels) < REPEAT_DIFFERENCE;
}
