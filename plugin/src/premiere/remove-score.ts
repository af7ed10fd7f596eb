// Takes one score off the timeline: its clips, its markers, its record, in one transaction. Other scores stay; the WAVs stay in the bin.
import { ScoreError } from '@framescore/contract';
import type { PlacedScore, ScoreOnSequence } from '../ports.js';
import { exchangeMarkers } from './marker-changes.js';
import { openMarkers, ownMarkers, placedMarkers } from './markers.js';
import type { PremiereContext } from './modules.js';
import { openSequence } from './open-sequence.js';
import type { AudioClip } from './own-clips.js';
import { NEVER_CANCELLED } from './problems.js';
import { intersects, type Range } from './ranges.js';
import { steadily } from './read-again.js';
import { rememberSelection, removeClipActions, restoreSelection } from './remove-clips.js';
import { partsOf } from './score-ranges.js';
import { readStanding } from './standing-scores.js';
import { openProperties, readStored, storeActions, type StoredScore } from './stored-scores.js';
import { readState, type TimelineState } from './timeline-state.js';
import { commit } from './transact.js';

/** -> the scores that are left. */
export async function removeScore(
  context: PremiereContext,
  request: ScoreOnSequence,
  signal: AbortSignal,
): Promise<PlacedScore[]> {
  const { sequenceGuid, jobId } = request;
  const sequenceOf = async () => (await openSequence(context, sequenceGuid)).sequence;
  const selected = await steadily(context, signal, async () =>
    rememberSelection(context, await sequenceOf()),
  );
  let before: Found | null = null;
  try {
    await commit(context, 'FrameScore: remove score', signal, async () => {
      const found = await findScore(context, request);
      before = found;
      if (!found) return { project: (await openSequence(context, sequenceGuid)).project, factories: [] };
      const removals = await removeClipActions(context, found.state.sequence, found.clips);
      // Borrowing the selection may have made handles useless.
      const { state } = (await findScore(context, request)) ?? found;
      const scores = state.stored.filter(({ placed }) => placed.jobId !== jobId);
      const factories = [
        ...removals,
        ...exchangeMarkers(context, state, 'score', found.ranges, []).factories,
        ...storeActions(context, state.properties, { guid: state.guid, scores }),
      ];
      return { project: state.project, factories };
    });
  } finally {
    await restoreSelection(context, sequenceOf, selected);
  }
  return steadily(context, NEVER_CANCELLED, async () => {
    if (before) await assertGone(context, request, before);
    return (await readStanding(context, await sequenceOf())).map(({ placed }) => placed);
  });
}

type Found = { state: TimelineState; score: StoredScore; clips: AudioClip[]; ranges: Range[] };

/** Null when it is gone already. What lies where the score was put; when nothing of it does, it was moved as a whole, and lies wherever its WAVs are. */
async function findScore(
  context: PremiereContext,
  { sequenceGuid, jobId }: ScoreOnSequence,
): Promise<Found | null> {
  const ofScore = (stored: readonly StoredScore[]) => stored.filter(({ placed }) => placed.jobId === jobId);
  const sources = (stored: readonly StoredScore[]) => ofScore(stored).flatMap((score) => score.sources);
  const within = (stored: readonly StoredScore[]) => ofScore(stored).flatMap(partsOf);
  const state = await readState(context, { sequenceGuid, sources, within });
  const [score] = ofScore(state.stored);
  if (!score) return null;
  const parts = partsOf(score);
  const clips = state.clips.filter(({ isOwn }) => isOwn);
  if (clips.length > 0) return { state, score, clips, ranges: parts };
  const everywhere = await readState(context, { sequenceGuid, sources, within: () => null });
  const others = everywhere.stored.filter((one) => one.placed.jobId !== jobId).flatMap(partsOf);
  const moved = everywhere.clips.filter(
    (clip) => clip.isOwn && !others.some((part) => intersects(part, clip)),
  );
  return { state: everywhere, score, clips: moved, ranges: [...parts, ...moved.map(spanOf)] };
}

function spanOf({ startTicks, endTicks }: AudioClip): Range {
  return { startTicks, endTicks };
}

/** By what was known of the markers before: a key that was just forgotten must not hide one that is still there. */
async function assertGone(
  context: PremiereContext,
  { sequenceGuid, jobId }: ScoreOnSequence,
  { state: before, score, ranges }: Found,
): Promise<void> {
  const state = await readState(context, {
    sequenceGuid,
    sources: () => score.sources,
    within: () => ranges,
  });
  const markers = await placedMarkers(context, await openMarkers(context, state.sequence), before.keys);
  const stored = readStored(await openProperties(context, state.sequence), state.guid);
  const left = state.clips.find(({ isOwn }) => isOwn);
  const isClean =
    !left &&
    !stored.some(({ placed }) => placed.jobId === jobId) &&
    ownMarkers(markers, 'score', ranges).length === 0;
  if (isClean) return;
  const where = left ? ` Is the track “${left.trackName}” locked?` : '';
  throw new ScoreError(
    'timeline-rejected',
    `Premiere did not remove all of the score.${where} Try again, or undo.`,
  );
}
