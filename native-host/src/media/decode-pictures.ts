// Many ranges of many files in one process: the files used last stay open, so that clips that alternate cost a seek and no more.
// Runs in the media process only.
import { type PictureFrame, SmallPictures } from './decode-frames.js';
import type { FrameSummary, PicturesRequest, ProblemReply } from './media-protocol.js';

/** A decoder of 4K holds some 20 frames of 12 MB: the files of one dialogue, not of a whole film. */
const MOST_OPEN_FILES = 4;

export type PictureStep =
  { frame: PictureFrame } | { end: { summary: FrameSummary } | { problem: ProblemReply } };

/** The frames of each range in turn, then its end. A range that fails ends with its problem and the next one follows. */
export async function* decodePictures(
  { ranges, widthPx, heightPx }: PicturesRequest,
  problemOf: (error: unknown) => ProblemReply,
): AsyncGenerator<PictureStep, void> {
  const files = new OpenFiles({ widthPx, heightPx });
  for (const range of ranges) {
    try {
      const frames = (await files.take(range.path)).framesIn(range);
      for (;;) {
        const next = await frames.next();
        if (next.done === true) {
          yield { end: { summary: next.value } };
          break;
        }
        yield { frame: next.value };
      }
    } catch (error) {
      await files.drop(range.path);
      yield { end: { problem: problemOf(error) } };
    }
  }
  await files.dropAll();
}

class OpenFiles {
  /** By path, the one used last at the end. */
  private readonly open = new Map<string, SmallPictures>();

  constructor(private readonly size: { widthPx: number; heightPx: number }) {}

  async take(path: string): Promise<SmallPictures> {
    const pictures = this.open.get(path) ?? (await SmallPictures.open(path, this.size));
    this.open.delete(path);
    this.open.set(path, pictures);
    const [oldest] = this.open.keys();
    if (this.open.size > MOST_OPEN_FILES && oldest !== undefined) await this.drop(oldest);
    return pictures;
  }

  async drop(path: string): Promise<void> {
    const pictures = this.open.get(path);
    this.open.delete(path);
    await pictures?.close();
  }

  async dropAll(): Promise<void> {
    for (const path of [...this.open.keys()]) await this.drop(path);
  }
}
