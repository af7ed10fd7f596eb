// The sync score of finished music as the contract states it: detected beats and onsets against the cuts. Knows no plan.
import type { SyncScore } from '@framescore/contract';
import { onsetEnvelope, type MonoSource } from './onset-envelope.js';
import { hitScore, onsetLift, type WeightedMoment } from './sync-score.js';

export type SyncInput = {
  /** Hard cuts in time order. */
  cuts: readonly WeightedMoment[];
  /** Detected beats, rising. */
  beatsSeconds: readonly number[];
  /** Length of the piece. */
  durationSeconds: number;
  /** The piece, or the stretch of it whose onsets are judged: left and right as one, 48 kHz, from `soundStartSeconds` on. */
  sound: MonoSource;
  soundStartSeconds?: number;
  seed: number;
};

const SAMPLE_RATE_HZ = 48_000;

/** All of the score but what the planner knows. */
export type HeardSync = Omit<SyncScore, 'reachableCount'>;

export function judgeSync(input: SyncInput): HeardSync {
  const { cuts, beatsSeconds, durationSeconds, seed } = input;
  const inside = cuts.filter(({ timeSeconds }) => timeSeconds > 0 && timeSeconds < durationSeconds);
  if (inside.length === 0) {
    return { cueCount: 0, hitCount: 0, recall: null, chanceRecall: null, onsetLiftZ: null, onsetLiftP: null };
  }
  const times = inside.map(({ timeSeconds }) => timeSeconds);
  const hits = hitScore(times, beatsSeconds, { durationSeconds, seed });
  return { cueCount: inside.length, ...hits, ...liftOf(inside, input) };
}

function liftOf(
  cuts: readonly WeightedMoment[],
  { sound, soundStartSeconds = 0, seed }: SyncInput,
): Pick<HeardSync, 'onsetLiftZ' | 'onsetLiftP'> {
  const durationSeconds = sound.samples / SAMPLE_RATE_HZ;
  const heard = cuts
    .map(({ timeSeconds, weight }) => ({ timeSeconds: timeSeconds - soundStartSeconds, weight }))
    .filter(({ timeSeconds }) => timeSeconds > 0 && timeSeconds < durationSeconds);
  if (heard.length === 0) return { onsetLiftZ: null, onsetLiftP: null };
  const { z, p } = onsetLift(heard, onsetEnvelope(sound, SAMPLE_RATE_HZ), { durationSeconds, seed });
  return { onsetLiftZ: z, onsetLiftP: p };
}
