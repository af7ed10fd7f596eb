// Hard cuts in a stream of distinct pictures, with a delay and a memory of some tenths of a second. Knows no weights.
import { isColourCut, LASTING_SECONDS } from './colour-cut.js';
import type { DistinctPicture } from './distinct-pictures.js';
import { NEIGHBOURHOOD_SECONDS, PictureWindow, type SeenPicture } from './picture-window.js';
import { isBlendedCut, isStructureCut } from './structure-cut.js';
import { frameStructure } from './structure-distance.js';

export type FoundCut = {
  /** Time of the first frame of the new shot. */
  timeSeconds: number;
  /** Mean luma difference to the old shot inside the active area, 0..255. */
  difference: number;
};

const SHORTEST_SHOT_SECONDS = 0.1;
/** Pictures this far ahead are needed to judge one; behind it, also what its neighbours are compared with. */
const AHEAD_SECONDS = Math.max(LASTING_SECONDS, 2 * NEIGHBOURHOOD_SECONDS);
const BEHIND_SECONDS = AHEAD_SECONDS;

export class CutDetector {
  private readonly seen: SeenPicture[] = [];
  /** Index of the next picture to be judged. */
  private next = 0;
  private lastCutSeconds = Number.NEGATIVE_INFINITY;

  /** Gives the cuts that are now known. */
  push(picture: DistinctPicture): FoundCut[] {
    this.seen.push({ ...picture, structure: frameStructure(picture.thumbnail.luma), distances: new Map() });
    return this.judgeUntil(picture.startSeconds - AHEAD_SECONDS);
  }

  /** Judges the last pictures with what there is. */
  finish(): FoundCut[] {
    return this.judgeUntil(Number.POSITIVE_INFINITY);
  }

  private judgeUntil(seconds: number): FoundCut[] {
    const cuts: FoundCut[] = [];
    for (; this.next < this.seen.length && this.seen[this.next]!.startSeconds <= seconds; this.next += 1) {
      const cut = this.judge(this.next);
      if (cut) cuts.push(cut);
    }
    this.forget();
    return cuts;
  }

  private judge(at: number): FoundCut | undefined {
    const { startSeconds } = this.seen[at]!;
    if (at === 0 || startSeconds - this.lastCutSeconds < SHORTEST_SHOT_SECONDS) return undefined;
    const window = new PictureWindow(this.seen, at);
    if (!isStructureCut(window) && !isBlendedCut(window) && !isColourCut(window)) return undefined;
    this.lastCutSeconds = startSeconds;
    return { timeSeconds: startSeconds, difference: window.difference(at - 1, at) };
  }

  /** All that had gone long before the next picture to be judged. */
  private forget(): void {
    const from = (this.seen[this.next]?.startSeconds ?? Number.POSITIVE_INFINITY) - BEHIND_SECONDS;
    while (this.next > 2 && this.seen[1]!.startSeconds < from) {
      this.seen.shift();
      this.next -= 1;
    }
  }
}
