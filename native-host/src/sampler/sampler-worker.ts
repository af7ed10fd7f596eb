// Entry of the sampler's thread: holds the bank, renders one score at a time.
import { parentPort } from 'node:worker_threads';
import type { BasicSoundBank } from 'spessasynth_core';
import { loadBank } from './load-bank.js';
import type { SamplerReply, SamplerRequest } from './sampler-messages.js';
import { ScoreRenderer } from './score-renderer.js';

let bank: BasicSoundBank | undefined;
let renderer: ScoreRenderer | undefined;

function reply(message: SamplerReply, transfer: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transfer);
}

async function answer(request: SamplerRequest): Promise<void> {
  switch (request.type) {
    case 'open':
      bank = await loadBank(request.bankPath);
      reply({ type: 'opened' });
      return;
    case 'start':
      if (!bank) throw new Error('No bank is open.');
      renderer = new ScoreRenderer(bank, request.job);
      return;
    case 'events':
      renderer?.push(request.batch);
      reply({ type: 'rendered', seconds: renderer?.renderedSeconds ?? 0 });
      return;
    case 'finish':
      finish();
  }
}

function finish(): void {
  if (!renderer) throw new Error('No score was started.');
  const score = renderer.finish();
  renderer = undefined;
  const pairs = [score.mix, ...score.stems.map(({ channels }) => channels)];
  reply(
    { type: 'finished', score },
    pairs.flat().map((side) => side.buffer as ArrayBuffer),
  );
}

// Requests are answered strictly one after another, whatever they await.
let queue = Promise.resolve();
parentPort?.on('message', (request: SamplerRequest) => {
  queue = queue
    .then(() => answer(request))
    .catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      reply({ type: 'failed', during: request.type === 'open' ? 'open' : 'render', message });
    });
});
