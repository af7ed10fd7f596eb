// A clip of ours on another track that reaches into the range: its part inside goes, the rest stays. Premiere has no razor, so the new
// WAV is laid over that part, which trims the clip around it, and is removed there again.
import type { Project } from '@adobe/premierepro';
import { ScoreError } from '@framescore/contract';
import { findItem } from './import-media.js';
import { landed, overwriteAction, readLanding } from './land-clip.js';
import type { PremiereContext } from './modules.js';
import { openSequence } from './open-sequence.js';
import type { Piece } from './placement-plan.js';
import { steadily } from './read-again.js';
import { rememberSelection, removeClipActions, restoreSelection } from './remove-clips.js';
import { fitMarks } from './source-marks.js';
import type { OwnSource } from './stored-scores.js';
import { commit } from './transact.js';

/** -> undo steps. */
export async function makeRoom(
  context: PremiereContext,
  request: { sequenceGuid: string; source: OwnSource; pieces: readonly Piece[]; ticksPerFrame: bigint },
  signal: AbortSignal,
): Promise<number> {
  let steps = 0;
  for (const piece of request.pieces) steps += await clearPiece(context, request, piece, signal);
  return steps;
}

async function clearPiece(
  context: PremiereContext,
  { sequenceGuid, source, ticksPerFrame }: Parameters<typeof makeRoom>[1],
  { trackIndex, range }: Piece,
  signal: AbortSignal,
): Promise<number> {
  const projectOf = async (): Promise<Project> => (await openSequence(context, sequenceGuid)).project;
  const read = () => readLanding(context, sequenceGuid, source, range);
  const marks = await fitMarks(context, projectOf, source.itemId, { ...range, ticksPerFrame }, signal);
  const laid = await commit(context, 'FrameScore: make room', signal, async () => {
    const { project, sequence } = await read();
    const item = await findItem(context, project, source.itemId);
    return {
      project,
      factories: item ? [overwriteAction(context, sequence, item, range.startTicks, trackIndex)] : [],
    };
  });
  const sequenceOf = async () => (await openSequence(context, sequenceGuid)).sequence;
  const selected = await steadily(context, signal, async () =>
    rememberSelection(context, await sequenceOf()),
  );
  const removed = await commit(context, 'FrameScore: make room', signal, async () => {
    const state = await read();
    const clip = landed({ ...state, clips: onTrack(state.clips, trackIndex) }, source.itemId, range);
    if (!clip) throw new ScoreError('timeline-rejected', lockedWords(state.clips, trackIndex));
    return { project: state.project, factories: await removeClipActions(context, state.sequence, [clip]) };
  });
  await restoreSelection(context, sequenceOf, selected, signal);
  return marks.steps + laid.steps + removed.steps;
}

function onTrack<C extends { trackIndex: number }>(clips: readonly C[], trackIndex: number): C[] {
  return clips.filter((clip) => clip.trackIndex === trackIndex);
}

function lockedWords(
  clips: readonly { trackIndex: number; trackName: string }[],
  trackIndex: number,
): string {
  const name = onTrack(clips, trackIndex)[0]?.trackName ?? `Audio ${trackIndex + 1}`;
  return `The score on “${name}” reaches into the range and could not be trimmed. Unlock that track and try again.`;
}
