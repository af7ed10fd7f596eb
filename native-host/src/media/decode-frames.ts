// The frames of ranges as small upright RGB pictures. Runs in the media process only.
import type { FrameRequest, FrameSummary, NumberedRun, TimeRange } from './media-protocol.js';
import { orientationOf } from './orient-picture.js';
import { PictureShrinker } from './picture-shrinker.js';
import { ShownFrames } from './shown-frames.js';

export type PictureFrame = { timeSeconds: number; rgb: Uint8Array };

/** One file, opened for any number of ranges. */
export class SmallPictures {
  private constructor(
    private readonly source: ShownFrames,
    private readonly shrinker: PictureShrinker,
  ) {}

  static async open(
    path: string,
    size: { widthPx: number; heightPx: number },
    numbered?: NumberedRun,
  ): Promise<SmallPictures> {
    const source = await ShownFrames.open(path, numbered);
    const orientation = orientationOf(source.video.displayMatrix);
    return new SmallPictures(source, new PictureShrinker(path, size, orientation));
  }

  /** Yields every frame shown in the range, in order; returns what was met on the way. */
  async *framesIn(range: TimeRange): AsyncGenerator<PictureFrame, FrameSummary> {
    const { source, shrinker } = this;
    const before = source.counts;
    let lastSeconds = 0;
    for await (const { timeSeconds, frame } of source.framesIn(range)) {
      lastSeconds = timeSeconds;
      yield { timeSeconds, rgb: shrinker.shrink(frame) };
    }
    const { counts, pictureEndSeconds, leftOutCount } = source;
    const damagedPacketCount = counts.damagedPacketCount - before.damagedPacketCount;
    const packetCount = counts.packetCount - before.packetCount;
    return { damagedPacketCount, packetCount, lastSeconds, pictureEndSeconds, leftOutCount };
  }

  close(): Promise<void> {
    return this.source.close();
  }
}

/** The frames of one range of one file. */
export async function* decodeFrames(request: FrameRequest): AsyncGenerator<PictureFrame, FrameSummary> {
  const pictures = await SmallPictures.open(request.path, request, request.numbered);
  const summary = yield* pictures.framesIn(request);
  await pictures.close();
  return summary;
}
