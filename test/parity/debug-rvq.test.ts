// Family rvq against Python: goldens of models/scripts/make_rvq_goldens.py; the codec through the real engine process.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadBundle, type Bundle } from '../../native-host/src/bundle/load-bundle.js';
import { RvqFamily } from '../../native-host/src/codec/rvq-family.js';
import { conditionsOfPiece } from '../../native-host/src/core/rvq/conditions.js';
import { delayFrames, undelaySteps } from '../../native-host/src/core/rvq/delay-pattern.js';
import { planScore } from '../../native-host/src/core/plan/plan-score.js';
import { Engine } from '../../native-host/src/onnx/engine.js';
import type { EngineJob } from '../../native-host/src/onnx/engine-job.js';
import { readWholeSound } from '../../native-host/src/sound/whole-sound.js';
import { ROOT } from '../process/command-line.js';

const GOLDENS = path.join(ROOT, 'test/goldens/debug-rvq');
const { signal } = new AbortController();
const run = { signal, report: () => undefined };

type Golden = {
  rateHz: number;
  piece: {
    style: number;
    mode: number;
    tempo_bpm: number;
    beats: number[];
    beat_positions: number[];
    accents: [number, number][];
    bar_energy: [number, number][];
  };
  sampling: { guidance: number; temperature: number; topK: number };
  conditions: number[][];
  frames: number[][];
  steps: number[][];
  videoIndex: number[];
};

let golden: Golden;
let bundle: Bundle;
let engine: Engine;
let job: EngineJob;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'framescore-rvq-'));
  golden = JSON.parse(await readFile(path.join(GOLDENS, 'golden.json'), 'utf8')) as Golden;
  bundle = await loadBundle('debug-rvq', path.join(ROOT, 'models/bundles'));
  engine = new Engine(bundle, 1);
  job = engine.openJob();
});
afterAll(() => {
  engine.dispose();
  return rm(folder, { recursive: true });
});

const pattern = () => ({
  delays: bundle.manifest.codec!.delays,
  noFrame: bundle.manifest.streams.map(({ size }) => size),
});

test('conditions of a piece are those of Python', () => {
  const { piece, frames, steps, rateHz } = golden;
  const facts = {
    beatsSeconds: piece.beats,
    firstBeatInBar: piece.beat_positions[0]!,
    accents: piece.accents.map(([timeSeconds, strength]) => ({ timeSeconds, strength })),
    energy: piece.bar_energy.map(([fromSeconds, level]) => ({ fromSeconds, level })),
    styleIndex: piece.style,
    tempoBpm: piece.tempo_bpm,
    mode: piece.mode,
  };
  const rows = conditionsOfPiece(facts, { frameCount: frames.length, frameRateHz: rateHz }, steps.length);
  expect(Array.from(rows)).toEqual(golden.conditions.flat());
});

test('the delay pattern is that of Python', () => {
  expect(delayFrames(golden.frames, pattern())).toEqual(golden.steps);
  expect(undelaySteps(golden.steps, pattern())).toEqual(golden.frames);
});

describe('decoder', () => {
  test('teacher-forced with the delayed codes, "no frame" among them, gives the logits of PyTorch', async () => {
    const { guidance, temperature, topK } = golden.sampling;
    const pictures = await readFile(path.join(GOLDENS, 'frames.uint8'));
    const batches = async function* () {
      yield await Promise.resolve(new Uint8Array(pictures));
    };
    await job.encodeVideo(batches(), signal);
    const bytes = await readFile(path.join(GOLDENS, 'forced-logits.float32'));
    const expected = new Float32Array(
      bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
    );
    const sizes = bundle.manifest.streams.map(({ size }) => size);
    const request = {
      conditions: Int32Array.from(golden.conditions.flat()),
      videoIndex: Int32Array.from(golden.videoIndex),
      seed: 1,
      forced: Int32Array.from(golden.steps.flat()),
      sampling: { guidance, temperature: sizes.map(() => temperature), topK: sizes.map(() => topK) },
      wantLogits: true,
    };
    const steps: number[][] = [];
    const logits: number[] = [];
    for await (const step of job.runTokens(request, signal)) {
      steps.push([...step.tokens]);
      logits.push(...step.logits!);
    }
    expect(steps).toEqual(golden.steps); // what is forced is taken
    expect(logits).toHaveLength(expected.length);
    const squares = logits.reduce((sum, value, i) => sum + (value - expected[i]!) ** 2, 0);
    const power = expected.reduce((sum, value) => sum + value ** 2, 0);
    expect(Math.sqrt(squares / power)).toBeLessThan(2e-5); // both are fp32
  });
});

