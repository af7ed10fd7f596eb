// The decoded frames that a range shows, at their times in it. Runs in the media process only; the rules are range-gate.ts.
import type { Frame } from 'node-av/lib';
import { chooseVideo, describeMedia, type RawStream, zeroSeconds } from './media-info.js';
import type { TimeRange } from './media-protocol.js';
import { noDecodableFrame, noVideo } from './media-problems.js';
import { type MediaInput, openInput } from './open-input.js';
import { type GateStep, RangeGate } from './range-gate.js';
import { StreamDecoder } from './stream-decoder.js';

export type ShownFrame = { timeSeconds: number; frame: Frame };

export class ShownFrames {
  private constructor(
    readonly video: RawStream,
    private readonly input: MediaInput,
    private readonly decoder: StreamDecoder,
    private readonly range: TimeRange,
  ) {}

  static async open(path: string, range: TimeRange): Promise<ShownFrames> {
    const input = await openInput(path);
    const video = chooseVideo(input.raw);
    if (!video) throw noVideo(path);
    const { numerator, denominator } = describeMedia(input.raw, null).frameRate;
    const decoder = await StreamDecoder.open(input, video.index, denominator / numerator);
    return new ShownFrames(video, input, decoder, range);
  }

  get damagedPacketCount(): number {
    return this.decoder.damagedPacketCount;
  }

  /** In order; a frame is freed when the next one is asked for. */
  async *frames(): AsyncGenerator<ShownFrame, void> {
    const gate = new RangeGate<Frame>(this.range);
    const zero = zeroSeconds(this.input.raw);
    let decodedCount = 0;
    for await (const { frame, seconds } of this.decoder.framesFrom(this.range.startSeconds + zero)) {
      decodedCount += 1;
      const step = gate.offer(seconds - zero, frame);
      yield* handOut(step);
      if (step.isOver) break;
    }
    if (decodedCount === 0) throw noDecodableFrame(this.input.path);
    yield* handOut(gate.end());
    this.decoder.close();
  }
}

function* handOut({ shown, released }: GateStep<Frame>): Generator<ShownFrame, void> {
  for (const frame of released) frame.free();
  for (const { timeSeconds, item } of shown) {
    yield { timeSeconds, frame: item };
    item.free();
  }
}
