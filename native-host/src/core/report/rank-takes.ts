// Which of several takes to show first: cuts that are met decide, the likeness of music and picture between equals. Pure.
import type { ScoreResult } from '@framescore/contract';

/** What the largest difference in likeness that takes of one picture show, about 0.2, counts beside the share of cuts that are met. */
const SIMILARITY_SHARE = 0.25;

type Ranked = { result: Pick<ScoreResult, 'sync'>; similarity: number | null };

/** Best first; takes of equal worth keep their order. */
export function bestTakesFirst<T extends Ranked>(takes: readonly T[]): T[] {
  const worth = ({ result, similarity }: T) =>
    (result.sync.recall ?? 0) + SIMILARITY_SHARE * (similarity ?? 0);
  return [...takes].sort((a, b) => worth(b) - worth(a));
}
