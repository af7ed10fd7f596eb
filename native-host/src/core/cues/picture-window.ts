// Half a second of a film around one picture: its neighbours in time, and how far they are from each other. Distances are measured
// inside the active area, and once. Knows what is compared, not what it means.
import { activeArea, commonArea } from './active-area.js';
import { colourChange, type ColourChange } from './colour-distance.js';
import type { DistinctPicture } from './distinct-pictures.js';
import {
  blockContrast,
  structureDistance,
  structureNotIn,
  type FrameStructure,
} from './structure-distance.js';
import {
  differenceWithin,
  meanAbsoluteDifference,
  shareOf,
  unchangedWithin,
  type Area,
} from './thumbnail.js';

/** What a step is compared with: six pictures on either side at 25 a second. */
export const NEIGHBOURHOOD_SECONDS = 0.25;
/** Steps of less luma, in levels of 255, lose no structure: not looked at. */
const STILL_DIFFERENCE = 2.5;
/** Some containers round times of frames to milliseconds. */
const ROUNDING_SECONDS = 0.002;

export type SeenPicture = DistinctPicture & {
  structure: FrameStructure;
  /** Structure distances to later pictures, with the area that they were measured in. */
  distances: Map<SeenPicture, { area: Area; distance: number }>;
};

export class PictureWindow {
  /** What counts of the pictures near `at`: for structure, and for light and colour. */
  private readonly area: Area;
  private readonly litArea: Area;

  /** `at`: the picture that may begin a shot. Step i leads from picture i - 1 to picture i. */
  constructor(
    private readonly pictures: readonly SeenPicture[],
    readonly at: number,
  ) {
    const near = pictures.filter((_, i) => this.isShownNear(i)).map(({ thumbnail }) => thumbnail);
    this.area = activeArea(near, 'wide');
    this.litArea = activeArea(near, 'dark');
  }

  /** Steps within `reachSeconds` of the change that steps from..to make together. */
  stepsNear(from: number, to: number, reachSeconds = NEIGHBOURHOOD_SECONDS): number[] {
    const steps: number[] = [];
    for (let i = 1; i < this.pictures.length; i += 1) {
      if ((i < from || i > to) && this.isNear(i, from, to, reachSeconds)) steps.push(i);
    }
    return steps;
  }

  /** The picture `count` before step `from`; undefined where it had gone long before. */
  before(from: number, count: number, reachSeconds = NEIGHBOURHOOD_SECONDS): number | undefined {
    const first = from - 1 - count;
    return first >= 0 && this.isNear(first + 1, from, from, reachSeconds) ? first : undefined;
  }

  /** The picture `count` after step `to`; undefined where it comes long after. */
  after(to: number, count: number, reachSeconds = NEIGHBOURHOOD_SECONDS): number | undefined {
    const last = to + count;
    return last < this.pictures.length && this.isNear(last, to, to, reachSeconds) ? last : undefined;
  }

  /** Of luma, in levels of 255. */
  difference(first: number, last: number): number {
    return differenceWithin(this.pictures[first]!.thumbnail, this.pictures[last]!.thumbnail, this.litArea);
  }

  /** Of the three channels, whole pictures against the area that counts: what is black in both adds nothing. */
  channelDifference(first: number, last: number): number {
    const [a, b] = [this.pictures[first]!.thumbnail, this.pictures[last]!.thumbnail];
    return meanAbsoluteDifference(a.channels, b.channels) / shareOf(this.litArea);
  }

  /** Share of the cells that keep their luma, as they do where words only appear on a picture. */
  unchangedShare(first: number, last: number): number {
    return unchangedWithin(this.pictures[first]!.thumbnail, this.pictures[last]!.thumbnail, this.litArea);
  }

  distance(first: number, last: number): number {
    const [a, b] = [this.pictures[first]!, this.pictures[last]!];
    const known = a.distances.get(b);
    if (known && isSameArea(known.area, this.area)) return known.distance;
    const distance = structureDistance(a.structure, b.structure, this.area);
    a.distances.set(b, { area: this.area, distance });
    return distance;
  }

  stepDistance(i: number): number {
    return this.difference(i - 1, i) < STILL_DIFFERENCE ? 0 : this.distance(i - 1, i);
  }

  /** The smaller of what each of two pictures shows and the other does not, where neither has bars. */
  exchanged(first: number, last: number): number {
    const [a, b] = [this.pictures[first]!, this.pictures[last]!];
    const [areaOfA, areaOfB] = [activeArea([a.thumbnail], 'wide'), activeArea([b.thumbnail], 'wide')];
    const area = commonArea(areaOfA, areaOfB) ?? this.area;
    return Math.min(
      structureNotIn(a.structure, b.structure, area),
      structureNotIn(b.structure, a.structure, area),
    );
  }

  colour(first: number, last: number): ColourChange {
    return colourChange(this.pictures[first]!.thumbnail, this.pictures[last]!.thumbnail, this.litArea);
  }

  contrast(i: number): number {
    return blockContrast(this.pictures[i]!.structure, this.area);
  }

  luma(i: number): Float32Array {
    return this.pictures[i]!.thumbnail.luma;
  }

  private isNear(i: number, from: number, to: number, reachSeconds: number): boolean {
    const seconds = this.pictures[i]!.startSeconds;
    return (
      seconds >= this.pictures[from]!.startSeconds - reachSeconds - ROUNDING_SECONDS &&
      seconds <= this.pictures[to]!.startSeconds + reachSeconds + ROUNDING_SECONDS
    );
  }

  private isShownNear(i: number): boolean {
    const seconds = this.pictures[this.at]!.startSeconds;
    const end = this.pictures[i + 1]?.startSeconds ?? Number.POSITIVE_INFINITY;
    return (
      end >= seconds - NEIGHBOURHOOD_SECONDS &&
      this.pictures[i]!.startSeconds <= seconds + NEIGHBOURHOOD_SECONDS
    );
  }
}

function isSameArea(a: Area, b: Area): boolean {
  return a.left === b.left && a.top === b.top && a.right === b.right && a.bottom === b.bottom;
}
