// The sound track of a preview file: raw samples, encoded as AAC. Runs in the media process only.
import { createReadStream } from 'node:fs';
import { AV_SAMPLE_FMT_FLTP, FF_ENCODER_AAC } from 'node-av/constants';
import { avChannelLayoutDefault, type FormatContext, Frame, Rational } from 'node-av/lib';
import {
  PREVIEW_CHANNELS as CHANNELS,
  PREVIEW_RATE_HZ as SAMPLE_RATE_HZ,
  type PreviewRequest,
} from './media-protocol.js';
import { readRecords } from './record-reader.js';
import { StreamEncoder } from './stream-encoder.js';

const BYTES_PER_SAMPLE = 4;

export class SoundTrack {
  private writtenSamples = 0;

  private constructor(
    private readonly encoder: StreamEncoder,
    /** Blocks of the encoder's size, interleaved; the last one may be shorter. */
    private readonly blocks: AsyncGenerator<Uint8Array, void>,
    private readonly factor: number,
  ) {}

  static async open(container: FormatContext, sound: PreviewRequest['sound']): Promise<SoundTrack> {
    const encoder = await StreamEncoder.open(container, FF_ENCODER_AAC, { b: '192k' }, (context) => {
      context.sampleRate = SAMPLE_RATE_HZ;
      context.sampleFormat = AV_SAMPLE_FMT_FLTP;
      context.channelLayout = avChannelLayoutDefault(CHANNELS);
      context.timeBase = new Rational(1, SAMPLE_RATE_HZ);
    });
    const blockBytes = encoder.frameSize * CHANNELS * BYTES_PER_SAMPLE;
    return new SoundTrack(encoder, readRecords(bytesOf(sound.path), blockBytes), sound.factor);
  }

  /** Keeps the sound beside the picture, so that the file is interleaved and little waits in memory. */
  async writeUntil(seconds: number): Promise<void> {
    while (this.writtenSamples / SAMPLE_RATE_HZ <= seconds) {
      const next = await this.blocks.next();
      if (next.done === true) return;
      await this.writeBlock(next.value);
    }
  }

  async end(): Promise<void> {
    await this.writeUntil(Infinity);
    await this.encoder.write(null);
    this.encoder.close();
  }

  private async writeBlock(block: Uint8Array): Promise<void> {
    const nbSamples = block.length / (CHANNELS * BYTES_PER_SAMPLE);
    const frame = Frame.fromAudioBuffer(planar(block, nbSamples, this.factor), {
      nbSamples,
      format: AV_SAMPLE_FMT_FLTP,
      sampleRate: SAMPLE_RATE_HZ,
      channelLayout: avChannelLayoutDefault(CHANNELS),
      timeBase: { num: 1, den: SAMPLE_RATE_HZ },
      pts: BigInt(this.writtenSamples),
    });
    this.writtenSamples += nbSamples;
    await this.encoder.write(frame);
    frame.free();
  }
}

async function* bytesOf(path: string): AsyncGenerator<Buffer, void> {
  for await (const bytes of createReadStream(path)) yield bytes as Buffer; // no encoding was asked for
}

function planar(interleaved: Uint8Array, sampleCount: number, factor: number): Buffer {
  const samples = new Float32Array(interleaved.buffer, interleaved.byteOffset, sampleCount * CHANNELS);
  const planes = new Float32Array(sampleCount * CHANNELS);
  for (let i = 0; i < sampleCount; i++) {
    for (let channel = 0; channel < CHANNELS; channel++)
      planes[channel * sampleCount + i] = (samples[i * CHANNELS + channel] ?? 0) * factor;
  }
  return Buffer.from(planes.buffer);
}
