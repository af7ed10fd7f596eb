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

/** Cosine of two vectors of equal length; 0 where one of them is zero. */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let product = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let i = 0; i < a.length; i += 1) {
    product += a[i]! * b[i]!;
    squaresA += a[i]! ** 2;
    squaresB += b[i]! ** 2;
  }
  const norm = Math.sqrt(squaresA * squaresB);
  return norm > 0 ? product / norm : 0;
}
