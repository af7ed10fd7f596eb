// A loaded bundle: its sessions, the picture it has seen, and the token loop. Runs in the engine process; knows no file but its graphs.
import assert from 'node:assert/strict';
import path from 'node:path';
import { Tensor, type InferenceSession } from 'onnxruntime-node';
import { ScoreError, type ModelManifest } from '@framescore/contract';
import type { RunLimit } from '../core/sampling/run-limits.js';
import { CodecDecoder, type CodedSound } from './codec.js';
import { KeyValueCache } from './key-value-cache.js';
import { openSession } from './open-session.js';
import { TakeNoise } from './take-noise.js';
import { encodeVideo, VideoEncoding, type EncodedVideo } from './video-encoding.js';

/** What one generation needs besides the picture. */
export type TokenRequest = {
  /** Condition values, row by row [T, C]. */
  conditions: Int32Array;
  /** The video token that is seen at each step [T]. */
  videoIndex: Int32Array;
  /**
   * One take a run. Takes in one batch would not be those of their seeds alone: the shipped decoders scale activations to eight bits by the
   * largest value of the whole batch.
   */
  seed: number;
  /** Tokens that are given, -1 where free, a stream's size for "before the beginning"; it may be shorter than the piece [P, K]. */
  forced?: Int32Array;
  /** A step behind given ones that follows "before the beginning", as step 0 does. */
  restart?: number;
  /** Runs of a token that may not outlast what training had. */
  runLimits?: readonly RunLimit[];
  /** Stream temperatures and candidate counts instead of the bundle's own. */
  sampling?: Partial<ModelManifest['sampling']>;
  /** Keep the logits of every step: for parity tests. */
  wantLogits?: boolean;
};

/** One step as it was sampled: tokens [K], logits [K, V]. */
export type TokenStep = { tokens: Int32Array; logits?: Float32Array };

/** The row with conditions and the one without: guidance leads from the second to the first. */
const GUIDED_ROWS = 2;

export class ScoreModel {
  private constructor(
    private readonly manifest: ModelManifest,
    private readonly encoder: InferenceSession,
    private readonly decoder: InferenceSession,
    private readonly tracker: InferenceSession | undefined,
    private readonly listener: InferenceSession | undefined,
    private readonly codec: CodecDecoder | undefined,
  ) {}

  /** Loads the graphs of a verified bundle. Throws model-incompatible when onnxruntime refuses one, naming it. */
  static async load(directory: string, manifest: ModelManifest, threads: number): Promise<ScoreModel> {
    const open = (file: string) => openSession(path.join(directory, file), threads);
    const has = (file: string) => manifest.files.some((entry) => entry.path === file);
    const openCodec = async () => new CodecDecoder(await open('codec-decoder.onnx'), manifest);
    return new ScoreModel(
      manifest,
      await open('video-encoder.onnx'),
      await open('decoder.onnx'),
      has('beat-tracker.onnx') ? await open('beat-tracker.onnx') : undefined,
      has('music-encoder.onnx') ? await open('music-encoder.onnx') : undefined,
      manifest.codec && (await openCodec()),
    );
  }

  /** Encodes the frames of the whole range: uint8 RGB, [F, height, width, 3]. */
  async encodeVideo(frames: Uint8Array): Promise<EncodedVideo> {
    return encodeVideo(this.encoder, frames, this.manifest);
  }

  /** The same for frames that come in batches. */
  startVideo(): VideoEncoding {
    return new VideoEncoding(this.encoder, this.manifest);
  }

