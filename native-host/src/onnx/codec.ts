// The decoder half of a codec: codes of sound to samples. Runs in the engine process; knows one graph and no tokens.
import { Tensor, type InferenceSession } from 'onnxruntime-node';
import { ScoreError, type ModelManifest } from '@framescore/contract';

/** Codes [F, K], and the frame of the piece at which they stand. */
export type CodedSound = { codes: Int32Array; firstFrame: number };

export class CodecDecoder {
  constructor(
    private readonly session: InferenceSession,
    private readonly manifest: ModelManifest,
  ) {}

  /** To samples [C, F * samplesPerFrame], channel after channel. Throws model-incompatible where the graph gives another number. */
  async decode({ codes, firstFrame }: CodedSound): Promise<Float32Array> {
    const { streams, codec, id } = this.manifest;
    const dims = [codes.length / streams.length, streams.length];
    const output = await this.session.run({
      codes: new Tensor('int64', BigInt64Array.from(codes, BigInt), dims),
      first_frame: new Tensor('int64', BigInt64Array.of(BigInt(firstFrame)), [1]),
    });
    const audio = output['audio']!.data as Float32Array;
    const expected = dims[0]! * (codec?.samplesPerFrame ?? 0) * (codec?.channels ?? 0);
    if (audio.length === expected) return audio;
    throw new ScoreError(
      'model-incompatible',
      `codec-decoder.onnx of bundle "${id}" gives ${audio.length} samples where its manifest says ${expected}. Install the bundle again.`,
    );
  }

  async release(): Promise<void> {
    await this.session.release();
  }
}
