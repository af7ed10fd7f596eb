// The part of the picture that is not bars: rows and columns at its edges that are plain and stay as they are do not count.
// Knows some thumbnails, not their times.
import { DARK_LEVEL, THUMBNAIL_WIDTH, WHOLE_PICTURE, type Area, type Thumbnail } from './thumbnail.js';

/** A bar's cells differ by less than this from its mean, and its mean moves less (noise of a nearly black bar), in levels of 255. */
const PLAIN_LEVELS = 12;
const STAYS_LEVELS = 6;
/** Less is no picture to look at: two blocks wide and two high. */
const LEAST_COLUMNS = 16;
const LEAST_ROWS = 12;

/** A row or column of cells. */
type Line = { first: number; step: number; count: number };

/**
 * What is left without dark bars; `wide` without bars of any colour at the left and right as well. Above and below these stay: a title
 * in the middle of a white page has no bars round it.
 */
export function activeArea(thumbnails: readonly Thumbnail[], bars: 'dark' | 'wide'): Area {
  const area = { ...WHOLE_PICTURE };
  const isRowBar = (y: number) => {
    const row = { first: y * THUMBNAIL_WIDTH + area.left, step: 1, count: area.right - area.left };
    return isBar(thumbnails, row, DARK_LEVEL);
  };
  const isColumnBar = (x: number) => {
    const first = area.top * THUMBNAIL_WIDTH + x;
    const column = { first, step: THUMBNAIL_WIDTH, count: area.bottom - area.top };
    return isBar(thumbnails, column, bars === 'wide' ? 255 : DARK_LEVEL);
  };
  while (area.bottom - area.top > LEAST_ROWS && isRowBar(area.top)) area.top += 1;
  while (area.bottom - area.top > LEAST_ROWS && isRowBar(area.bottom - 1)) area.bottom -= 1;
  while (area.right - area.left > LEAST_COLUMNS && isColumnBar(area.left)) area.left += 1;
  while (area.right - area.left > LEAST_COLUMNS && isColumnBar(area.right - 1)) area.right -= 1;
  return area;
}

function isBar(thumbnails: readonly Thumbnail[], { first, step, count }: Line, mostLevel: number): boolean {
  let usual: number | undefined;
  return thumbnails.every(({ luma }) => {
    let sum = 0;
    for (let i = 0; i < count; i += 1) sum += luma[first + i * step]!;
    const mean = sum / count;
    usual ??= mean;
    const { abs } = Math;
    if (mean > mostLevel || abs(mean - usual) > STAYS_LEVELS) return false;
    for (let i = 0; i < count; i += 1) {
      if (abs(luma[first + i * step]! - mean) > PLAIN_LEVELS) return false;
    }
    return true;
  });
}

/** Whether a frame is black throughout: then nothing tells bars from picture. */
export function isDark({ luma }: Thumbnail): boolean {
  return luma.every((value) => value <= DARK_LEVEL + PLAIN_LEVELS);
}

/** What both areas have in common; undefined where that is too little to look at. */
export function commonArea(a: Area, b: Area): Area | undefined {
  const area = {
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  };
  return area.right - area.left >= LEAST_COLUMNS && area.bottom - area.top >= LEAST_ROWS ? area : undefined;
}
