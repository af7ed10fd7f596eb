// A loaded bundle: its sessions, the picture it has seen, and the token loop. Runs in the engine process; knows no file but its graphs.
import path from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { ScoreError, type ModelManifest } from '@framescore/contract';
import { fillGumbel, seededRandom } from '../core/random/random.js';
import { RunLimiter, type RunLimit } from '../core/sampling/run-limits.js';
import { KeyValueCache } from './key-value-cache.js';
import { encodeVideo, type EncodedVideo } from './video-encoding.js';

/** What one generation needs besides the picture. */
export type TokenRequest = {
  /** Condition values, row by row [T, C]. */
  conditions: Int32Array;
  /** The video token that is seen at each step [T]. */
  videoIndex: Int32Array;
  seed: number;
  /** Tokens that are given, -1 where free; it may be shorter than the piece [P, K]. */
  forced?: Int32Array;
  /** Runs of a token that may not outlast what training had. */
  runLimits?: readonly RunLimit[];
  /** Stream temperatures and candidate counts instead of the bundle's own. */
  sampling?: Partial<ModelManifest['sampling']>;
  /** Keep the logits of every step: for parity tests. */
  wantLogits?: boolean;
};

/** One step as it was sampled. */
export type TokenStep = { tokens: Int32Array; logits?: Float32Array };

export class ScoreModel {
  private constructor(
    private readonly manifest: ModelManifest,
    private readonly encoder: InferenceSession,
    private readonly decoder: InferenceSession,
    private readonly tracker: InferenceSession | undefined,
  ) {}

  /** Loads the graphs of a verified bundle. Throws model-incompatible when onnxruntime refuses one, naming it. */
  static async load(directory: string, manifest: ModelManifest, threads: number): Promise<ScoreModel> {
    const open = (file: string) => openSession(path.join(directory, file), threads);
    const has = (file: string) => manifest.files.some((entry) => entry.path === file);
    return new ScoreModel(
      manifest,
      await open('video-encoder.onnx'),
      await open('decoder.onnx'),
      has('beat-tracker.onnx') ? await open('beat-tracker.onnx') : undefined,
    );
  }

  /** Encodes the frames of the whole range: uint8 RGB, [F, height, width, 3]. */
  async encodeVideo(frames: Uint8Array): Promise<EncodedVideo> {
    return encodeVideo(this.encoder, frames, this.manifest);
  }

  /** Samples step after step; the caller may stop between any two. */
  async *runTokens(video: EncodedVideo, request: TokenRequest): AsyncGenerator<TokenStep> {
    const { manifest } = this;
    const { streams, decoder: sizes } = manifest;
    const cache = new KeyValueCache({ rows: 2, capacity: sizes.cacheCapacity, ...sizes });
    const fixed = { ...pictureFeeds(video), ...samplingFeeds({ ...manifest.sampling, ...request.sampling }) };
    const limiter = new RunLimiter(request.runLimits ?? []);
    const noise = gumbelSource(manifest, request.seed, limiter);
    let previous = Int32Array.from(streams, (stream) => stream.size); // BOS
    try {
      for (let step = 0; step < request.videoIndex.length; step += 1) {
        const feeds = {
          ...fixed,
          ...cache.feeds(sizes.window),
          ...noise(),
          ...this.stepFeeds(request, step, previous),
        };
        const fetches = { tokens: null, logits: null, ...cache.fetches() };
        const output = await this.decoder.run(feeds, request.wantLogits ? fetches : omitLogits(fetches));
        previous = Int32Array.from(output['tokens']!.data as BigInt64Array, Number);
        limiter.push(previous);
        yield {
          tokens: previous,
          ...(request.wantLogits && { logits: output['logits']!.data as Float32Array }),
        };
      }
    } finally {
      cache.dispose();
    }
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

  async dispose(): Promise<void> {
    await Promise.all([this.encoder.release(), this.decoder.release(), this.tracker?.release()]);
  }

  /** The inputs that change with every step: the previous tokens, the conditions of both rows, where it is. */
  private stepFeeds(request: TokenRequest, step: number, previous: Int32Array): Record<string, Tensor> {
    const { streams, conditions } = this.manifest;
    const rows = new BigInt64Array(2 * conditions.length); // [B, C]: conditional, then unconditional
    for (const [c, condition] of conditions.entries()) {
      const value = request.conditions[step * conditions.length + c]!;
      rows[c] = BigInt(value);
      rows[conditions.length + c] = BigInt(condition.unknown ?? value);
    }
    const given = (k: number) => request.forced?.[step * streams.length + k] ?? -1;
    return {
      previous_tokens: int64(Array.from(previous), [1, streams.length]),
      conditions: new Tensor('int64', rows, [2, conditions.length]),
      position: int64([step], [1]),
      video_index: int64([request.videoIndex[step]!], [1]),
      forced: int64(
        streams.map((_, k) => given(k)),
        [1, streams.length],
      ),
    };
  }
}

async function openSession(file: string, threads: number): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(file, {
      executionProviders: ['cpu'],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: 'all',
    });
  } catch (cause) {
    const detail = `${path.basename(file)} cannot be loaded by this version of onnxruntime. Install the bundle again.`;
    throw new ScoreError('model-incompatible', detail, { cause });
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

/** Fresh Gumbel noise for every step, [1, K, V] with V the largest vocabulary. */
function gumbelSource(
  manifest: ModelManifest,
  seed: number,
  limiter: RunLimiter,
): () => Record<string, Tensor> {
  const largest = Math.max(...manifest.streams.map((stream) => stream.size));
  const data = new Float32Array(manifest.streams.length * largest);
  const random = seededRandom(seed);
  const noise = new Tensor('float32', data, [1, manifest.streams.length, largest]);
  return () => {
    fillGumbel(data, random);
    limiter.apply(data, largest);
    return { noise };
  };
}

function omitLogits<T extends { logits: unknown }>(fetches: T): Omit<T, 'logits'> {
  const { logits: _unused, ...rest } = fetches;
  return rest;
}
