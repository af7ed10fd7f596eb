// Takes a score off the timeline: our clips, our markers, our record, in one transaction. The WAVs stay in the bin.
import { ScoreError } from '@framescore/contract';
import { ownMarkers, removeMarkerActions, SCORE_TAG } from './markers.js';
import type { PremiereContext } from './modules.js';
import { openSequence } from './open-sequence.js';
import { clearActions } from './placed-score.js';
import { rememberSelection, removeClipActions, restoreSelection } from './remove-clips.js';
import { readState } from './timeline-state.js';
import { commit } from './transact.js';

export async function removeScore(
  context: PremiereContext,
  sequenceGuid: string,
  signal: AbortSignal,
): Promise<void> {
  const { sequence } = await openSequence(context, sequenceGuid);
  const selected = await rememberSelection(context, sequence);
  await commit(context, 'FrameScore: remove score', signal, async () => {
    const before = await readState(context, sequenceGuid, []);
    const own = before.clips.filter(({ isOwn }) => isOwn);
    const removals = await removeClipActions(context, before.sequence, own);
    const state = await readState(context, sequenceGuid, []);
    const factories = [
      ...removals,
      ...removeMarkerActions(state.markers, ownMarkers(state.markers, SCORE_TAG, null)),
      ...clearActions(state.properties),
    ];
    return { project: state.project, factories };
  });
  await restoreSelection(context, (await openSequence(context, sequenceGuid)).sequence, selected);
  await assertGone(context, sequenceGuid);
}

async function assertGone(context: PremiereContext, sequenceGuid: string): Promise<void> {
  const state = await readState(context, sequenceGuid, []);
  const isClean =
    state.stored === null &&
    !state.clips.some(({ isOwn }) => isOwn) &&
    ownMarkers(state.markers, SCORE_TAG, null).length === 0;
  if (!isClean) {
    throw new ScoreError(
      'timeline-rejected',
      'Premiere did not remove all of the score. Try again, or undo.',
    );
  }
}