describe('codec', () => {
  const FRAMES = 300;
  const codes = Array.from({ length: FRAMES }, (_, f) =>
    Array.from({ length: 4 }, (_, k) => (f * (7 + k) + k) % 64),
  );
  const decodeFrom = (firstFrame: number, frames: readonly (readonly number[])[]) =>
    job.decodeCodes({ codes: Int32Array.from(frames.flat()), firstFrame }, signal);
  const largestDifference = (a: Float32Array, b: Float32Array) =>
    a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

  const plan = () => {
    const level = () => new Float32Array(120).fill(0.5);
    return planScore({
      durationSeconds: FRAMES / 25,
      cues: [],
      curves: { rateHz: 10, motion: level(), brightness: level(), saturation: level(), cutRate: level() },
      tempoRangeBpm: [100, 100],
      syncAmount: 0,
      intensity: 50,
      beatsPerBar: 4,
    });
  };
  const scratch = (name: string) => path.join(folder, name);
  const playing = () => ({ plan: plan(), styleId: 'house', seed: 1, stems: false, midi: false, scratch });
  async function* delayedSteps() {
    for (const step of delayFrames(codes, pattern())) yield await Promise.resolve(Int32Array.from(step));
  }
  const family = () => RvqFamily.open(bundle.manifest, (part, end) => job.decodeCodes(part, end));
  /** Samples before the fade of the ending. */
  const heard = (side: Float32Array) => side.subarray(0, side.length - 48_000);

  test('gives the samples that the manifest says, and knows at which frame codes stand', async () => {
    const audio = await decodeFrom(0, codes);
    expect(audio).toHaveLength(FRAMES * bundle.manifest.codec!.samplesPerFrame);
    expect(largestDifference(audio, await decodeFrom(13, codes))).toBeGreaterThan(1e-3);
  });

  test('decoded while the steps come, sounds as the whole does, and gives the frames without their delay', async () => {
    const whole = await decodeFrom(0, codes);
    const played = await family().play(delayedSteps(), playing(), run);
    const { tokens, stems, midi } = played;
    const mix = readWholeSound(played.mix);
    expect(mix.map((side) => side.length)).toEqual([FRAMES * 1920, FRAMES * 1920]);
    expect(largestDifference(heard(mix[0]), heard(whole))).toBeLessThan(1e-4);
    expect(mix[1]).toEqual(mix[0]);
    expect(tokens).toEqual(codes);
    expect([stems, midi]).toEqual([[], null]);
  });

  test('a window is replayed as it sounds in the whole, to the sample', async () => {
    const whole = await decodeFrom(0, codes);
    const { plan: planned, styleId, seed } = playing();
    const windowSeconds = [3.013, 9.477] as const;
    const window = { plan: planned, styleId, seed, windowSeconds, scratch };
    const [left] = readWholeSound(await family().replay(codes, window, run));
    const first = Math.round(3.013 * 48_000);
    expect(left).toHaveLength(Math.round((9.477 - 3.013) * 48_000));
    expect(largestDifference(left, whole.subarray(first, first + left.length))).toBeLessThan(1e-4);
  });

  test('a cancel ends decoding at once, and the next score decodes again', async () => {
    const controller = new AbortController();
    let decoded = 0;
    const cancelled = family().play(delayedSteps(), playing(), {
      signal: controller.signal,
      report: () => {
        decoded += 1;
        controller.abort();
      },
    });
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    expect(decoded).toBe(1);
    expect((await family().play(delayedSteps(), playing(), run)).tokens).toHaveLength(FRAMES);
  });

  test('an engine that dies in the middle fails the score and nothing else', async () => {
    const dying = family().play(delayedSteps(), playing(), {
      signal,
      report: () => process.kill(engine.pid!, 'SIGKILL'),
    });
    await expect(dying).rejects.toMatchObject({ code: 'engine-died' });
    expect((await decodeFrom(0, codes)).length).toBeGreaterThan(0);
  });
});

describe('a bundle that does not fit', () => {
  const never = () => Promise.reject(new Error('not asked'));

  test('is refused by name where its conditions are others', () => {
    const conditions = bundle.manifest.conditions.slice(1);
    const open = () => RvqFamily.open({ ...bundle.manifest, conditions }, never);
    expect(open).toThrow(/model-incompatible.*debug-rvq.*accent 3/);
  });

  test('is refused where its sound has another sample rate', () => {
    expect(() => RvqFamily.open({ ...bundle.manifest, sampleRateHz: 44_100 }, never)).toThrow(/44100 Hz/);
  });

  test('is refused where its codec gives another number of samples than its manifest says', async () => {
    const codec = { ...bundle.manifest.codec!, samplesPerFrame: 960, frameRateHz: 50 };
    const wrong = new Engine({ ...bundle, manifest: { ...bundle.manifest, codec } }, 1);
    try {
      const decoded = wrong.openJob().decodeCodes({ codes: new Int32Array(40), firstFrame: 0 }, signal);
      await expect(decoded).rejects.toMatchObject({ code: 'model-incompatible' });
    } finally {
      wrong.dispose();
    }
  });
});
