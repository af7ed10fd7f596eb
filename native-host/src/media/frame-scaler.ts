// Scales decoded frames to one size and pixel format, whatever they are. Runs in the media process only.
import { AV_FRAME_FLAG_INTERLACED, type AVPixelFormat } from 'node-av/constants';
import { Frame, SoftwareScaleContext } from 'node-av/lib';
import { unscalable } from './media-problems.js';
import { forgetProperties, keepUsedProperties, tagsOf } from './node-av-tags.js';

export type ScaleTarget = {
  widthPx: number;
  heightPx: number;
  format: AVPixelFormat;
  /** Scales the fields of an interlaced frame apart, so that the result is interlaced too; otherwise it is taken as one picture. */
  keepsFields?: boolean;
};

export class FrameScaler {
  private readonly scaler = new SoftwareScaleContext();

  /** `path` names the file where a frame of it cannot be scaled. */
  constructor(
    private readonly target: ScaleTarget,
    method: 'area' | 'bilinear',
    private readonly path = 'The film',
  ) {
    this.scaler.allocContext();
    this.scaler.setOption('sws_flags', method);
  }

  /**
   * The caller owns `into`, made by `makeFrame`. Follows a change of size, format or colour within the file. The scaler refuses some
   * combinations of properties: then the frame is scaled once more without any. Throws media-unreadable.
   */
  scale(frame: Frame, into: Frame): void {
    const tags = tagsOf(frame);
    keepUsedProperties(frame);
    const isInterlaced = this.target.keepsFields === true && frame.hasFlags(AV_FRAME_FLAG_INTERLACED);
    for (const either of [frame, into]) {
      if (isInterlaced) either.setFlags(AV_FRAME_FLAG_INTERLACED);
      else either.clearFlags(AV_FRAME_FLAG_INTERLACED);
    }
    if (this.scaler.scaleFrameSync(into, frame) >= 0) return;
    forgetProperties(frame);
    forgetProperties(into);
    const scaled = this.scaler.scaleFrameSync(into, frame);
    if (scaled < 0) throw unscalable(this.path, frame, tags, new Error(`the scaler answered ${scaled}`));
  }

  makeFrame(): Frame {
    const frame = new Frame();
    frame.alloc();
    frame.width = this.target.widthPx;
    frame.height = this.target.heightPx;
    frame.format = this.target.format;
    frame.getBuffer();
    return frame;
  }
}
