// The engine process: holds one loaded bundle and does what the host asks, one command after the other; only sound is decoded between
// the steps of tokens that are still being sampled. Ends with its host.
import { ScoreError } from '@framescore/contract';
import type { EngineCommand, EngineReply } from './engine-protocol.js';
import { ScoreModel, type TokenRequest } from './score-model.js';
import type { EncodedVideo, VideoEncoding } from './video-encoding.js';

let model: ScoreModel | undefined;
let picture: EncodedVideo | undefined;
let coming: VideoEncoding | undefined;

/** Steps sent at once: a beat of music, so that the sampler is fed early and the channel is not flooded. */
const STEPS_PER_MESSAGE = 4;

process.on('disconnect', () => process.exit(0));

let queue: Promise<void> = Promise.resolve();
process.on('message', (command: EngineCommand) => {
  if (command.kind === 'decode') void perform(command);
  else queue = queue.then(() => perform(command));
});

async function perform(command: EngineCommand): Promise<void> {
  if (command.kind === 'frames') return watch(command.rgb).catch(() => undefined);
  try {
    await answer(command);
  } catch (error) {
    send({ kind: 'failed', id: command.id, ...problemOf(error) });
  }
}

/** Encodes while frames still come; what fails here fails again, and is told, where the picture is asked for. */
async function watch(rgb: Uint8Array): Promise<void> {
  coming ??= loaded().startVideo();
  coming.push(rgb);
  await coming.advance();
}

async function answer(command: Exclude<EngineCommand, { kind: 'frames' }>): Promise<void> {
  const { id } = command;
  switch (command.kind) {
    case 'load':
      await model?.dispose();
      model = await ScoreModel.load(command.directory, command.manifest, command.threads);
      return send({ kind: 'loaded', id });
    case 'encode':
      return encode(id);
    case 'tokens':
      return sendTokens(id, command.request);
    case 'decode':
      return send({ kind: 'decoded', id, audio: await loaded().decodeCodes(command.part) });
    case 'embed': {
      const embedding = await loaded().embedMusic(command.tokens);
      return send({ kind: 'embedded', id, embedding: embedding ?? null });
    }
    case 'beats': {
      const activations = await loaded().trackBeats(command.mel, command.bands);
      return send({ kind: 'activations', id, activations });
    }
  }
}

async function encode(id: number): Promise<void> {
  const encoding = coming ?? loaded().startVideo();
  coming = undefined;
  picture = await encoding.finish();
  const { embedding, beatLogits } = picture;
  send({ kind: 'encoded', id, picture: { embedding, beatLogits, tokenCount: picture.tokens.dims[0]! } });
}

async function sendTokens(id: number, request: TokenRequest): Promise<void> {
  if (!picture)
    throw new ScoreError('internal', 'The engine was asked for music before it had seen the picture.');
  let tokens: number[] = [];
  let logits: number[] = [];
  const flush = () => {
    if (tokens.length === 0) return;
    const seen = request.wantLogits ? { logits: Float32Array.from(logits) } : {};
    send({ kind: 'steps', id, tokens: Int32Array.from(tokens), ...seen });
    tokens = [];
    logits = [];
  };
  let step = 0;
  for await (const sampled of loaded().runTokens(picture, request)) {
    tokens.push(...sampled.tokens);
    if (sampled.logits) logits = logits.concat(Array.from(sampled.logits));
    step += 1;
    if (step % STEPS_PER_MESSAGE === 0) flush();
  }
  flush();
  send({ kind: 'tokens-end', id });
}

function loaded(): ScoreModel {
  if (!model) throw new ScoreError('internal', 'The engine was asked to run before a bundle was loaded.');
  return model;
}

function problemOf(error: unknown): Pick<Extract<EngineReply, { kind: 'failed' }>, 'code' | 'detail'> {
  if (error instanceof ScoreError) return { code: error.code, detail: error.detail };
  const text = error instanceof Error ? error.message : String(error);
  if (/alloc|out of memory/i.test(text)) {
    return {
      code: 'out-of-memory',
      detail: 'The music engine ran out of memory. Score a shorter range or close other programs.',
    };
  }
  return { code: 'internal', detail: `The music engine failed: ${text}` };
}

function send(reply: EngineReply): void {
  process.send?.(reply);
}
