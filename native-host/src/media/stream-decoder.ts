// Decodes one stream of an opened file frame by frame, from wherever it was moved to. Runs in the media process only.
import { AV_FRAME_FLAG_CORRUPT, AVERROR_EAGAIN, AVERROR_EOF } from 'node-av/constants';
import { type CodecContext, Frame, Packet, type Stream } from 'node-av/lib';
import {
  type MediaInput,
  openDecoder,
  readPacket,
  seekBefore,
  seekToStart,
  streamAt,
  toSeconds,
} from './open-input.js';
import { scanWhole } from './scan-packets.js';
import { isBareStream, mayBeJoined, StreamClock } from './stream-clock.js';

export type DecodedFrame = { frame: Frame; seconds: number };

// Containers seek by decoding time, which runs ahead of presentation by a few B-frames; FFmpeg's own tool uses 3/23 s too.
// Where that lands after the wanted time all the same: this much earlier, then from the beginning.
const SEEK_BACK_SECONDS = [3 / 23, 2, 20, Infinity];

export class StreamDecoder {
  /** Packets from the wanted time on: what lies before it is read for its sake only, and often has holes. */
  packetCount = 0;
  /** Those of them that the decoder refused, or in which it patched up holes. */
  damagedPacketCount = 0;
  private countedFromSeconds = -Infinity;
  private readonly clock: StreamClock;
  private readonly startSeconds: number;
  private isUntouched = true;
  private isClockSteady: boolean | null = null;

  private constructor(
    private readonly input: MediaInput,
    readonly stream: Stream,
    private readonly decoder: CodecContext,
    private readonly frameSeconds: number,
  ) {
    this.startSeconds = toSeconds(stream.startTime, stream.timeBase) ?? 0;
    this.clock = new StreamClock(input.raw.formatName, this.startSeconds);
  }

  /** `frameSeconds` is the distance of pictures that carry no time of their own. */
  static async open(input: MediaInput, index: number, frameSeconds: number): Promise<StreamDecoder> {
    const stream = streamAt(input, index);
    return new StreamDecoder(input, stream, await openDecoder(input, stream), frameSeconds);
  }

  /** Frames in presentation order, beginning at or before a container time. The caller frees each. */
  async *framesFrom(seconds: number): AsyncGenerator<DecodedFrame, void> {
    for (const backSeconds of SEEK_BACK_SECONDS) {
      const isAtBeginning = await this.moveTo(seconds - backSeconds);
      this.countedFromSeconds = isAtBeginning ? -Infinity : seconds;
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
    const isAtBeginning = seconds <= this.startSeconds || !(await this.canSeek());
    if (isAtBeginning && this.isUntouched) return true;
    this.isUntouched = false;
    this.clock.reset();
    this.decoder.flushBuffers();
    if (isAtBeginning) {
      await seekToStart(this.input, this.stream);
      return true;
    }
    return !(await seekBefore(this.input, this.stream, Math.max(seconds, this.startSeconds - 1)));
  }

  /** A time leads to one place only where the clock of the file never starts anew, and where frames are not merely counted. */
  private async canSeek(): Promise<boolean> {
    const { formatName } = this.input.raw;
    if (isBareStream(formatName)) return false;
    if (!mayBeJoined(formatName)) return true;
    this.isClockSteady ??= await this.findWhetherSteady();
    return this.isClockSteady;
  }

  private async findWhetherSteady(): Promise<boolean> {
    this.isUntouched = false;
    const scan = await scanWhole(this.input, this.stream, this.frameSeconds);
    return scan === null || scan.restartCount === 0;
  }

  private *decode(): Generator<DecodedFrame, void> {
    const packet = new Packet();
    packet.alloc();
    try {
      this.isUntouched = false;
      while (readPacket(this.input, this.stream, packet)) {
        const isCounted =
          (toSeconds(packet.pts, this.stream.timeBase) ?? Infinity) >= this.countedFromSeconds;
        if (isCounted) this.packetCount += 1;
        if (this.decoder.sendPacketSync(packet) < 0 && isCounted) this.damagedPacketCount += 1;
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
        const seconds = this.timeOf(frame);
        const hasHoles = frame.decodeErrorFlags !== 0 || frame.hasFlags(AV_FRAME_FLAG_CORRUPT);
        if (hasHoles && seconds >= this.countedFromSeconds) this.damagedPacketCount += 1;
        yield { frame, seconds };
        continue;
      }
      frame.free();
      if (received === AVERROR_EAGAIN || received === AVERROR_EOF) return;
      this.damagedPacketCount += 1;
    }
  }

  private timeOf(frame: Frame): number {
    // Of several sound frames in one packet only the first carries a time.
    const lastsSeconds =
      frame.sampleRate > 0 ? frame.nbSamples / frame.sampleRate : this.pictureSeconds(frame);
    return this.clock.place(toSeconds(frame.bestEffortTimestamp, this.stream.timeBase), lastsSeconds);
  }

  /** A frame of telecined film may ask to be shown for one field more. */
  private pictureSeconds({ repeatPict }: Frame): number {
    return this.frameSeconds * (1 + repeatPict / 2);
  }
}
