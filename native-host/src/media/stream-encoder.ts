// Encodes one stream of an MP4 that is being written. Runs in the media process only.
import {
  AV_CODEC_FLAG_FRAME_DURATION,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  type FFEncoderCodec,
} from 'node-av/constants';
import {
  Codec,
  CodecContext,
  Dictionary,
  type FormatContext,
  type Frame,
  Packet,
  type Stream,
} from 'node-av/lib';

export class StreamEncoder {
  private readonly packet = new Packet();

  private constructor(
    private readonly encoder: CodecContext,
    private readonly container: FormatContext,
    readonly stream: Stream,
  ) {
    this.packet.alloc();
  }

  static async open(
    container: FormatContext,
    codecName: FFEncoderCodec,
    options: Record<string, string>,
    configure: (encoder: CodecContext) => void,
  ): Promise<StreamEncoder> {
    const codec = Codec.findEncoderByName(codecName);
    if (!codec) throw new Error(`this build of FFmpeg has no ${codecName} encoder`);
    const encoder = new CodecContext();
    encoder.allocContext3(codec);
    configure(encoder);
    // MP4 keeps the parameters in its header; frames say how long they last.
    encoder.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER, AV_CODEC_FLAG_FRAME_DURATION);
    const opened = await encoder.open2(codec, Dictionary.fromObject(options));
    if (opened < 0) throw new Error(`the ${codecName} encoder cannot be opened (${opened})`);
    const stream = container.newStream(codec);
    stream.codecpar.fromContext(encoder);
    stream.timeBase = encoder.timeBase;
    return new StreamEncoder(encoder, container, stream);
  }

  get frameSize(): number {
    return this.encoder.frameSize;
  }

  /** Null after the last frame writes what the encoder still holds. */
  async write(frame: Frame | null): Promise<void> {
    const sent = this.encoder.sendFrameSync(frame);
    if (sent < 0) throw new Error(`a frame cannot be encoded (${sent})`);
    while (this.encoder.receivePacketSync(this.packet) >= 0) {
      this.packet.rescaleTs(this.encoder.timeBase, this.stream.timeBase);
      this.packet.streamIndex = this.stream.index;
      const written = await this.container.interleavedWriteFrame(this.packet);
      if (written < 0) throw new MuxWriteError(written);
    }
  }

  close(): void {
    this.packet.free();
    this.encoder.freeContext();
  }
}

/** A negative errno from the file that is written, which says whether the disk is full. */
export class MuxWriteError extends Error {
  constructor(readonly errno: number) {
    super(`the file cannot be written (${errno})`);
  }
}
