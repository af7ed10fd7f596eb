// Which score a range belongs to, and what becomes of the others when a new one is put there. Pure: a score owns its parts and nothing else.
import type { PlacedScore } from '../ports.js';
import { common, fromTickRange, intersects, lengthOf, toTickRange, without, type Range } from './ranges.js';

type Scored = { placed: PlacedScore };

export function partsOf({ placed }: Scored): Range[] {
  return placed.parts.map(fromTickRange);
}

export function overlaps(score: Scored, range: Range): boolean {
  return partsOf(score).some((part) => intersects(part, range));
}

/** The score that has the most of a range; null where none has any of it. */
export function scoreUnder<S extends Scored>(scores: readonly S[], range: Range): S | null {
  const shared = (score: S): bigint =>
    partsOf(score).reduce((sum, part) => {
      const both = common(part, range);
      return both ? sum + lengthOf(both) : sum;
    }, 0n);
  return scores.reduce<{ score: S | null; ticks: bigint }>(
    (best, score) => {
      const ticks = shared(score);
      return ticks > best.ticks ? { score, ticks } : best;
    },
    { score: null, ticks: 0n },
  ).score;
}

/** The scores without what of them lies in a range; one that had nothing else is gone. */
export function clearedOf<S extends Scored>(scores: readonly S[], range: Range): S[] {
  return scores.flatMap((score) => {
    if (!overlaps(score, range)) return [score];
    const parts = without(partsOf(score), range).map(toTickRange);
    return parts.length === 0 ? [] : [{ ...score, placed: { ...score.placed, parts } }];
  });
}
