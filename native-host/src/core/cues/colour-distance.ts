// How much of the picture has another colour: what is left to look at where structure says nothing (plain cards, one drawing in
// other colours). Knows two thumbnails and the area that counts.
import { THUMBNAIL_PIXELS, THUMBNAIL_WIDTH, type Area, type Thumbnail } from './thumbnail.js';

/** Cells are compared by squares of this side: small movement stays inside. */
const SQUARE = 4;
/** Another hue: what light does not explain differs by this much between the channels, in levels of 255. */
const OTHER_HUE_LEVELS = 24;

/** Once for all: these run for every square of a picture. */
const { abs, max, min } = Math;

type Colour = [red: number, green: number, blue: number];

function meanColour({ channels }: Thumbnail, left: number, top: number): Colour {
  const sums: Colour = [0, 0, 0];
  for (let channel = 0; channel < 3; channel += 1) {
    for (let y = top; y < top + SQUARE; y += 1) {
      const row = channel * THUMBNAIL_PIXELS + y * THUMBNAIL_WIDTH;
      for (let i = row + left; i < row + left + SQUARE; i += 1) sums[channel]! += channels[i]!;
    }
  }
  return sums.map((sum) => sum / SQUARE ** 2) as Colour;
}

const spreadOf = (values: Colour) => max(...values) - min(...values);
const sumOf = ([red, green, blue]: Colour) => red + green + blue;

/** What is left of a change of colour when light is taken out, whether it adds to all channels alike or multiplies them. */
function hueChange(a: Colour, b: Colour): number {
  const gain = (sumOf(b) + 1) / (sumOf(a) + 1);
  const added = spreadOf(b.map((value, i) => value - a[i]!) as Colour);
  const multiplied = spreadOf(b.map((value, i) => value - gain * a[i]!) as Colour);
  return min(added, multiplied);
}

export type ColourChange = {
  /** Share of the area that has another hue, 0..1. */
  share: number;
  /** Mean change of the most changed channel, in levels of 255. */
  levels: number;
};

export function colourChange(a: Thumbnail, b: Thumbnail, { left, top, right, bottom }: Area): ColourChange {
  let [squares, other, levels] = [0, 0, 0];
  for (let y = top; y + SQUARE <= bottom; y += SQUARE) {
    for (let x = left; x + SQUARE <= right; x += SQUARE) {
      const [before, after] = [meanColour(a, x, y), meanColour(b, x, y)];
      squares += 1;
      levels += max(...after.map((value, i) => abs(value - before[i]!)));
      if (hueChange(before, after) >= OTHER_HUE_LEVELS) other += 1;
    }
  }
  return { share: other / squares, levels: levels / squares };
}
