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
    const { held } = this;
    this.held = [];
    if (held.length === 0 || isNone(this.bars)) return held;
    this.narrow(held);
    const { size, bars } = this;
    if (!bars || isNone(bars)) return held;
    const across = samplePoints(size.widthPx, (bars.columns * size.widthPx) / THUMBNAIL_WIDTH);
    const down = samplePoints(size.heightPx, (bars.rows * size.heightPx) / THUMBNAIL_HEIGHT);
    return held.map((frame) => drawn(frame, size.widthPx, across, down));
  }

  /** Bars are what these frames leave of them. */
  private narrow(frames: readonly Uint8Array[]): void {
    const { widthPx, heightPx } = this.size;
    const distinct = frames.filter((frame, i) => frame !== frames[i - 1]);
    const thumbnails = distinct.map((frame) => thumbnailOf(frame, widthPx, heightPx));
    this.first ??= thumbnails[0]!;
    const seen = barsAround(activeArea([this.first, ...thumbnails], 'dark'));
    const { columns, rows } = this.bars ?? seen;
    this.bars = { columns: Math.min(columns, seen.columns), rows: Math.min(rows, seen.rows) };
  }
}

/** Once a film fills its frame, it is not looked at any more. */
function isNone(bars: Bars | undefined): boolean {
  return bars?.columns === 0 && bars.rows === 0;
}

/** The bars of a box stand in pairs: dark on one side only is a dark picture. */
function barsAround({ left, top, right, bottom }: Area): Bars {
  return {
    columns: Math.min(left, THUMBNAIL_WIDTH - right),
    rows: Math.min(top, THUMBNAIL_HEIGHT - bottom),
  };
}

/** A pixel of a drawn line: the two pixels of the frame that it lies between, and how near it is to the second. */
type SamplePoint = { before: number; after: number; share: number };

/** What lies between the bars, drawn to the full size by linear interpolation. */
function drawn(
  rgb: Uint8Array,
  widthPx: number,
  across: readonly SamplePoint[],
  down: readonly SamplePoint[],
): Uint8Array {
  const picture = new Uint8Array(rgb.length);
  let at = 0;
  for (const y of down) {
    const [above, below] = [y.before * widthPx, y.after * widthPx];
    for (const x of across) {
      for (let channel = 0; channel < 3; channel += 1) {
        const value = (row: number) => {
          const left = rgb[(row + x.before) * 3 + channel]!;
          return left + (rgb[(row + x.after) * 3 + channel]! - left) * x.share;
        };
        picture[at] = Math.round(value(above) + (value(below) - value(above)) * y.share);
        at += 1;
      }
    }
  }
  return picture;
}

/** A line of `count` pixels drawn from what is left when `bar` of them are left out at either end. */
function samplePoints(count: number, bar: number): SamplePoint[] {
  const scale = (count - 2 * bar) / count;
  const [first, last] = [Math.ceil(bar), count - 1 - Math.ceil(bar)];
  return Array.from({ length: count }, (_, i) => {
    const place = Math.min(last, Math.max(first, bar + (i + 0.5) * scale - 0.5));
    const before = Math.floor(place);
    return { before, after: Math.min(last, before + 1), share: place - before };
  });
}
