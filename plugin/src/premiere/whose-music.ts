// Whose a clip of our music is, and what a new score would take the place of. Pure: both are told from the clips that really lie there.
import type { PlacedScore } from '../ports.js';
import { comparablePath } from './media-facts.js';
import type { AudioClip } from './own-clips.js';
import { common, contains, intersects, joined, without, type Range } from './ranges.js';
import { partsOf } from './score-ranges.js';
import type { OwnSource, StoredScore } from './stored-scores.js';

/** `movedTo`: where its clips lie when none of them touches its parts any more; else empty. */
export type StandingScore = StoredScore & { movedTo: Range[] };

type SoundClip = Pick<AudioClip, 'source' | 'startTicks' | 'endTicks'>;

/** Its score has a clip that touches its parts, or that went with all the others; any other is a copy, and the user's. */
export function ownerOf(clip: SoundClip, scores: readonly StandingScore[]): StandingScore | null {
  const { source } = clip;
  if (!source) return null;
  const candidates = scores.filter(({ sources }) => sources.some((one) => isSameSource(one, source)));
  const near = candidates.find((score) => partsOf(score).some((part) => intersects(part, clip)));
  return near ?? candidates.find(({ movedTo }) => movedTo.length > 0) ?? null;
}

/** Copies count like any sound of the user's: nothing of ours may overwrite them. */
export function copiesForeign<C extends AudioClip>(
  clips: readonly C[],
  scores: readonly StandingScore[],
): C[] {
  return clips.map((clip) => ({ ...clip, isOwn: ownerOf(clip, scores) !== null }));
}

export type Replaced = { placed: PlacedScore; isWhole: boolean; part: Range };

/** A score of this very range is what another take of it is chosen instead of: nobody need be asked. */
export function isInSamePlace({ isWhole, part }: Replaced, range: Range): boolean {
  return isWhole && contains(part, range) && contains(range, part);
}

/** What of the scores goes when a new one takes a range: the whole of each, or the part that lies there. */
export function replacedBy(
  scores: readonly StandingScore[],
  clips: readonly SoundClip[],
  range: Range,
): Replaced[] {
  return scores.flatMap((score) => {
    const own = clips.filter((clip) => intersects(clip, range) && ownerOf(clip, scores) === score);
    const [first, ...others] = own.flatMap((clip) => common(clip, range) ?? []);
    if (!first) return [];
    const spans = score.movedTo.length > 0 ? score.movedTo : partsOf(score);
    const isWhole = without(spans, range).length === 0 && own.every((clip) => contains(range, clip));
    return [{ placed: score.placed, isWhole, part: others.reduce(joined, first) }];
  });
}

export function isSameSource(a: OwnSource, b: OwnSource): boolean {
  return a.itemId === b.itemId || comparablePath(a.path) === comparablePath(b.path);
}
