// Joins the ports of the pipeline with their adapters for one bundle. Which family plays is decided here and nowhere else.
import { statusOf, type ModelManifest } from '@framescore/contract';
import type { Bundle } from './bundle/load-bundle.js';
import { RvqFamily } from './codec/rvq-family.js';
import { Compute } from './compute/compute.js';
import { openMedia, type Media } from './media/frame-source.js';
import { StagedOutput } from './media/output-folder.js';
import { openWav, readText } from './media/read-wav.js';
import { writeFileAtomic } from './media/write-file.js';
import { writeWav } from './media/write-wav.js';
import { Engine } from './onnx/engine.js';
import type { EngineJob } from './onnx/engine-job.js';
import type { ModelPort, Ports, TokenFamily } from './ports.js';
import { ScoreFamily } from './sampler/score-family.js';

/** What one score, range or recording works with; closed at its end, however it ends. */
export type JobPorts = Ports & { media: Media; close(): void };

/** What stays open from one job to the next: processes, threads, the bank. */
export type Adapters = { openJob(): JobPorts; dispose(): void };

export async function createAdapters(bundle: Bundle, env: NodeJS.ProcessEnv): Promise<Adapters> {
  const { manifest } = bundle;
  const engine = new Engine(bundle);
  const compute = new Compute();
  const family = await openFamily(bundle);
  const media = openMedia({ ffmpegPath: env['FFMPEG_PATH'] });
  const identity = {
    id: manifest.id,
    version: manifest.version,
    family: manifest.family,
    status: statusOf(manifest),
    sha256: bundle.manifestSha256,
  };
  return {
    openJob() {
      const job = engine.openJob();
      return {
        media,
        model: modelOf(job, manifest, identity),
        family: family.forJob(job),
        compute,
        writer: { writeWav, writeFile: writeFileAtomic, writePreview: media.writePreview },
        openWav,
        readText,
        openOutput: (directory) => StagedOutput.open(directory),
        now: () => performance.now() / 1000,
        close: () => job.close(),
      };
    },
    dispose() {
      engine.dispose();
      compute.dispose();
      family.dispose();
    },
  };
}

function modelOf(job: EngineJob, manifest: ModelManifest, bundle: ModelPort['bundle']): ModelPort {
  return {
    manifest,
    bundle,
    start: (signal) => job.start(signal),
    encodeVideo: (batches, signal) => job.encodeVideo(batches, signal),
    runTokens: (request, signal) => job.runTokens(request, signal),
    decodeCodes: (part, signal) => job.decodeCodes(part, signal),
    embedMusic: (tokens, signal) => job.embedMusic(tokens, signal),
    trackBeats: (mel, bands, signal) => job.trackBeats(mel, bands, signal),
  };
}

type OpenFamily = { forJob(job: EngineJob): TokenFamily; dispose(): void };

async function openFamily({ manifest, directory }: Bundle): Promise<OpenFamily> {
  switch (manifest.family) {
    case 'score': {
      const family = await ScoreFamily.open(directory);
      return { forJob: () => family, dispose: () => family.dispose() };
    }
    case 'rvq': {
      const open = (job: EngineJob) =>
        RvqFamily.open(manifest, (part, signal) => job.decodeCodes(part, signal));
      return { forJob: open, dispose: () => undefined };
    }
  }
}
