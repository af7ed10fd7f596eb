// The decoder half of a codec: codes of sound to samples. Runs in the engine process; knows one graph and no tokens.
import { Tensor, type InferenceSession } from 'onnxruntime-node';
import { ScoreError, type ModelManifest } from '@framescore/contract';

export class CodecDecoder {
  constructor(
    private readonly session: InferenceSession,
    private readonly manifest: ModelManifest,
  ) {}

  /** Codes [F, K] to samples [C, F * samplesPerFrame], channel after channel. Throws model-incompatible where the graph gives another number. */
  async decode(codes: Int32Array): Promise<Float32Array> {
    const { streams, codec, id } = this.manifest;
    const dims = [codes.length / streams.length, streams.length];
    const input = new Tensor('int64', BigInt64Array.from(codes, BigInt), dims);
    const output = await this.session.run({ codes: input });
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
