// The picture track of a preview file: decoded frames, made smaller, encoded as H.264. Runs in the media process only.
import {
  AV_PIX_FMT_YUV420P,
  AV_PKT_DATA_DISPLAYMATRIX,
  AVCOL_RANGE_MPEG,
  FF_ENCODER_LIBX264,
} from 'node-av/constants';
import { type FormatContext, type Frame, Rational } from 'node-av/lib';
import { FrameScaler } from './frame-scaler.js';
import type { RawStream } from './media-info.js';
import type { ShownFrame } from './shown-frames.js';
import { StreamEncoder } from './stream-encoder.js';

// 720p is enough to judge music by.
const LARGEST_SIDE_PX = 1_280;
const CLOCK_HZ = 90_000; // MPEG's own: exact for every usual frame rate
// A picture held longer (a still, a slide) is repeated, so that players can seek in it.
const LONGEST_HOLD_SECONDS = 1;

/** Each picture is written when the next one comes: only then is known how long it lasts. */
export class PictureTrack {
  private pending: { timeSeconds: number; scaled: Frame } | null = null;

  private constructor(
    private readonly encoder: StreamEncoder,
    private readonly scaler: FrameScaler,
  ) {}

  static async open(container: FormatContext, video: RawStream): Promise<PictureTrack> {
    const size = previewSize(video);
    const encoder = await StreamEncoder.open(
      container,
      FF_ENCODER_LIBX264,
      { preset: 'veryfast', crf: '23' },
      (context) => {
        context.width = size.widthPx;
        context.height = size.heightPx;
        context.pixelFormat = AV_PIX_FMT_YUV420P;
        context.timeBase = new Rational(1, CLOCK_HZ);
        context.colorRange = AVCOL_RANGE_MPEG;
      },
    );
    if (video.displayMatrix) {
      const matrix = Buffer.from(Int32Array.from(video.displayMatrix).buffer);
      encoder.stream.codecpar.addCodedSideData(AV_PKT_DATA_DISPLAYMATRIX, matrix);
    }
    return new PictureTrack(encoder, new FrameScaler({ ...size, format: AV_PIX_FMT_YUV420P }, 'bilinear'));
  }

  async showFrom({ timeSeconds, frame }: ShownFrame): Promise<void> {
    const scaled = this.scaler.makeFrame();
    scaled.colorRange = AVCOL_RANGE_MPEG;
    scaled.colorSpace = frame.colorSpace;
    this.scaler.scale(frame, scaled);
    await this.writePending(timeSeconds);
    this.pending = { timeSeconds, scaled };
  }

  async end(endSeconds: number): Promise<void> {
    await this.writePending(endSeconds);
    await this.encoder.write(null);
    this.encoder.close();
  }

  private async writePending(untilSeconds: number): Promise<void> {
    if (!this.pending) return;
    const { timeSeconds, scaled } = this.pending;
    for (let from = timeSeconds; from < untilSeconds; from += LONGEST_HOLD_SECONDS) {
      const lastsSeconds = Math.min(LONGEST_HOLD_SECONDS, untilSeconds - from);
      scaled.pts = BigInt(Math.round(from * CLOCK_HZ));
      scaled.duration = BigInt(Math.round(lastsSeconds * CLOCK_HZ));
      await this.encoder.write(scaled);
    }
    scaled.free();
    this.pending = null;
  }
}

function previewSize({ widthPx, heightPx }: RawStream): { widthPx: number; heightPx: number } {
  const factor = Math.min(1, LARGEST_SIDE_PX / Math.max(widthPx, heightPx));
  const even = (px: number): number => Math.max(2, 2 * Math.round((px * factor) / 2)); // 4:2:0 halves both
  return { widthPx: even(widthPx), heightPx: even(heightPx) };
}
