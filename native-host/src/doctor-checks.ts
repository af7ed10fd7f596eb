// What `framescore doctor` tries: each part for real, on the example clip and the default bundle.
import { access, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ScoreError } from '@framescore/contract';
import { DEFAULT_BUNDLE_ID, listBundles, loadBundle } from './bundle/load-bundle.js';
import { checkNode, type Check } from './cli/doctor-command.js';
import { RvqFamily } from './codec/rvq-family.js';
import { openMedia } from './media/frame-source.js';
import { StagedOutput } from './media/output-folder.js';
import { Engine } from './onnx/engine.js';
import { ScoreFamily } from './sampler/score-family.js';

const EXAMPLE_CLIP = fileURLToPath(new URL('../../examples/media/night-train.mp4', import.meta.url));
const LONGEST_CHECK_MS = 60_000;

export function doctorChecks(models: string, env: NodeJS.ProcessEnv): Check[] {
  const run = () => ({ signal: AbortSignal.timeout(LONGEST_CHECK_MS), report: () => undefined });
  const backend = env['FFMPEG_PATH'] ? `ffmpeg at ${env['FFMPEG_PATH']}` : 'built in';
  return [
    { name: 'Node', run: () => Promise.resolve(checkNode(process.version)) },
    {
      name: 'machine',
      run: () =>
        Promise.resolve(`${availableParallelism()} cores, ${Math.round(totalmem() / 1e9)} GB of memory`),
    },
    {
      name: 'model files',
      run: async () => {
        const { manifest } = await loadBundle(DEFAULT_BUNDLE_ID, models);
        return `${manifest.id} ${manifest.version}, ${manifest.files.length} files, every hash right`;
      },
    },
    {
      name: 'music engine',
      run: async () => {
        const engine = new Engine(await loadBundle(DEFAULT_BUNDLE_ID, models));
        try {
          await engine.openJob().start(run().signal);
          return 'onnxruntime loads every graph';
        } finally {
          engine.dispose();
        }
      },
    },
    {
      name: 'instruments',
      run: async () => {
        const { directory, manifest } = await loadBundle(DEFAULT_BUNDLE_ID, models);
        if (manifest.family !== 'score') return `${manifest.id} plays without`;
        const family = await ScoreFamily.open(directory);
        try {
          await family.warm(run().signal);
          return 'the instrument bank loads';
        } finally {
          family.dispose();
        }
      },
    },
    { name: 'codecs', run: () => tryCodecs(models, run().signal) },
    { name: 'video decoder', run: () => decodeExample(env, backend, run()) },
    { name: 'result folder', run: writeSomewhere },
  ];
}

/** Decodes a second of sound with each installed bundle that makes sound from codes. */
async function tryCodecs(models: string, signal: AbortSignal): Promise<string> {
  const tried: string[] = [];
  for (const id of await listBundles(models)) {
    const bundle = await loadBundle(id, models);
    const { codec, streams, family } = bundle.manifest;
    if (family !== 'rvq' || !codec) continue;
    const engine = new Engine(bundle);
    try {
      const job = engine.openJob();
      const decode = (part: { codes: Int32Array; firstFrame: number }) => job.decodeCodes(part, signal);
      RvqFamily.open(bundle.manifest, decode);
      await decode({ codes: new Int32Array(Math.ceil(codec.frameRateHz) * streams.length), firstFrame: 0 });
      tried.push(id);
    } finally {
      engine.dispose();
    }
  }
  return tried.length > 0 ? `codes of sound are decoded: ${tried.join(', ')}` : 'no bundle needs one';
}

async function decodeExample(
  env: NodeJS.ProcessEnv,
  backend: string,
  run: Parameters<ReturnType<typeof openMedia>['probeMedia']>[1],
): Promise<string> {
  await access(EXAMPLE_CLIP).catch(() => {
    throw new ScoreError(
      'media-missing',
      'The example clip is missing; the installation is not complete. Install FrameScore again.',
    );
  });
  const media = openMedia({ ffmpegPath: env['FFMPEG_PATH'] });
  let frames = 0;
  const range = { path: EXAMPLE_CLIP, startSeconds: 0, endSeconds: 1, widthPx: 64, heightPx: 36 };
  for await (const _ of media.readFrames(range, run)) frames += 1;
  return `${backend}, ${frames} frames of the first second of the example`;
}

async function writeSomewhere(): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'framescore-doctor-'));
  try {
    const output = await StagedOutput.open(path.join(directory, 'result'));
    await output.reserve({ durationSeconds: 60, takes: 1 }, { stems: false, preview: false });
    await output.discard();
    return 'files can be written, with room for a minute of music';
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
