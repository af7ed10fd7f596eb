// Takes dark bars off frames for the video encoder, which was trained on full pictures: a film is the same film in a letterbox.
// Knows frames at one rate, no times.
import { activeArea } from '../cues/active-area.js';
import {
  THUMBNAIL_HEIGHT,
  THUMBNAIL_WIDTH,
  thumbnailOf,
  type Area,
  type Thumbnail,
} from '../cues/thumbnail.js';

export type FrameSize = { widthPx: number; heightPx: number };

/** Cells of a thumbnail that bars take from each side: as much above as below, as much left as right. */
type Bars = { columns: number; rows: number };

/** So many frames are looked at before the first is let go: what was dark all this time is a bar until something lights it. */
const LOOK_AHEAD_FRAMES = 200;

export class BarTrimmer {
  private held: Uint8Array[] = [];
  private first: Thumbnail | undefined;
  private bars: Bars | undefined;

  constructor(private readonly size: FrameSize) {}

  /** Frames RGB24 in time order; -> those that can be let go, without bars. */
  push(frames: readonly Uint8Array[]): Uint8Array[] {
    this.held.push(...frames);
    return this.bars || this.held.length >= LOOK_AHEAD_FRAMES ? this.letGo() : [];
  }

  finish(): Uint8Array[] {
    return this.letGo();
  }

  private letGo(): Uint8Array[] {
    if (this.held.length === 0) return [];
    const { widthPx, heightPx } = this.size;
    const distinct = this.held.filter((frame, i) => frame !== this.held[i - 1]);
    const thumbnails = distinct.map((frame) => thumbnailOf(frame, widthPx, heightPx));
    this.first ??= thumbnails[0]!;
    const seen = barsAround(activeArea([this.first, ...thumbnails], 'dark'));
    this.bars = {
      columns: Math.min(this.bars?.columns ?? seen.columns, seen.columns),
      rows: Math.min(this.bars?.rows ?? seen.rows, seen.rows),
    };
    const { bars, held } = this;
    this.held = [];
    return held.map((frame) => withoutBars(frame, this.size, bars));
  }
}

/** The bars of a box stand in pairs: dark on one side only is a dark picture. */
function barsAround({ left, top, right, bottom }: Area): Bars {
  return {
    columns: Math.min(left, THUMBNAIL_WIDTH - right),
    rows: Math.min(top, THUMBNAIL_HEIGHT - bottom),
  };
}

/** The picture between the bars, drawn to the full size by linear interpolation. */
function withoutBars(rgb: Uint8Array, { widthPx, heightPx }: FrameSize, { columns, rows }: Bars): Uint8Array {
  if (columns === 0 && rows === 0) return rgb;
  const across = samplePoints(widthPx, (columns * widthPx) / THUMBNAIL_WIDTH);
  const down = samplePoints(heightPx, (rows * heightPx) / THUMBNAIL_HEIGHT);
  const drawn = new Uint8Array(rgb.length);
  let at = 0;
  for (const y of down) {
    for (const x of across) {
      for (let channel = 0; channel < 3; channel += 1) {
        const value = (row: number, column: number) => rgb[(row * widthPx + column) * 3 + channel]!;
        const above = value(y.before, x.before) * (1 - x.share) + value(y.before, x.after) * x.share;
        const below = value(y.after, x.before) * (1 - x.share) + value(y.after, x.after) * x.share;
        drawn[at] = Math.round(above * (1 - y.share) + below * y.share);
        at += 1;
      }
    }
  }
  return drawn;
}

/** For each pixel of a drawn line: the two pixels that it lies between when `bar` pixels at either end are left out. */
function samplePoints(count: number, bar: number) {
  const scale = (count - 2 * bar) / count;
  const [first, last] = [Math.ceil(bar), count - 1 - Math.ceil(bar)];
  return Array.from({ length: count }, (_, i) => {
    const place = Math.min(last, Math.max(first, bar + (i + 0.5) * scale - 0.5));
    const before = Math.floor(place);
    return { before, after: Math.min(last, before + 1), share: place - before };
  });
}
