// Hears finished audio as a listener would: beats, downbeats and tempo by the tracker, and how well they meet the cuts.
import type { Run } from '@framescore/contract';
import type { DetectedBeats } from './core/beats/decode-beats.js';
import { joinActivations, keptActivations, MelChunker, type MelChunk } from './core/beats/mel-chunks.js';
import { FRAME_SAMPLES, MEL_BANDS, REACH_FRAMES } from './core/beats/mel-extractor.js';
import type { HeardMusic } from './core/report/report-score.js';
import type { StyleChoice } from './core/style/choose-style.js';
import type { Ports } from './ports.js';
import { samplesOf, type Sound } from './sound/sound.js';
import type { Picture } from './watch-picture.js';

export type Listener = Pick<Ports, 'model' | 'compute'>;
/** Gives the next log-mel frames of a recording [F, M]; fewer than asked where it ends. */
export type NextFrames = (count: number) => Promise<Float32Array>;

const RATE_HZ = 48_000;

export type ListeningContext = { picture: Picture; style: StyleChoice; seed: number };

/** The plan is not among the inputs: beats are detected, never copied. */
export async function listenToMusic(
  mix: Sound,
  { picture, style, seed }: ListeningContext,
  ports: Listener,
  run: Run,
): Promise<HeardMusic> {
  const heard = await trackBeats(
    framesOfSound(mix, ports, run.signal),
    tempoRangeOf(style),
    ports,
    run.signal,
  );
  const { beatsSeconds } = heard;
  const durationSeconds = samplesOf(mix) / RATE_HZ;
  const judged = { cuts: hardCuts(picture), beatsSeconds, durationSeconds, sound: mix, seed };
  return { ...heard, sync: await ports.compute.run('judge-sync', judged, run.signal) };
}

/** The range of the style as far as it may be asked for, never the tempo of this score. */
export function tempoRangeOf({ usualTempoBpm, tempoRangeBpm }: StyleChoice): [number, number] {
  const [low, high] = usualTempoBpm;
  const [asked, askedTo] = tempoRangeBpm;
  return [Math.min(low, asked), Math.max(high, askedTo)];
}

export function hardCuts({ track }: Picture): Picture['track']['cues'] {
  return track.cues.filter(({ kind }) => kind === 'cut' || kind === 'clip-cut');
}

/**
 * Beats of a recording of any length; any tempo between the limits. No more of it is in memory than a chunk. `onChunk` sees what the
 * tracker sees, in order.
 */
export async function trackBeats(
  nextFrames: NextFrames,
  tempoRangeBpm: readonly [number, number] | undefined,
  { model, compute }: Listener,
  signal: AbortSignal,
  onChunk?: (chunk: MelChunk) => void,
): Promise<DetectedBeats> {
  const chunker = new MelChunker();
  const parts: Float32Array[] = [];
  for (;;) {
    if (chunker.wantedFrames > 0) chunker.push(await nextFrames(chunker.wantedFrames));
    const chunk = chunker.chunk();
    if (!chunk) break;
    onChunk?.(chunk);
    parts.push(keptActivations(chunk, await model.trackBeats(chunk.mel, MEL_BANDS, signal)));
  }
  const activations = joinActivations(parts);
  return compute.run('decode-beats', { activations, ...(tempoRangeBpm && { tempoRangeBpm }) }, signal);
}

/** Frames of sound that lies on the disk. */
export function framesOfSound(
  sound: Sound,
  { compute }: Pick<Listener, 'compute'>,
  signal: AbortSignal,
): NextFrames {
  const total = Math.ceil(samplesOf(sound) / FRAME_SAMPLES);
  let done = 0;
  return async (count) => {
    const fromFrame = done;
    const toFrame = Math.min(total, fromFrame + count);
    done = toFrame;
    if (toFrame <= fromFrame) return new Float32Array(0);
    return compute.run('mel', { sound, fromFrame, toFrame }, signal);
  };
}

/** Frames of mono sound at 48 kHz that comes in blocks and is read once. */
export function framesOfStream(
  blocks: AsyncIterable<Float32Array>,
  { compute }: Pick<Listener, 'compute'>,
  signal: AbortSignal,
): NextFrames {
  const incoming = blocks[Symbol.asyncIterator]();
  let [waiting, waitingSamples, isOver]: [Float32Array[], number, boolean] = [[], 0, false];
  let [firstFrame, done] = [0, 0]; // `waiting` begins with the first one
  return async (count) => {
    const wanted = (done + count + REACH_FRAMES - firstFrame) * FRAME_SAMPLES;
    while (waitingSamples < wanted && !isOver) {
      const next = await incoming.next();
      if (next.done) isOver = true;
      else {
        waiting.push(next.value);
        waitingSamples += next.value.length;
      }
    }
    const samples = joinBlocks(waiting, waitingSamples);
    const end = Math.min(done + count, firstFrame + Math.ceil(samples.length / FRAME_SAMPLES));
    const stretch = { skip: done - firstFrame, count: end - done };
    done = end;
    const kept = Math.max(firstFrame, end - REACH_FRAMES);
    const rest = samples.slice((kept - firstFrame) * FRAME_SAMPLES);
    [waiting, waitingSamples, firstFrame] = [[rest], rest.length, kept];
    if (stretch.count <= 0) return new Float32Array(0);
    const buffer = samples.buffer as ArrayBuffer;
    return compute.run('mel-of-samples', { samples, ...stretch }, signal, [buffer]);
  };
}

function joinBlocks(blocks: readonly Float32Array[], samples: number): Float32Array {
  const joined = new Float32Array(samples);
  let at = 0;
  for (const block of blocks) {
    joined.set(block, at);
    at += block.length;
  }
  return joined;
}
