// The graphs in onnxruntime-node against PyTorch: goldens of models/scripts/make_goldens.py, played through the real engine process.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { loadBundle, type Bundle } from '../../native-host/src/bundle/load-bundle.js';
import { Engine } from '../../native-host/src/onnx/engine.js';
import type { EngineJob } from '../../native-host/src/onnx/engine-job.js';

const ROOT = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '../..');
const GOLDENS = path.join(ROOT, 'test/goldens/debug-score');
const signal = new AbortController().signal;

type Golden = {
  frames: number;
  steps: number;
  videoTokens: number;
  sampling: { guidance: number; temperature: number; topK: number };
  conditions: number[][];
  videoIndex: number[];
  forced: number[][];
};

let golden: Golden;
let bundle: Bundle;
let engine: Engine;
let job: EngineJob;
let sizes: number[];

async function floats(name: string): Promise<Float32Array> {
  const bytes = await readFile(path.join(GOLDENS, name));
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

async function watch(): Promise<Awaited<ReturnType<EngineJob['encodeVideo']>>> {
  const frames = await readFile(path.join(GOLDENS, 'frames.uint8'));
  const batches = async function* () {
    yield await Promise.resolve(new Uint8Array(frames.subarray(0, 100_000)));
    yield await Promise.resolve(new Uint8Array(frames.subarray(100_000)));
  };
  return job.encodeVideo(batches(), signal);
}

function request(overrides: { forced?: Int32Array; temperature?: number; seed?: number } = {}) {
  const { guidance, temperature, topK } = golden.sampling;
  return {
    conditions: Int32Array.from(golden.conditions.flat()),
    videoIndex: Int32Array.from(golden.videoIndex),
    seed: overrides.seed ?? 1,
    ...(overrides.forced && { forced: overrides.forced }),
    sampling: {
      guidance,
      temperature: sizes.map(() => overrides.temperature ?? temperature),
      topK: sizes.map(() => topK),
    },
    wantLogits: true,
  };
}

async function sample(
  asked: ReturnType<typeof request>,
): Promise<{ tokens: number[][]; logits: Float32Array[] }> {
  const tokens: number[][] = [];
  const logits: Float32Array[] = [];
  for await (const step of job.runTokens(asked, signal)) {
    tokens.push([...step.tokens]);
    logits.push(step.logits!);
  }
  return { tokens, logits };
}

/** The logits of one stream of one step, without the padding to the largest vocabulary. */
function streamLogits(logits: Float32Array, stream: number): Float32Array {
  const largest = Math.max(...sizes);
  return logits.subarray(stream * largest, stream * largest + sizes[stream]!);
}

beforeAll(async () => {
  golden = JSON.parse(await readFile(path.join(GOLDENS, 'golden.json'), 'utf8')) as Golden;
  bundle = await loadBundle('debug-score', path.join(ROOT, 'models/bundles'));
  sizes = bundle.manifest.streams.map((stream) => stream.size);
  engine = new Engine(bundle, 1);
  job = engine.openJob();
});
afterAll(() => engine.dispose());

describe('video encoder', () => {
  test('gives the beat logits and the embedding of PyTorch', async () => {
    const picture = await watch();
    const expected = await floats('video.float32');
    expect(picture.tokenCount).toBe(golden.videoTokens);
    const { embeddingSize } = bundle.manifest.video;
    const beatError = largestDifference(picture.beatLogits, expected.subarray(0, golden.frames));
    const embedding = expected.subarray(golden.frames, golden.frames + embeddingSize);
    // fp32 against fp32: measured 3e-7 and 4e-8; the margin is for other processors and their order of addition.
    expect(beatError).toBeLessThan(2e-5);
    expect(largestDifference(picture.embedding, embedding)).toBeLessThan(1e-5);
  });
});

describe('decoder', () => {
  test('teacher-forced over 40 steps, gives the logits of PyTorch', async () => {
    await watch();
    const { logits, tokens } = await sample(request({ forced: Int32Array.from(golden.forced.flat()) }));
    expect(tokens).toEqual(golden.forced); // what is forced is taken
    const expected = await floats('forced-logits.float32');
    let at = 0;
    let squares = 0;
    let power = 0;
    for (const step of logits) {
      for (const stream of sizes.keys()) {
        for (const value of streamLogits(step, stream)) {
          squares += (value - expected[at]!) ** 2;
          power += expected[at]! ** 2;
          at += 1;
        }
      }
    }
    expect(at).toBe(expected.length);
    // The debug bundle keeps its weights in fp32: relative error of the logits, measured 5e-7.
    expect(Math.sqrt(squares / power)).toBeLessThan(2e-5);
  });

  test('at temperature 0 takes the most likely token, whatever the seed', async () => {
    await watch();
    const first = await sample(request({ temperature: 0, seed: 1 }));
    const second = await sample(request({ temperature: 0, seed: 2 }));
    expect(second.tokens).toEqual(first.tokens);
    for (const [step, tokens] of first.tokens.entries()) {
      for (const [stream, token] of tokens.entries()) {
        const logits = streamLogits(first.logits[step]!, stream);
        expect(logits[token]).toBe(Math.max(...logits));
      }
    }
  });

  test('gives the same tokens for the same seed, others for another, and only among the top candidates', async () => {
    await watch();
    const first = await sample(request({ seed: 5 }));
    expect((await sample(request({ seed: 5 }))).tokens).toEqual(first.tokens);
    expect((await sample(request({ seed: 6 }))).tokens).not.toEqual(first.tokens);
    for (const [step, tokens] of first.tokens.entries()) {
      for (const [stream, token] of tokens.entries()) {
        const logits = streamLogits(first.logits[step]!, stream);
        const better = logits.filter((logit) => logit > logits[token]!).length;
        expect(better).toBeLessThan(golden.sampling.topK);
      }
    }
  });
});

describe('a cache that overflows', () => {
  test('goes on beyond its capacity: the window alone decides, so a prefix outside it changes nothing', async () => {
    await watch();
    const { cacheCapacity, window, layers } = bundle.manifest.decoder;
    const steps = cacheCapacity + 300; // the cache drops its oldest entries several times
    const K = sizes.length;
    const forcedOf = (early: number) =>
      Int32Array.from({ length: steps * K }, (_, i) =>
        Math.floor(i / K) < early ? i % sizes[i % K]! : (i * 7) % sizes[i % K]!,
      );
    const run = (early: number) => {
      const base = request({ forced: forcedOf(early) });
      return sample({
        ...base,
        conditions: Int32Array.from(
          Array.from({ length: steps }, (_, step) => golden.conditions[step % 16]!).flat(),
        ),
        videoIndex: new Int32Array(steps),
      });
    };
    // Information travels at most `window` steps back in each layer; what differs lies before that.
    const early = steps - layers * window - 8;
    if (early <= 0) throw new Error('the debug bundle is too wide for this test');
    const [a, b] = [await run(early), await run(0)];
    expect(largestDifference(a.logits.at(-1)!, b.logits.at(-1)!)).toBeLessThan(1e-4);
    expect(largestDifference(a.logits[early - 1]!, b.logits[early - 1]!)).toBeGreaterThan(1e-3);
  });
});

function largestDifference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i]!)), 0);
}

test('of a picture longer than a chunk the embedding keeps what the whole means, not what happens when', async () => {
  const { meaningSize, widthPx, heightPx } = bundle.manifest.video;
  const frames = Uint8Array.from(
    { length: 1210 * widthPx * heightPx * 3 },
    (_, i) => (i * 31 + (i >> 9)) % 256,
  );
  const whole = async function* () {
    yield await Promise.resolve(frames);
  };
  const long = await job.encodeVideo(whole(), signal);
  const short = await watch();
  expect(meaningSize).toBeLessThan(long.embedding.length);
  expect(Math.hypot(...long.embedding)).toBeCloseTo(1, 4);
  expect(Math.hypot(...long.embedding.subarray(meaningSize))).toBe(0);
  expect(Math.hypot(...short.embedding.subarray(meaningSize))).toBeGreaterThan(0.1);
});
