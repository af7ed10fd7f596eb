// The decoded frames that ranges of a file show, at their times in them. Runs in the media process only; the rules are range-gate.ts.
import type { Frame } from 'node-av/lib';
import { chooseVideo, describeMedia, isStill, type RawStream, zeroSeconds } from './media-info.js';
import type { NumberedRun, TimeRange } from './media-protocol.js';
import { noDecodableFrame, noVideo } from './media-problems.js';
import { type MediaInput, openInput, toSeconds } from './open-input.js';
import { type GateStep, RangeGate } from './range-gate.js';
import { signOfLife } from './sign-of-life.js';
import { type DecodedFrame, StreamDecoder } from './stream-decoder.js';

export type ShownFrame = { timeSeconds: number; frame: Frame };

export class ShownFrames {
  /** Range time at which the picture of the file ends, where that is before the end of the range last read; else null. */
  pictureEndSeconds: number | null = null;
  /** Frames of the range last read that were never shown. */
  leftOutCount = 0;
  private frames: AsyncGenerator<DecodedFrame, void> | null = null;
  /** The first frame after the range last read: the next range may begin with it. */
  private ahead: DecodedFrame | null = null;
  private lastKeySeconds = Infinity;
  private longestKeyDistanceSeconds = 0;
  private lastEndSeconds = 0;

  private constructor(
    readonly video: RawStream,
    private readonly input: MediaInput,
    private readonly decoder: StreamDecoder,
    private readonly frameSeconds: number,
  ) {}

  static async open(path: string, numbered?: NumberedRun): Promise<ShownFrames> {
    const input = await openInput(path, numbered);
    const video = chooseVideo(input.raw);
    if (!video) throw noVideo(path);
    const { numerator, denominator } = describeMedia(input.raw, null).frameRate;
    const frameSeconds = denominator / numerator;
    const decoder = await StreamDecoder.open(input, video.index, frameSeconds);
    return new ShownFrames(video, input, decoder, frameSeconds);
  }

  /** Since the file was opened. */
  get counts(): { packetCount: number; damagedPacketCount: number } {
    const { packetCount, damagedPacketCount } = this.decoder;
    return { packetCount, damagedPacketCount };
  }

  /** In order; a frame is freed when the next one is asked for. */
  async *framesIn(range: TimeRange): AsyncGenerator<ShownFrame, void> {
    const gate = new RangeGate<Frame>(range);
    const zero = zeroSeconds(this.input.raw);
    let decodedCount = 0;
    this.pictureEndSeconds = null;
    await this.moveTo(range.startSeconds + zero);
    for (;;) {
      const decoded = await this.nextFrame();
      if (!decoded) break;
      decodedCount += 1;
      signOfLife(); // most are shown, but none of those before the range
      const { shown, released, isOver } = gate.offer(decoded.seconds - zero, decoded.frame);
      if (isOver) this.ahead = decoded;
      yield* handOut({ shown, released: released.filter((frame) => !isOver || frame !== decoded.frame) });
      if (isOver) break;
    }
    if (decodedCount === 0) throw noDecodableFrame(this.input.path);
    yield* handOut(gate.end());
    this.leftOutCount = gate.leftOutCount;
    const isOver = this.ahead !== null || isStill(this.input.raw);
    this.pictureEndSeconds = isOver ? null : this.lastEndSeconds - zero - range.startSeconds;
  }

  async close(): Promise<void> {
    await this.leave();
    this.decoder.close();
  }

  /** Decodes on where the wanted time is nearer than a key frame would be; seeks where it is not. */
  private async moveTo(seconds: number): Promise<void> {
    const gapSeconds = this.ahead ? seconds - this.ahead.seconds : -1;
    const reachSeconds = Math.max(
      this.longestKeyDistanceSeconds,
      (this.ahead?.seconds ?? 0) - this.lastKeySeconds,
    );
    if (this.frames && gapSeconds >= 0 && gapSeconds <= reachSeconds) return;
    await this.leave();
    this.frames = this.decoder.framesFrom(seconds);
    this.lastKeySeconds = Infinity;
  }

  private async leave(): Promise<void> {
    this.ahead?.frame.free();
    this.ahead = null;
    await this.frames?.return();
    this.frames = null;
  }

  private async nextFrame(): Promise<DecodedFrame | null> {
    if (this.ahead) {
      const { ahead } = this;
      this.ahead = null;
      return ahead;
    }
    const next = await this.frames?.next();
    if (!next || next.done === true) {
      this.frames = null;
      return null;
    }
    this.noteTimes(next.value);
    return next.value;
  }

  private noteTimes({ frame, seconds }: DecodedFrame): void {
    if (frame.keyFrame !== 0) {
      const distanceSeconds = seconds - this.lastKeySeconds;
      if (distanceSeconds > 0)
        this.longestKeyDistanceSeconds = Math.max(this.longestKeyDistanceSeconds, distanceSeconds);
      this.lastKeySeconds = seconds;
    }
    const lastsSeconds = toSeconds(frame.duration, this.decoder.stream.timeBase) ?? 0;
    this.lastEndSeconds = seconds + (lastsSeconds > 0 ? lastsSeconds : this.frameSeconds);
  }
}

function* handOut({
  shown,
  released,
}: Pick<GateStep<Frame>, 'shown' | 'released'>): Generator<ShownFrame, void> {
  for (const frame of released) frame.free();
  for (const { timeSeconds, item } of shown) {
    yield { timeSeconds, frame: item };
    item.free();
  }
}