  /** Samples step after step; the caller may stop between any two. */
  async *runTokens(video: EncodedVideo, request: TokenRequest): AsyncGenerator<TokenStep> {
    const { manifest } = this;
    const { streams, decoder: sizes } = manifest;
    const cache = new KeyValueCache({ rows: GUIDED_ROWS, capacity: sizes.cacheCapacity, ...sizes });
    const fixed = { ...pictureFeeds(video), ...samplingFeeds({ ...manifest.sampling, ...request.sampling }) };
    const noise = new TakeNoise(manifest, request.seed, request.runLimits ?? []);
    const beginning = Int32Array.from(streams, (stream) => stream.size);
    let previous = beginning;
    try {
      for (let step = 0; step < request.videoIndex.length; step += 1) {
        if (step === request.restart) previous = beginning;
        const feeds = {
          ...fixed,
          ...cache.feeds(sizes.window),
          ...noise.feeds(),
          ...this.stepFeeds(request, step, previous),
        };
        const fetches = { tokens: null, logits: null, ...cache.fetches() };
        const output = await this.decoder.run(feeds, request.wantLogits ? fetches : omitLogits(fetches));
        previous = Int32Array.from(output['tokens']!.data as BigInt64Array, Number);
        noise.push(previous);
        yield {
          tokens: previous,
          ...(request.wantLogits && { logits: output['logits']!.data as Float32Array }),
        };
      }
    } finally {
      cache.dispose();
    }
  }

  /** Codes of sound [F, K] to samples [C, N]; may be asked for between two steps of `runTokens`. */
  async decodeCodes(part: CodedSound): Promise<Float32Array> {
    assert(this.codec, 'only a bundle with a codec is asked to decode');
    return this.codec.decode(part);
  }

  /** Beat and downbeat activations of one chunk of log-mel frames: [F, M] to [F, 2]. */
  async trackBeats(mel: Float32Array, bands: number): Promise<Float32Array> {
    if (!this.tracker) {
      throw new ScoreError(
        'model-incompatible',
        `Bundle "${this.manifest.id}" has no beat tracker. Install the bundle again.`,
      );
    }
    const input = new Tensor('float32', mel, [1, mel.length / bands, bands]);
    const output = await this.tracker.run({ mel: input });
    return output['activations']!.data as Float32Array;
  }

  /** A whole token matrix [T, K] as one unit vector [E] of the space it shares with pictures; undefined where the bundle has no such graph. */
  async embedMusic(tokens: Int32Array): Promise<Float32Array | undefined> {
    const count = this.manifest.streams.length;
    const input = int64(Array.from(tokens), [tokens.length / count, count]);
    const output = await this.listener?.run({ tokens: input });
    return output?.['embedding']!.data as Float32Array | undefined;
  }

  async dispose(): Promise<void> {
    const sessions = [this.encoder, this.decoder, this.tracker, this.listener, this.codec];
    await Promise.all(sessions.flatMap((session) => (session ? [session.release()] : [])));
  }

  /** The inputs that change with every step: the previous tokens, the conditions of both rows, where it is. */
  private stepFeeds(request: TokenRequest, step: number, previous: Int32Array): Record<string, Tensor> {
    const { streams, conditions } = this.manifest;
    const known = conditions.map((_, c) => request.conditions[step * conditions.length + c]!);
    const unknown = conditions.map((condition, c) => condition.unknown ?? known[c]!);
    const given = streams.map((_, k) => request.forced?.[step * streams.length + k] ?? -1);
    return {
      previous_tokens: int64(Array.from(previous), [1, streams.length]),
      conditions: int64([...known, ...unknown], [GUIDED_ROWS, conditions.length]),
      position: int64([step], [1]),
      video_index: int64([request.videoIndex[step]!], [1]),
      forced: int64(given, [1, streams.length]),
    };
  }
}

function int64(values: readonly number[], dims: readonly number[]): Tensor {
  return new Tensor('int64', BigInt64Array.from(values, BigInt), dims);
}

function pictureFeeds(video: EncodedVideo): Record<string, Tensor> {
  return { video_tokens: video.tokens, cross_keys: video.crossKeys, cross_values: video.crossValues };
}

function samplingFeeds(sampling: ModelManifest['sampling']): Record<string, Tensor> {
  return {
    guidance: new Tensor('float32', Float32Array.of(sampling.guidance), [1]),
    temperature: new Tensor('float32', Float32Array.from(sampling.temperature), [
      sampling.temperature.length,
    ]),
    top_k: int64(sampling.topK, [sampling.topK.length]),
  };
}

function omitLogits<T extends { logits: unknown }>(fetches: T): Omit<T, 'logits'> {
  const { logits: _unused, ...rest } = fetches;
  return rest;
}
