// The engine process: holds one loaded bundle and does what the host asks, one question after the other; only sound is decoded between
// the steps of tokens that are still being sampled. What it knows of a job is kept under that job and dropped when it ends.
// Ends with its host.
import { ScoreError } from '@framescore/contract';
import type { EngineCommand, EngineQuestion, EngineReply, LoadCommand } from './engine-protocol.js';
import { ScoreModel, type TokenRequest } from './score-model.js';
import type { EncodedVideo, VideoEncoding } from './video-encoding.js';

/** A picture whose frames still come: those that wait, and what they are encoded by meanwhile. */
type ComingPicture = { picture: number; frames: Uint8Array[]; encoding?: VideoEncoding };
/** The picture that is coming, and the one that was encoded last. */
type JobState = { coming?: ComingPicture; encoded?: EncodedVideo };

let model: ScoreModel | undefined;
const jobs = new Map<number, JobState>();

/** Steps sent at once: a beat of music, so that the sampler is fed early and the channel is not flooded. */
const STEPS_PER_MESSAGE = 4;

process.on('disconnect', () => process.exit(0));

let queue: Promise<void> = Promise.resolve();
process.on('message', (command: EngineCommand) => {
  switch (command.kind) {
    case 'begin':
      return void jobs.set(command.job, {});
    case 'end':
      return void jobs.delete(command.job);
    case 'frames':
      return keepFrames(jobs.get(command.job), command.picture, command.rgb);
    case 'decode':
      return void perform(command);
    default:
      queue = queue.then(() => perform(command));
  }
});

/** Frames of a job that has ended are dropped, and so is what came of a picture that was given up for another. */
function keepFrames(state: JobState | undefined, picture: number, rgb: Uint8Array): void {
  if (!state) return;
  if (state.coming?.picture !== picture) state.coming = { picture, frames: [] };
  const { coming } = state;
  coming.frames.push(rgb);
  // What fails here fails again, and is told, where the picture is asked for.
  queue = queue.then(() => takeIn(coming).advance()).catch(() => undefined);
}

/** Gives the frames that wait to the encoding of their picture. */
function takeIn(coming: ComingPicture): VideoEncoding {
  const encoding = (coming.encoding ??= loaded().startVideo());
  for (const rgb of coming.frames.splice(0)) encoding.push(rgb);
  return encoding;
}

async function perform(command: LoadCommand | EngineQuestion): Promise<void> {
  try {
    await (command.kind === 'load' ? load(command) : answer(command, stateOf(command.job)));
  } catch (error) {
    send({ kind: 'failed', id: command.id, ...problemOf(error) });
  }
}

async function load({ id, directory, manifest, threads }: LoadCommand): Promise<void> {
  await model?.dispose();
  model = await ScoreModel.load(directory, manifest, threads);
  send({ kind: 'loaded', id });
}

function stateOf(job: number): JobState {
  const state = jobs.get(job);
  if (state) return state;
  throw new ScoreError('internal', 'The engine was asked for a score that has ended or never begun.');
}

async function answer(question: EngineQuestion, state: JobState): Promise<void> {
  const { id } = question;
  switch (question.kind) {
    case 'encode':
      return encode(question, state);
    case 'tokens':
      return sendTokens(question, state);
    case 'decode':
      return send({ kind: 'decoded', id, audio: await loaded().decodeCodes(question.part) });
    case 'embed': {
      const embedding = await loaded().embedMusic(question.tokens);
      return send({ kind: 'embedded', id, embedding: embedding ?? null });
    }
    case 'beats': {
      const activations = await loaded().trackBeats(question.mel, question.bands);
      return send({ kind: 'activations', id, activations });
    }
  }
}

async function encode({ id, picture }: { id: number; picture: number }, state: JobState): Promise<void> {
  const coming = state.coming?.picture === picture ? state.coming : { picture, frames: [] };
  delete state.coming;
  const encoded = await takeIn(coming).finish();
  state.encoded = encoded;
  const { embedding, beatLogits } = encoded;
  send({ kind: 'encoded', id, picture: { embedding, beatLogits, tokenCount: encoded.tokens.dims[0]! } });
}

async function sendTokens(
  { id, job, request }: { id: number; job: number; request: TokenRequest },
  { encoded }: JobState,
): Promise<void> {
  if (!encoded)
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
  for await (const sampled of loaded().runTokens(encoded, request)) {
    if (!jobs.has(job)) return; // nobody waits for the rest
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
