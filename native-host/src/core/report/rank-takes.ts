// Which of several takes to show first: those that meet the cuts and are like the picture. Pure.
import type { ScoreResult } from '@framescore/contract';

/**
 * What a standard deviation of the attacks at the cuts above chance counts beside the share of cuts that are met. In family score that share is
 * the same for the takes of one plan, whose beats stand in one place, so the attacks decide (models/scripts/measure_takes.py).
 */
const ONSET_LIFT_SHARE = 0.1;
/** Takes of one picture spread by 0.04 in likeness and by 0.6 deviations of the attacks, 0.06 of worth: either may decide. */
const SIMILARITY_SHARE = 1;

type Ranked = {
  result: { sync: Pick<ScoreResult['sync'], 'recall' | 'onsetLiftZ'> };
  similarity: number | null;
};

/** Best first; takes of equal worth keep their order. */
export function bestTakesFirst<T extends Ranked>(takes: readonly T[]): T[] {
  const worth = ({ result: { sync }, similarity }: T) =>
    (sync.recall ?? 0) + ONSET_LIFT_SHARE * (sync.onsetLiftZ ?? 0) + SIMILARITY_SHARE * (similarity ?? 0);
  return [...takes].sort((a, b) => worth(b) - worth(a));
}
