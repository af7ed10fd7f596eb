// Hard cuts in a stream of luma thumbnails, with a delay of a few frames and memory for as many. Knows no colour, no weights.
import { meanAbsoluteDifference } from './luma-thumbnail.js';
import {
  blockContrast,
  frameStructure,
  structureDistance,
  type FrameStructure,
} from './structure-distance.js';

export type FoundCut = {
  /** Index and time of the first frame of the new shot. */
  frame: number;
  timeSeconds: number;
  /** Mean luma difference to the last frame of the old shot, 0..255. */
  difference: number;
};

/** Below these a pair of frames is not even looked at: luma difference, and structure lost (0..1). */
const LEAST_DIFFERENCE = 5;
const LEAST_DISTANCE = 0.27;
/** A cut stands out of its neighbourhood: this much over the median of some frames, and over each of the next two on both sides. */
const MEDIAN_FRAMES = 6;
const OVER_MEDIAN = 1.6;
const OVER_NEIGHBOURS = 1.3;
/** Frames on either side of a hard cut differ as much as the cut itself: less means a flash, more a wipe, dissolve or fade. */
const FLASH_SHARE = 0.6;
const GRADUAL_SHARE = 1.22;
/** Longest flash, in frames: the old picture is back after it. */
const FLASH_FRAMES = 3;
/** Where one side is empty (black), structure says nothing: then the light must change at once. */
const EMPTY_CONTRAST = 5;
const EMPTY_OVER_NEIGHBOURS = 4;
const EMPTY_FRAMES = 3;
/** Each half of a cut through one blended frame (frame rate conversion) loses at least this share of the whole. */
const BLENDED_SHARE = 0.3;
/** How much nearer a mixture is to the mean of its neighbours than they are to each other. */
const MIXTURE_CLOSENESS = 3;
const SHORTEST_SHOT_FRAMES = 3;

type Seen = {
  frame: number;
  timeSeconds: number;
  structure: FrameStructure;
  difference: number;
  distance: number;
  /** Distance without flashes, once it was asked for. */
  lasting?: number;
};

export class CutDetector {
  /** Frames frame - MEDIAN_FRAMES - 4 .. frame + MEDIAN_FRAMES around the judged one. */
  private readonly seen: Seen[] = [];
  private count = 0;
  private judged = 0;
  private lastCutFrame = Number.NEGATIVE_INFINITY;

  push(timeSeconds: number, luma: Float32Array): FoundCut | undefined {
    const before = this.seen.at(-1);
    const difference = before ? meanAbsoluteDifference(before.structure.luma, luma) : 0;
    const isCandidate = before !== undefined && difference >= LEAST_DIFFERENCE / 2;
    const structure = frameStructure(luma);
    const distance = isCandidate ? structureDistance(before.structure, structure) : 0;
    this.seen.push({ frame: this.count, timeSeconds, structure, difference, distance });
    this.count += 1;
    if (this.seen.length > 2 * MEDIAN_FRAMES + FLASH_FRAMES + 2) this.seen.shift();
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
    if (!seen || at === 0 || seen.frame - this.lastCutFrame < SHORTEST_SHOT_FRAMES) return undefined;
    if (!this.isCut(at) && !this.isBlendedCut(at)) return undefined;
    this.lastCutFrame = seen.frame;
    return { frame: seen.frame, timeSeconds: seen.timeSeconds, difference: seen.difference };
  }

  private isCut(at: number): boolean {
    const { difference, distance } = this.seen[at]!;
    if (difference < LEAST_DIFFERENCE || distance < LEAST_DISTANCE || this.lastingDistance(at) < distance)
      return false;
    return this.standsOut(at, at, distance) && this.isAsLargeAcross(at, at, distance) && this.isSudden(at);
  }

