// The sound track of a preview file: a WAV, encoded as AAC. Runs in the media process only.
import { AV_SAMPLE_FMT_FLTP, FF_ENCODER_AAC } from 'node-av/constants';
import { avChannelLayoutDefault, type FormatContext, Frame, Rational } from 'node-av/lib';
import { decodeAudio } from './decode-audio.js';
import { readRecords } from './record-reader.js';
import { StreamEncoder } from './stream-encoder.js';

const SAMPLE_RATE_HZ = 48_000;
const CHANNELS = 2;
const BYTES_PER_SAMPLE = 4;

export class SoundTrack {
  private writtenSamples = 0;

  private constructor(
    private readonly encoder: StreamEncoder,
    /** Blocks of the encoder's size, interleaved; the last one may be shorter. */
    private readonly blocks: AsyncGenerator<Uint8Array, void>,
  ) {}

  static async open(
    container: FormatContext,
    wav: { path: string; durationSeconds: number },
  ): Promise<SoundTrack> {
    const encoder = await StreamEncoder.open(container, FF_ENCODER_AAC, { b: '192k' }, (context) => {
      context.sampleRate = SAMPLE_RATE_HZ;
      context.sampleFormat = AV_SAMPLE_FMT_FLTP;
      context.channelLayout = avChannelLayoutDefault(CHANNELS);
      context.timeBase = new Rational(1, SAMPLE_RATE_HZ);
    });
    const range = { startSeconds: 0, endSeconds: wav.durationSeconds };
    const samples = decodeAudio({
      path: wav.path,
      ...range,
      sampleRateHz: SAMPLE_RATE_HZ,
      channels: CHANNELS,
    });
    return new SoundTrack(
      encoder,
      readRecords(bytesOf(samples), encoder.frameSize * CHANNELS * BYTES_PER_SAMPLE),
    );
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
    const frame = Frame.fromAudioBuffer(planar(block, nbSamples), {
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

async function* bytesOf(blocks: AsyncIterable<Float32Array>): AsyncGenerator<Uint8Array, void> {
  for await (const { buffer, byteOffset, byteLength } of blocks)
    yield new Uint8Array(buffer, byteOffset, byteLength);
}

function planar(interleaved: Uint8Array, sampleCount: number): Buffer {
  const samples = new Float32Array(interleaved.buffer, interleaved.byteOffset, sampleCount * CHANNELS);
  const planes = new Float32Array(sampleCount * CHANNELS);
  for (let i = 0; i < sampleCount; i++) {
    for (let channel = 0; channel < CHANNELS; channel++)
      planes[channel * sampleCount + i] = samples[i * CHANNELS + channel] ?? 0;
  }
  return Buffer.from(planes.buffer);
}
