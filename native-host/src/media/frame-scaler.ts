// Scales decoded frames to one size and pixel format, whatever they are. Runs in the media process only.
import { AVCOL_PRI_UNSPECIFIED, AVCOL_TRC_UNSPECIFIED, type AVPixelFormat } from 'node-av/constants';
import { Frame, SoftwareScaleContext } from 'node-av/lib';

export class FrameScaler {
  private readonly scaler = new SoftwareScaleContext();

  constructor(
    private readonly target: { widthPx: number; heightPx: number; format: AVPixelFormat },
    method: 'area' | 'bilinear',
  ) {
    this.scaler.allocContext();
    this.scaler.setOption('sws_flags', method);
  }

  /** The caller owns `into`, made by `makeFrame`. Follows a change of size or format within the file. */
  scale(frame: Frame, into: Frame): void {
    // Without these the scaler maps HDR to SDR pixel by pixel, 90 ms a frame; the colour matrix and range still count.
    frame.colorPrimaries = AVCOL_PRI_UNSPECIFIED;
    frame.colorTrc = AVCOL_TRC_UNSPECIFIED;
    const scaled = this.scaler.scaleFrameSync(into, frame);
    if (scaled < 0) throw new Error(`a frame of ${frame.width}x${frame.height} cannot be scaled (${scaled})`);
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
