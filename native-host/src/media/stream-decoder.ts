// Decodes one stream of an opened file frame by frame, from wherever it was moved to. Runs in the media process only.
import { AVERROR_EAGAIN, AVERROR_EOF } from 'node-av/constants';
import { type CodecContext, Frame, Packet, type Stream } from 'node-av/lib';
import { type MediaInput, openDecoder, readPacket, seekBefore, streamAt, toSeconds } from './open-input.js';

export type DecodedFrame = { frame: Frame; seconds: number };

// Containers seek by decoding time, which runs ahead of presentation by a few B-frames; FFmpeg's own tool uses 3/23 s too.
// Where that lands after the wanted time all the same: this much earlier, then from the beginning.
const SEEK_BACK_SECONDS = [3 / 23, 2, 20, Infinity];

export class StreamDecoder {
  /** Packets that the decoder refused. */
  damagedPacketCount = 0;
  /** When a frame without a time of its own begins. */
  private nextSeconds: number | null = null;

  private constructor(
    private readonly input: MediaInput,
    readonly stream: Stream,
    private readonly decoder: CodecContext,
    private readonly frameSeconds: number,
  ) {}

  /** `frameSeconds` is the distance of pictures that carry no time of their own. */
  static async open(input: MediaInput, index: number, frameSeconds: number): Promise<StreamDecoder> {
    const stream = streamAt(input, index);
    return new StreamDecoder(input, stream, await openDecoder(input, stream), frameSeconds);
  }

  /** Frames in presentation order, beginning at or before a container time. The caller frees each. */
  async *framesFrom(seconds: number): AsyncGenerator<DecodedFrame, void> {
    for (const backSeconds of SEEK_BACK_SECONDS) {
      const isAtBeginning = await this.moveTo(seconds - backSeconds);
      const frames = this.decode();
      try {
        const first = frames.next();
        if (first.done === true) {
          if (isAtBeginning) return;
          continue;
        }
        if (first.value.seconds > seconds && !isAtBeginning) {
          first.value.frame.free();
          continue;
        }
        yield first.value;
        return yield* frames;
      } finally {
        frames.return();
      }
    }
  }

  close(): void {
    this.decoder.freeContext();
    this.input.container.closeInputSync();
  }

  /** True when that is the beginning of the stream, also because the file cannot seek. */
  private async moveTo(seconds: number): Promise<boolean> {
    const startSeconds = toSeconds(this.stream.startTime, this.stream.timeBase) ?? 0;
    const isAtBeginning = seconds <= startSeconds;
    const isUntouched = this.nextSeconds === null && this.damagedPacketCount === 0;
    if (isAtBeginning && isUntouched) return true;
    const isMoved = await seekBefore(this.input, this.stream, Math.max(seconds, startSeconds - 1));
    this.decoder.flushBuffers();
    this.nextSeconds = null;
    return isAtBeginning || !isMoved;
  }

  private *decode(): Generator<DecodedFrame, void> {
    const packet = new Packet();
    packet.alloc();
    try {
      while (readPacket(this.input, this.stream, packet)) {
        if (this.decoder.sendPacketSync(packet) < 0) this.damagedPacketCount += 1;
        yield* this.receive();
      }
      this.decoder.sendPacketSync(null);
      yield* this.receive();
    } finally {
      packet.free();
    }
  }

  private *receive(): Generator<DecodedFrame, void> {
    for (;;) {
      const frame = new Frame();
      frame.alloc();
      const received = this.decoder.receiveFrameSync(frame);
      if (received >= 0) {
        yield { frame, seconds: this.timeOf(frame) };
        continue;
      }
      frame.free();
      if (received === AVERROR_EAGAIN || received === AVERROR_EOF) return;
      this.damagedPacketCount += 1;
    }
  }

  private timeOf(frame: Frame): number {
    const startSeconds = toSeconds(this.stream.startTime, this.stream.timeBase) ?? 0;
    const seconds =
      toSeconds(frame.bestEffortTimestamp, this.stream.timeBase) ?? this.nextSeconds ?? startSeconds;
    // Of several sound frames in one packet only the first carries a time.
    const lastsSeconds = frame.sampleRate > 0 ? frame.nbSamples / frame.sampleRate : this.frameSeconds;
    this.nextSeconds = seconds + lastsSeconds;
    return seconds;
  }
}
