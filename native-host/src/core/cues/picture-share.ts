// How much of the frame is picture throughout a film: 1 without black bars. Knows frames one by one, keeps one area.
import { activeArea, isDark } from './active-area.js';
import { shareOf, type Area, type Thumbnail } from './thumbnail.js';

export class PictureShare {
  private area: Area | undefined;

  push(thumbnail: Thumbnail): void {
    if ((this.area && shareOf(this.area) === 1) || isDark(thumbnail)) return;
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
    return this.area ? shareOf(this.area) : 1;
  }
}
