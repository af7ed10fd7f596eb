// Makes small pictures of node-av's frames, as they are shown. Runs in the media process only.
import {
  AV_FRAME_FLAG_INTERLACED,
  AV_FRAME_FLAG_TOP_FIELD_FIRST,
  AV_PIX_FMT_RGBA64LE,
  AVALPHA_MODE_PREMULTIPLIED,
} from 'node-av/constants';
import type { Frame } from 'node-av/lib';
import { FrameScaler } from './frame-scaler.js';
import { hasAlpha, lightOf } from './frame-tags.js';
import { tagsOf } from './node-av-tags.js';
import { type Orientation, orientPicture, swapsAxes } from './orient-picture.js';
import { ALPHA_OVERSAMPLING, halfwaySize, pictureAsShown } from './picture-as-shown.js';

export class PictureShrinker {
  private readonly stored: { widthPx: number; heightPx: number };
  /** By oversampling. */
  private readonly scalers = new Map<number, { scaler: FrameScaler; scaled: Frame }>();

  constructor(
    private readonly path: string,
    private readonly shown: { widthPx: number; heightPx: number },
    private readonly orientation: Orientation,
  ) {
    const { widthPx, heightPx } = shown;
    this.stored = swapsAxes(orientation) ? { widthPx: heightPx, heightPx: widthPx } : { widthPx, heightPx };
  }

  shrink(frame: Frame): Uint8Array {
    const tags = tagsOf(frame);
    const isPremultiplied = frame.alphaMode === AVALPHA_MODE_PREMULTIPLIED;
    const oversampling = hasAlpha(tags.pixelFormat) ? ALPHA_OVERSAMPLING : 1;
    const { scaler, scaled } = this.scalerFor(oversampling);
    scaler.scale(frame, scaled);
    const order = frame.hasFlags(AV_FRAME_FLAG_TOP_FIELD_FIRST) ? 'top' : 'bottom';
    const picture = pictureAsShown(
      {
        rgba: pixelsOf(scaled),
        oversampling,
        firstField: scaled.hasFlags(AV_FRAME_FLAG_INTERLACED) ? order : null,
        alpha: isPremultiplied ? 'premultiplied' : 'straight',
        light: lightOf(tags),
      },
      this.stored,
    );
    return orientPicture(picture, this.shown, this.orientation);
  }

  private scalerFor(oversampling: number): { scaler: FrameScaler; scaled: Frame } {
    const known = this.scalers.get(oversampling);
    if (known) return known;
    const size = halfwaySize(this.stored, oversampling);
    // Area averaging: every pixel of a 1080p frame counts, so nothing flickers at 64x36.
    const target = { ...size, format: AV_PIX_FMT_RGBA64LE, keepsFields: true };
    const scaler = new FrameScaler(target, 'area', this.path);
    const made = { scaler, scaled: scaler.makeFrame() };
    this.scalers.set(oversampling, made);
    return made;
  }
}

/** R, G, B, A of each pixel, without the padding that aligns rows. */
function pixelsOf({ data, linesize, width, height }: Frame): Uint16Array {
  const padded = data?.[0] ?? new Uint8Array(0);
  const rowBytes = width * 4 * 2;
  const stride = linesize[0] ?? rowBytes;
  if (stride === rowBytes) return new Uint16Array(padded.buffer, padded.byteOffset, width * height * 4);
  const tight = new Uint8Array(rowBytes * height);
  for (let row = 0; row < height; row++)
    tight.set(padded.subarray(row * stride, row * stride + rowBytes), row * rowBytes);
  return new Uint16Array(tight.buffer);
}