  /** The frame before is a mixture of both shots: judge the two steps as one. The cut is where the new shot stands alone. */
  private isBlendedCut(at: number): boolean {
    const old = this.seen[at - 2];
    const seen = this.seen[at]!;
    const halves = [this.seen[at - 1]?.distance ?? 0, seen.distance];
    if (!old || Math.max(...halves) < LEAST_DISTANCE / 2) return false;
    const distance = structureDistance(old.structure, seen.structure);
    if (
      distance < LEAST_DISTANCE ||
      meanAbsoluteDifference(old.structure.luma, seen.structure.luma) < LEAST_DIFFERENCE
    )
      return false;
    if (halves.some((half) => half < BLENDED_SHARE * distance || half > distance)) return false;
    if (!this.isMixture(at)) return false;
    return (
      this.standsOut(at - 1, at, distance) && this.isAsLargeAcross(at - 1, at, distance) && this.isSudden(at)
    );
  }

  /** Whether the frame before is closer to the mean of its neighbours than a third of what they differ by. */
  private isMixture(at: number): boolean {
    const lumaAt = (i: number) => this.seen[i]!.structure.luma;
    const [old, middle, later] = [lumaAt(at - 2), lumaAt(at - 1), lumaAt(at)];
    const mean = old.map((value, i) => (value + later[i]!) / 2);
    return meanAbsoluteDifference(mean, middle) * MIXTURE_CLOSENESS <= meanAbsoluteDifference(old, later);
  }

  /** Change between steps `from`..`to` against the steps around them. */
  private standsOut(from: number, to: number, distance: number): boolean {
    const others: number[] = [];
    for (
      let i = Math.max(1, from - MEDIAN_FRAMES);
      i <= Math.min(this.seen.length - 1, to + MEDIAN_FRAMES);
      i += 1
    ) {
      if (i < from || i > to) others.push(this.seen[i]!.distance);
    }
    others.sort((a, b) => a - b);
    if (distance < OVER_MEDIAN * (others[Math.floor(others.length / 2)] ?? 0)) return false;
    return [from - 2, from - 1, to + 1, to + 2].every(
      (i) => distance >= OVER_NEIGHBOURS * this.lastingDistance(i),
    );
  }

  /** Neither a part of a longer change (wipe, dissolve, fade) nor less when looked at from further off. */
  private isAsLargeAcross(from: number, to: number, distance: number): boolean {
    const spans = [
      [from - 1, to + 1],
      [from - 2, to],
      [from - 1, to + 2],
      [from - 2, to + 1],
    ] as const;
    return spans.every(([first, last]) => {
      const across = this.distanceBetween(first, last);
      return across === undefined || (across >= FLASH_SHARE * distance && across <= GRADUAL_SHARE * distance);
    });
  }

  private distanceBetween(first: number, last: number): number | undefined {
    const old = this.seen[first];
    const later = this.seen[last];
    return old && later ? structureDistance(old.structure, later.structure) : undefined;
  }

  /** Distance of a step, or what is left of it when the old picture comes back after, or was there before, a flash. */
  private lastingDistance(at: number): number {
    const seen = this.seen[at];
    if (!seen || at === 0) return 0;
    if (seen.distance < LEAST_DISTANCE) return seen.distance;
    if (seen.lasting === undefined) {
      seen.lasting = seen.distance;
      for (let length = 1; length <= FLASH_FRAMES; length += 1) {
        for (const across of [
          this.distanceBetween(at - 1, at + length),
          this.distanceBetween(at - 1 - length, at),
        ]) {
          if (across !== undefined && across < FLASH_SHARE * seen.distance)
            seen.lasting = Math.min(seen.lasting, across);
        }
      }
    }
    return seen.lasting;
  }

  private isSudden(at: number): boolean {
    const contrast = Math.min(
      blockContrast(this.seen[at - 1]!.structure),
      blockContrast(this.seen[at]!.structure),
    );
    if (contrast >= EMPTY_CONTRAST) return true;
    const { difference } = this.seen[at]!;
    for (let step = -EMPTY_FRAMES; step <= EMPTY_FRAMES; step += 1) {
      if (step !== 0 && (this.seen[at + step]?.difference ?? 0) * EMPTY_OVER_NEIGHBOURS > difference)
        return false;
    }
    return true;
  }
}
