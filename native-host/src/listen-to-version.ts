// Hears a version of a piece of which a range is new: only the range and what the tracker needs around it, where the rest was heard before.
import type { Run, ScoreResult } from '@framescore/contract';
import { joinHeard } from './core/beats/join-heard.js';
import { CONTEXT_FRAMES } from './core/beats/mel-chunks.js';
import { FRAME_SAMPLES } from './core/beats/mel-extractor.js';
import type { HeardMusic } from './core/report/report-score.js';
import {
  framesOfSound,
  hardCuts,
  listenToMusic,
  tempoRangeOf,
  trackBeats,
  type Listener,
  type ListeningContext,
} from './listen-to-music.js';
import { cutSound, samplesOf, type Sound } from './sound/sound.js';

const RATE_HZ = 48_000;
/** Heard on either side besides what a changed sample can reach: some eight bars at 120, in which old and new must agree in a beat. */
const AGREEMENT_FRAMES = 800;

/** `mix` differs from what `base` reports in samples [start, end) only. */
export async function listenToVersion(
  { mix, start, end, base }: { mix: Sound; start: number; end: number; base: ScoreResult },
  context: ListeningContext,
  ports: Listener,
  run: Run,
): Promise<HeardMusic> {
  const total = samplesOf(mix);
  const reach = (CONTEXT_FRAMES + AGREEMENT_FRAMES) * FRAME_SAMPLES;
  const from = Math.max(0, Math.floor((start - reach) / FRAME_SAMPLES) * FRAME_SAMPLES);
  const to = Math.min(total, end + reach);
  if (from === 0 && to === total) return listenToMusic(mix, context, ports, run);
  const sound = cutSound(mix, from, to);
  const frames = framesOfSound(sound, ports, run.signal);
  const heard = await trackBeats(frames, tempoRangeOf(context.style), ports, run.signal);
  const soundStartSeconds = from / RATE_HZ;
  const inPiece = (times: readonly number[]) => times.map((time) => soundStartSeconds + time);
  const durationSeconds = total / RATE_HZ;
  const joined = joinHeard(
    { beatsSeconds: base.beats, downbeatsSeconds: base.downbeats },
    {
      beatsSeconds: inPiece(heard.beatsSeconds),
      downbeatsSeconds: inPiece(heard.downbeatsSeconds),
      heardFromSeconds: soundStartSeconds,
      heardToSeconds: to / RATE_HZ,
      changedFromSeconds: start / RATE_HZ,
      changedToSeconds: end / RATE_HZ,
      pieceSeconds: durationSeconds,
    },
  );
  if (!joined) return listenToMusic(mix, context, ports, run);
  const { beatsSeconds } = joined;
  const { picture, seed } = context;
  const judged = { cuts: hardCuts(picture), beatsSeconds, durationSeconds, sound, soundStartSeconds, seed };
  return { ...joined, sync: await ports.compute.run('judge-sync', judged, run.signal) };
}
