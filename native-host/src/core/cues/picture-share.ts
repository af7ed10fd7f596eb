// How much of the frame is picture throughout a film: 1 without black bars. Knows frames one by one, keeps one area.
import { activeArea, isDark } from './active-area.js';
import { THUMBNAIL_PIXELS, type Area, type Thumbnail } from './thumbnail.js';

export class PictureShare {
  private area: Area | undefined;

  push(thumbnail: Thumbnail): void {
    if (isWhole(this.area) || isDark(thumbnail)) return;
    const seen = activeArea([thumbnail], 'dark');
    const before = this.area ?? seen;
    this.area = {
      left: Math.min(before.left, seen.left),
      top: Math.min(before.top, seen.top),
      right: Math.max(before.right, seen.right),
      bottom: Math.max(before.bottom, seen.bottom),
    };
  }

  /** 0..1, of all frames so far. */
  value(): number {
    if (!this.area) return 1;
    const { left, top, right, bottom } = this.area;
    return ((right - left) * (bottom - top)) / THUMBNAIL_PIXELS;
  }
}

function isWhole(area: Area | undefined): boolean {
  return area !== undefined && (area.right - area.left) * (area.bottom - area.top) === THUMBNAIL_PIXELS;
}
