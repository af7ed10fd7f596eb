// Hard cuts in a stream of luma thumbnails, with a delay of a few frames and memory for as many. Knows no colour, no weights.
import { meanAbsoluteDifference } from './luma-thumbnail.js';
import { blockContrast, structureDistance } from './structure-distance.js';

export type FoundCut = {
  /** Index and time of the first frame of the new shot. */
  frame: number;
  timeSeconds: number;
  /** Mean luma difference to the last frame of the old shot, 0..255. */
  difference: number;
};

/** Below these a pair of frames is not even looked at: luma difference, and structure lost (0..1). */
const LEAST_DIFFERENCE = 8;
const LEAST_DISTANCE = 0.27;
/** A cut stands out of its neighbourhood: this much over the median of some frames, and over each of the next two on both sides. */
const MEDIAN_FRAMES = 6;
const OVER_MEDIAN = 1.6;
const OVER_NEIGHBOURS = 1.3;
/** Frames on either side of a hard cut differ as much as the cut itself: less means a flash, more a wipe, dissolve or fade. */
const FLASH_SHARE = 0.6;
const GRADUAL_SHARE = 1.22;
/** Where one side is empty (black), structure says nothing: then the light must change at once. */
const EMPTY_CONTRAST = 5;
const EMPTY_OVER_NEIGHBOURS = 4;
/** Frames kept behind and ahead of the one that is judged. */
const REACH = 3;
const SHORTEST_SHOT_FRAMES = 3;

type Seen = { frame: number; timeSeconds: number; luma: Float32Array; difference: number; distance: number };

export class CutDetector {
  /** Frames frame - MEDIAN_FRAMES - 1 .. frame + MEDIAN_FRAMES around the judged one. */
  private readonly seen: Seen[] = [];
  private count = 0;
  private judged = 0;
  private lastCutFrame = Number.NEGATIVE_INFINITY;

  push(timeSeconds: number, luma: Float32Array): FoundCut | undefined {
    const before = this.seen.at(-1);
    const difference = before ? meanAbsoluteDifference(before.luma, luma) : 0;
    const isCandidate = before !== undefined && difference >= LEAST_DIFFERENCE / 2;
    const distance = isCandidate ? structureDistance(before.luma, luma) : 0;
    this.seen.push({ frame: this.count, timeSeconds, luma, difference, distance });
    this.count += 1;
    if (this.seen.length > 2 * MEDIAN_FRAMES + 2) this.seen.shift();
    return this.count > MEDIAN_FRAMES ? this.judgeNext() : undefined;
  }

  /** Judges the last frames with what there is. */
  finish(): FoundCut[] {
    const cuts: FoundCut[] = [];
    while (this.judged < this.count) {
      const cut = this.judgeNext();
      if (cut) cuts.push(cut);
    }
    return cuts;
  }

  private judgeNext(): FoundCut | undefined {
    const at = this.seen.findIndex(({ frame }) => frame === this.judged);
    this.judged += 1;
    const seen = this.seen[at];
    if (!seen || at === 0 || !this.isCut(at)) return undefined;
    if (seen.frame - this.lastCutFrame < SHORTEST_SHOT_FRAMES) return undefined;
    this.lastCutFrame = seen.frame;
    return { frame: seen.frame, timeSeconds: seen.timeSeconds, difference: seen.difference };
  }

  private isCut(at: number): boolean {
    const { difference, distance } = this.seen[at]!;
    if (difference < LEAST_DIFFERENCE || distance < LEAST_DISTANCE) return false;
    return this.standsOut(at) && this.stays(at) && this.isSudden(at);
  }

  private standsOut(at: number): boolean {
    const { distance } = this.seen[at]!;
    const others = this.seen
      .slice(Math.max(1, at - MEDIAN_FRAMES), at + MEDIAN_FRAMES + 1)
      .filter((_, i, all) => all[i] !== this.seen[at]);
    const sorted = others.map((other) => other.distance).sort((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
    if (distance < OVER_MEDIAN * median) return false;
    return [-2, -1, 1, 2].every(
      (step) => distance >= OVER_NEIGHBOURS * (this.seen[at + step]?.distance ?? 0),
    );
  }

  /** Neither is the old shot back within three frames (flash), nor does the picture go on changing (wipe, dissolve). */
  private stays(at: number): boolean {
    const { distance } = this.seen[at]!;
    const spans = [
      [-1, 1],
      [-1, 2],
      [-1, 3],
      [-2, 1],
      [-3, 1],
    ] as const;
    return spans.every(([from, to]) => {
      const old = this.seen[at + from];
      const later = this.seen[at + to];
      if (!old || !later) return true;
      const across = structureDistance(old.luma, later.luma);
      const isNear = to <= 2 && from >= -2;
      return across >= FLASH_SHARE * distance && (!isNear || across <= GRADUAL_SHARE * distance);
    });
  }

  private isSudden(at: number): boolean {
    const contrast = Math.min(blockContrast(this.seen[at - 1]!.luma), blockContrast(this.seen[at]!.luma));
    if (contrast >= EMPTY_CONTRAST) return true;
    const { difference } = this.seen[at]!;
    for (let step = -REACH; step <= REACH; step += 1) {
      if (step !== 0 && (this.seen[at + step]?.difference ?? 0) * EMPTY_OVER_NEIGHBOURS > difference)
        return false;
    }
    return true;
  }
}
