// The sync score of finished music as the contract states it: detected beats and onsets against the cuts. Knows no plan.
import type { SyncScore } from '@framescore/contract';
import { onsetEnvelope } from './onset-envelope.js';
import { hitScore, onsetLift, type WeightedMoment } from './sync-score.js';

export type SyncInput = {
  /** Hard cuts in time order. */
  cuts: readonly WeightedMoment[];
  /** Detected beats, rising. */
  beatsSeconds: readonly number[];
  /** Left and right, 48 kHz. */
  channels: readonly [Float32Array, Float32Array];
  seed: number;
};

const SAMPLE_RATE_HZ = 48_000;

/** All of the score but what the planner knows. */
export type HeardSync = Omit<SyncScore, 'reachableCount'>;

export function judgeSync({ cuts, beatsSeconds, channels: [left, right], seed }: SyncInput): HeardSync {
  const durationSeconds = left.length / SAMPLE_RATE_HZ;
  const inside = cuts.filter(({ timeSeconds }) => timeSeconds > 0 && timeSeconds < durationSeconds);
  if (inside.length === 0) {
    return { cueCount: 0, hitCount: 0, recall: null, chanceRecall: null, onsetLiftZ: null, onsetLiftP: null };
  }
  const piece = { durationSeconds, seed };
  const times = inside.map(({ timeSeconds }) => timeSeconds);
  const { hitCount, recall, chanceRecall } = hitScore(times, beatsSeconds, piece);
  const mono = left.map((sample, i) => (sample + right[i]!) / 2);
  const lift = onsetLift(inside, onsetEnvelope(mono, SAMPLE_RATE_HZ), piece);
  return { cueCount: inside.length, hitCount, recall, chanceRecall, onsetLiftZ: lift.z, onsetLiftP: lift.p };
}
