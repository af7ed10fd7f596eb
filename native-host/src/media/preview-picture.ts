// The picture track of a preview file: decoded frames as they are shown, encoded as H.264. Runs in the media process only.
import {
  AV_PIX_FMT_YUV420P,
  AV_PKT_DATA_DISPLAYMATRIX,
  AVCOL_PRI_BT709,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
  AVCOL_TRC_BT709,
  FF_ENCODER_LIBX264,
} from 'node-av/constants';
import { type FormatContext, type Frame, Rational } from 'node-av/lib';
import type { RawStream } from './media-info.js';
import { PreviewFilter } from './preview-filter.js';
import { previewSize } from './preview-look.js';
import type { ShownFrame } from './shown-frames.js';
import { StreamEncoder } from './stream-encoder.js';

const CLOCK_HZ = 90_000; // MPEG's own: exact for every usual frame rate
// A picture held longer (a still, a slide) is repeated, so that players can seek in it.
const LONGEST_HOLD_SECONDS = 1;

/** Each picture is written when the next one comes: only then is known how long it lasts. */
export class PictureTrack {
  private pending: ShownFrame | null = null;

  private constructor(
    private readonly encoder: StreamEncoder,
    private readonly filter: PreviewFilter,
  ) {}

  static async open(container: FormatContext, video: RawStream): Promise<PictureTrack> {
    const size = previewSize(video, video.pixelAspect);
    const encoder = await StreamEncoder.open(
      container,
      FF_ENCODER_LIBX264,
      { preset: 'veryfast', crf: '23' },
      (context) => {
        context.width = size.widthPx;
        context.height = size.heightPx;
        context.pixelFormat = AV_PIX_FMT_YUV420P;
        context.timeBase = new Rational(1, CLOCK_HZ);
        context.sampleAspectRatio = new Rational(1, 1);
        context.colorRange = AVCOL_RANGE_MPEG;
        context.colorSpace = AVCOL_SPC_BT709;
        context.colorPrimaries = AVCOL_PRI_BT709;
        context.colorTrc = AVCOL_TRC_BT709;
      },
    );
    if (video.displayMatrix) {
      const matrix = Buffer.from(Int32Array.from(video.displayMatrix).buffer);
      encoder.stream.codecpar.addCodedSideData(AV_PKT_DATA_DISPLAYMATRIX, matrix);
    }
    return new PictureTrack(encoder, new PreviewFilter(size));
  }

  async showFrom(shown: ShownFrame): Promise<void> {
    for (const filtered of this.filter.push(shown)) await this.hold(filtered);
  }

  async end(endSeconds: number): Promise<void> {
    for (const filtered of this.filter.end()) await this.hold(filtered);
    await this.writePending(endSeconds);
    await this.encoder.write(null);
    this.encoder.close();
  }

  private async hold(filtered: ShownFrame): Promise<void> {
    await this.writePending(filtered.timeSeconds);
    this.pending = filtered;
  }

  private async writePending(untilSeconds: number): Promise<void> {
    if (!this.pending) return;
    const { timeSeconds, frame } = this.pending;
    for (let from = timeSeconds; from < untilSeconds; from += LONGEST_HOLD_SECONDS)
      await this.write(frame, from, Math.min(LONGEST_HOLD_SECONDS, untilSeconds - from));
    frame.free();
    this.pending = null;
  }

  private async write(frame: Frame, fromSeconds: number, lastsSeconds: number): Promise<void> {
    frame.pts = BigInt(Math.round(fromSeconds * CLOCK_HZ));
    frame.duration = BigInt(Math.round(lastsSeconds * CLOCK_HZ));
    await this.encoder.write(frame);
  }
}
