// npm run bench [-- CLIP]: what a score costs on this machine, beside what it could cost: whole command, its stages, memory, and in the same
// run PyTorch in eager mode and the time that only reading the weights would take. Ratios travel between machines, seconds do not.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import type { ScoreResult } from '@framescore/contract';
import { bundlesDirectory, loadBundle } from '../native-host/dist/bundle/load-bundle.js';
import { Engine } from '../native-host/dist/onnx/engine.js';
import { runScore } from './bars/run-score.js';
import { number, table } from './bars/table.js';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const EXAMPLE = path.join(ROOT, 'examples/media/night-train.mp4');
const SECONDS = 30;
const RUNS = 3;
/** Steps of 30 s at 120 beats per minute. */
const STEPS = 240;

const median = (values: number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!;
const run = promisify(execFile);

const work = await mkdtemp(path.join(tmpdir(), 'framescore-bench-'));
try {
  const clip = process.argv[2] ?? (await make1080p(work));
  process.stdout.write(
    `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, Node ${process.version}\nclip: ${path.basename(clip)}\n\n`,
  );
  const outcomes = [];
  for (let i = 0; i < RUNS; i += 1)
    outcomes.push(
      await runScore(clip, path.join(work, 'out'), ['--seed', '1', '--range', `0-${SECONDS}`], {
        watchMemory: true,
      }),
    );
  const results = outcomes.map(({ result, stderr }) => {
    if (!result) throw new Error(stderr);
    return result;
  });
  const perSecond = (seconds: number) => number(seconds / SECONDS, 3);
  const stage = (name: string) => perSecond(median(results.map(({ timings }) => timings[name] ?? 0)));
  const peak = Math.max(...outcomes.map(({ peakMegabytes }) => peakMegabytes));
  const tokens = await timeTokens();
  const rows = [
    ['whole command', perSecond(median(outcomes.map(({ wallSeconds }) => wallSeconds))), '0.6'],
    ['  watching the picture', stage('frames'), ''],
    ['  planning', stage('plan'), ''],
    ['  tokens and sampler together', stage('audio'), ''],
    ['  listening to the result', stage('beats'), ''],
    ['  writing', stage('write'), ''],
    ['token generation alone', number(tokens.secondsPerSecond, 4), '0.05'],
    ['sampler alone', perSecond(median(await timeSampler(results[0]!))), '0.1'],
  ];
  process.stdout.write(`${table([`${SECONDS} s of music`, 's per second of music', 'bar'], rows)}\n\n`);
  process.stdout.write(`peak memory of all processes: ${number(peak, 0)} MB (bar 1500 MB)\n`);
  process.stdout.write(await compareStep(tokens.millisecondsPerStep));
} finally {
  await rm(work, { recursive: true, force: true });
}

/** The example clip in 1080p at 30 fps, repeated to 30 s; needs the ffmpeg program, else the clip is taken as it is. */
async function make1080p(folder: string): Promise<string> {
  const file = path.join(folder, 'night-train-1080p30.mp4');
  const input = ['-v', 'error', '-stream_loop', '2', '-i', EXAMPLE, '-t', String(SECONDS)];
  const output = [
    '-vf',
    'scale=1920:1080,fps=30',
    '-c:v',
    'libx264',
    '-preset',
    'veryfast',
    '-b:v',
    '14M',
    '-an',
    file,
  ];
  try {
    await run(process.env['FFMPEG_PATH'] ?? 'ffmpeg', [...input, ...output]);
    return file;
  } catch {
    process.stderr.write(
      'No ffmpeg program was found, so the example clip is timed at its own size. Give a 1080p clip of 30 s as argument.\n',
    );
    return EXAMPLE;
  }
}

async function timeTokens(): Promise<{ secondsPerSecond: number; millisecondsPerStep: number }> {
  const bundle = await loadBundle('small', bundlesDirectory(process.env));
  const { manifest } = bundle;
  const engine = new Engine(bundle);
  const signal = new AbortController().signal;
  const { widthPx, heightPx, fps, tokenStride } = manifest.video;
  const frames = async function* () {
    yield await Promise.resolve(new Uint8Array(SECONDS * fps * widthPx * heightPx * 3).fill(90));
  };
  const job = engine.openJob();
  await job.encodeVideo(frames(), signal);
  const conditions = new Int32Array(STEPS * manifest.conditions.length);
  const videoIndex = Int32Array.from({ length: STEPS }, (_, step) =>
    Math.floor((step * SECONDS * fps) / STEPS / tokenStride),
  );
  const times: number[] = [];
  for (let i = 0; i < RUNS; i += 1) {
    const begin = performance.now();
    for await (const _ of job.runTokens({ conditions, videoIndex, seed: i }, signal)) continue;
    times.push((performance.now() - begin) / 1000);
  }
  engine.dispose();
  return { secondsPerSecond: median(times) / SECONDS, millisecondsPerStep: (median(times) / STEPS) * 1000 };
}

/** Plays the tokens of a finished score again, without the model. */
async function timeSampler(result: ScoreResult): Promise<number[]> {
  const { ScoreFamily } = await import('../native-host/dist/sampler/score-family.js');
  const { planOfScore } = await import('../native-host/dist/core/report/plan-of-score.js');
  const bundle = await loadBundle('small', bundlesDirectory(process.env));
  const family = await ScoreFamily.open(bundle.directory);
  const signal = new AbortController().signal;
  await family.warm(signal);
  const plan = planOfScore(result);
  const steps = async function* () {
    for (const tokens of result.tokens) yield await Promise.resolve(Int32Array.from(tokens));
  };
  const times: number[] = [];
  for (let i = 0; i < RUNS; i += 1) {
    const begin = performance.now();
    const request = {
      plan,
      styleId: result.style,
      seed: result.request.controls.seed,
      stems: false,
      midi: false,
      scratch: (name: string) => path.join(work, name),
    };
    await family.play(steps(), request, { signal, report: () => undefined });
    times.push((performance.now() - begin) / 1000);
  }
  family.dispose();
  return times;
}

/** The step beside PyTorch in eager mode and beside reading the decoder's bytes once, on the same machine in the same minute. */
async function compareStep(millisecondsPerStep: number): Promise<string> {
  const { size } = await stat(path.join(ROOT, 'models/bundles/small/decoder.onnx'));
  const bandwidth = measureBandwidth();
  const limit = (size / bandwidth) * 1000;
  const lines = [
    '',
    `one step: ${number(millisecondsPerStep)} ms (conditional and unconditional row together)`,
    `reading the ${number(size / 1e6, 1)} MB of the decoder once at ${number(bandwidth / 1e9, 1)} GB/s: ${number(limit)} ms; the step takes ${number(millisecondsPerStep / limit, 1)} times that`,
  ];
  try {
    const { stdout } = await run(process.env['PYTHON'] ?? 'python3', [
      path.join(ROOT, 'models/scripts/bench_eager.py'),
      '--steps',
      '60',
    ]);
    const { millisecondsPerStep: eager } = JSON.parse(stdout) as { millisecondsPerStep: number };
    lines.push(
      `PyTorch eager, fp32, same shape and cache: ${number(eager)} ms; onnxruntime int8 is ${number(eager / millisecondsPerStep, 1)} times as fast`,
    );
  } catch {
    lines.push('PyTorch was not found (set PYTHON), so its eager step was not timed.');
  }
  return `${lines.join('\n')}\n`;
}

/** Bytes a second of one thread that reads 64 MB, the best of five. */
function measureBandwidth(): number {
  const data = new Float64Array(8_000_000).fill(1);
  let best = 0;
  let sum = 0;
  for (let i = 0; i < 5; i += 1) {
    const begin = performance.now();
    for (let n = 0; n < data.length; n += 8) sum += data[n]!; // one load for each cache line of 64 bytes
    best = Math.max(best, data.byteLength / ((performance.now() - begin) / 1000));
  }
  if (Number.isNaN(sum)) throw new Error('the sum of ones is a number');
  return best;
}
