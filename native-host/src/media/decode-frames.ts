// The frames of ranges as small upright RGB pictures. Runs in the media process only.
import { AV_PIX_FMT_RGB24 } from 'node-av/constants';
import type { Frame } from 'node-av/lib';
import { FrameScaler } from './frame-scaler.js';
import type { FrameRequest, FrameSummary, TimeRange } from './media-protocol.js';
import { type Orientation, orientationOf, orientPicture, swapsAxes } from './orient-picture.js';
import { ShownFrames } from './shown-frames.js';

export type PictureFrame = { timeSeconds: number; rgb: Uint8Array };

/** One file, opened for any number of ranges. */
export class SmallPictures {
  private constructor(
    private readonly source: ShownFrames,
    private readonly shrinker: PictureShrinker,
  ) {}

  static async open(path: string, size: { widthPx: number; heightPx: number }): Promise<SmallPictures> {
    const source = await ShownFrames.open(path);
    return new SmallPictures(source, new PictureShrinker(size, orientationOf(source.video.displayMatrix)));
  }

  /** Yields every frame shown in the range, in order; returns what was met on the way. */
  async *framesIn(range: TimeRange): AsyncGenerator<PictureFrame, FrameSummary> {
    const { source, shrinker } = this;
    const damagedBefore = source.damagedPacketCount;
    let lastSeconds = 0;
    for await (const { timeSeconds, frame } of source.framesIn(range)) {
      lastSeconds = timeSeconds;
      yield { timeSeconds, rgb: shrinker.shrink(frame) };
    }
    const damagedPacketCount = source.damagedPacketCount - damagedBefore;
    return { damagedPacketCount, lastSeconds, pictureEndSeconds: source.pictureEndSeconds };
  }

  close(): Promise<void> {
    return this.source.close();
  }
}

/** The frames of one range of one file. */
export async function* decodeFrames(request: FrameRequest): AsyncGenerator<PictureFrame, FrameSummary> {
  const pictures = await SmallPictures.open(request.path, request);
  const summary = yield* pictures.framesIn(request);
  await pictures.close();
  return summary;
}

class PictureShrinker {
  private readonly scaler: FrameScaler;
  private readonly scaled: Frame;

  constructor(
    private readonly shown: { widthPx: number; heightPx: number },
    private readonly orientation: Orientation,
  ) {
    const isTurned = swapsAxes(orientation);
    const widthPx = isTurned ? shown.heightPx : shown.widthPx;
    const heightPx = isTurned ? shown.widthPx : shown.heightPx;
    // Area averaging: every pixel of a 1080p frame counts, so nothing flickers at 64x36.
    this.scaler = new FrameScaler({ widthPx, heightPx, format: AV_PIX_FMT_RGB24 }, 'area');
    this.scaled = this.scaler.makeFrame();
  }

  shrink(frame: Frame): Uint8Array {
    this.scaler.scale(frame, this.scaled);
    return orientPicture(tightRows(this.scaled), this.shown, this.orientation);
  }
}

/** Rows without the padding that aligns them. */
function tightRows({ data, linesize, width, height }: Frame): Uint8Array {
  const padded = data?.[0] ?? new Uint8Array(0);
  const rowBytes = width * 3;
  const stride = linesize[0] ?? rowBytes;
  if (stride === rowBytes) return padded;
  const tight = new Uint8Array(rowBytes * height);
  for (let row = 0; row < height; row++)
    tight.set(padded.subarray(row * stride, row * stride + rowBytes), row * rowBytes);
  return tight;
}
