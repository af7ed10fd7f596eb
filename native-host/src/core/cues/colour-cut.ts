// Whether a picture begins a shot because its colours are others: at once, in most of the picture, for good. Speaks where structure
// cannot: plain cards, one drawing in other colours. Knows one window of pictures.
import type { PictureWindow } from './picture-window.js';
import { EMPTY_CONTRAST } from './structure-cut.js';

/** This much of the picture has another hue; or, where neither picture has structure, its light has changed by so many levels of 255. */
const LEAST_SHARE = 0.6;
const LEAST_LEVELS = 16;
/** No other step in the neighbourhood is more than this share of the cut. */
const NEIGHBOUR_SHARE = 0.3;
/** So long the old colours have been there and the new ones stay (coloured lamps change to and fro), as far as this share. */
export const LASTING_SECONDS = 0.5;
const LASTING_SHARE = 0.7;

export function isColourCut(window: PictureWindow): boolean {
  const { at } = window;
  // The most that colours can have changed: nearly all steps end here.
  if (3 * window.channelDifference(at - 1, at) < LEAST_LEVELS) return false;
  const { share, levels } = window.colour(at - 1, at);
  if (levels < LEAST_LEVELS) return false;
  const isPlain = Math.max(window.contrast(at - 1), window.contrast(at)) < EMPTY_CONTRAST;
  if (share < LEAST_SHARE && !isPlain) return false;
  const isAlone = window
    .stepsNear(at, at)
    .every((i) => window.colour(i - 1, i).levels <= NEIGHBOUR_SHARE * levels);
  return isAlone && lasts(window, LASTING_SHARE * levels);
}

function lasts(window: PictureWindow, leastLevels: number): boolean {
  const { at } = window;
  for (let count = 1; ; count += 1) {
    const last = window.after(at, count, LASTING_SECONDS);
    const first = window.before(at, count, LASTING_SECONDS);
    if (last === undefined && first === undefined) return true;
    if (last !== undefined && window.colour(at - 1, last).levels < leastLevels) return false;
    if (first !== undefined && window.colour(first, at).levels < leastLevels) return false;
  }
}
