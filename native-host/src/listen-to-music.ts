// Hears finished audio as a listener would: beats, downbeats and tempo by the tracker, and how well they meet the cuts.
import type { Run } from '@framescore/contract';
import type { DetectedBeats } from './core/beats/decode-beats.js';
import { chunkMel, joinActivations, splitMel } from './core/beats/mel-chunks.js';
import { MEL_BANDS } from './core/beats/mel-extractor.js';
import type { HeardMusic } from './core/report/report-score.js';
import type { StyleChoice } from './core/style/choose-style.js';
import type { Music, Ports } from './ports.js';
import type { Picture } from './watch-picture.js';

type Listener = Pick<Ports, 'model' | 'compute'>;

/** The plan is not among the inputs: beats are detected, never copied. */
export async function listenToMusic(
  { mix }: Pick<Music, 'mix'>,
  context: { picture: Picture; style: StyleChoice; seed: number },
  ports: Listener,
  run: Run,
): Promise<HeardMusic> {
  const { picture, style, seed } = context;
  // The range of the style as far as it may be asked for, never the tempo of this score.
  const [low, high] = style.usualTempoBpm;
  const [asked, askedTo] = style.tempoRangeBpm;
  const heard = await trackBeats(mix, [Math.min(low, asked), Math.max(high, askedTo)], ports, run.signal);
  const sync = await ports.compute.run(
    'judge-sync',
    {
      cuts: picture.track.cues.filter(({ kind }) => kind === 'cut' || kind === 'clip-cut'),
      beatsSeconds: heard.beatsSeconds,
      channels: mix,
      seed,
    },
    run.signal,
  );
  return { ...heard, sync };
}

/** Beats of a recording at 48 kHz, of one or two channels; any tempo between the limits. */
export async function trackBeats(
  channels: [Float32Array, Float32Array?],
  tempoRangeBpm: readonly [number, number] | undefined,
  { model, compute }: Listener,
  signal: AbortSignal,
): Promise<DetectedBeats> {
  const mel = await compute.run('mel', { channels }, signal);
  const chunks = splitMel(mel.length / MEL_BANDS);
  const parts: Float32Array[] = [];
  for (const chunk of chunks) parts.push(await model.trackBeats(chunkMel(mel, chunk), MEL_BANDS, signal));
  const activations = joinActivations(chunks, parts);
  return compute.run('decode-beats', { activations, ...(tempoRangeBpm && { tempoRangeBpm }) }, signal);
}
