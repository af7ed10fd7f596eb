// Joins the ports of the pipeline with their adapters for one bundle. Which family plays is decided here and nowhere else.
import { statusOf } from '@framescore/contract';
import type { Bundle } from './bundle/load-bundle.js';
import { RvqFamily } from './codec/rvq-family.js';
import { Compute } from './compute/compute.js';
import { openMedia, type Media } from './media/frame-source.js';
import { StagedOutput } from './media/output-folder.js';
import { writePreview } from './media/preview.js';
import { openWav, readText } from './media/read-wav.js';
import { writeFileAtomic } from './media/write-file.js';
import { writeWav } from './media/write-wav.js';
import { Engine } from './onnx/engine.js';
import type { Ports, TokenFamily } from './ports.js';
import { ScoreFamily } from './sampler/score-family.js';

export type Adapters = Ports & { media: Media; dispose(): void };

export async function createAdapters(bundle: Bundle, env: NodeJS.ProcessEnv): Promise<Adapters> {
  const { manifest } = bundle;
  const engine = new Engine(bundle);
  const compute = new Compute();
  const family = await openFamily(bundle, engine);
  const identity = {
    id: manifest.id,
    version: manifest.version,
    family: manifest.family,
    status: statusOf(manifest),
    sha256: bundle.manifestSha256,
  };
  return {
    media: openMedia({ ffmpegPath: env['FFMPEG_PATH'] }),
    model: {
      manifest,
      bundle: identity,
      start: (signal) => engine.start(signal),
      encodeVideo: (batches, signal) => engine.encodeVideo(batches, signal),
      runTokens: (request, signal) => engine.runTokens(request, signal),
      decodeCodes: (part, signal) => engine.decodeCodes(part, signal),
      embedMusic: (tokens, signal) => engine.embedMusic(tokens, signal),
      trackBeats: (mel, bands, signal) => engine.trackBeats(mel, bands, signal),
    },
    family,
    compute,
    writer: { writeWav, writeFile: writeFileAtomic, writePreview },
    openWav,
    readText,
    openOutput: (directory) => StagedOutput.open(directory),
    now: () => performance.now() / 1000,
    dispose() {
      engine.dispose();
      compute.dispose();
      family.dispose();
    },
  };
}

async function openFamily(
  { manifest, directory }: Bundle,
  engine: Engine,
): Promise<TokenFamily & { dispose(): void }> {
  switch (manifest.family) {
    case 'score':
      return ScoreFamily.open(directory);
    case 'rvq':
      return RvqFamily.open(manifest, (part, signal) => engine.decodeCodes(part, signal));
  }
}
