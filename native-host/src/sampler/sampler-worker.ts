// Entry of the sampler's thread: holds the bank, renders one score at a time.
import { parentPort } from 'node:worker_threads';
import type { BasicSoundBank } from 'spessasynth_core';
import { diskFailureOf } from '../sound/output-problem.js';
import { SoundFile } from '../sound/sound-file.js';
import { loadBank } from './load-bank.js';
import type { RenderFiles, SamplerReply, SamplerRequest } from './sampler-messages.js';
import { ScoreRenderer, type RenderJob } from './score-renderer.js';

let bank: BasicSoundBank | undefined;
let renderer: ScoreRenderer | undefined;
let [mix, ...stems]: SoundFile[] = [];

function reply(message: SamplerReply): void {
  parentPort?.postMessage(message);
}

async function answer(request: SamplerRequest): Promise<void> {
  switch (request.type) {
    case 'open':
      bank = await loadBank(request.bankPath);
      reply({ type: 'opened' });
      return;
    case 'start':
      start(request);
      return;
    case 'events':
      renderer?.push(request.batch);
      reply({ type: 'rendered', seconds: renderer?.renderedSeconds ?? 0 });
      return;
    case 'finish':
      finish();
  }
}

function start({ job, files }: { job: RenderJob; files: RenderFiles }): void {
  if (!bank) throw new Error('No bank is open.');
  mix = SoundFile.create(files.mixPath);
  stems = files.stemPaths.map((path) => SoundFile.create(path));
  renderer = new ScoreRenderer(bank, job, { mix, stems });
}

function finish(): void {
  if (!renderer || !mix) throw new Error('No score was started.');
  renderer.finish();
  renderer = undefined;
  for (const file of [mix, ...stems]) file.close();
  reply({ type: 'finished', score: { mix: mix.sound(), stems: stems.map((stem) => stem.sound()) } });
}

// Requests are answered strictly one after another, whatever they await.
let queue = Promise.resolve();
parentPort?.on('message', (request: SamplerRequest) => {
  queue = queue
    .then(() => answer(request))
    .catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      const during = request.type === 'open' ? 'open' : 'render';
      reply({ type: 'failed', during, message, disk: diskFailureOf(error) });
    });
});
