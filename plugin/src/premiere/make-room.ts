// A clip of ours on another track that reaches into the range: its part inside goes, the rest stays. Premiere has no razor, so the new
// WAV is laid over that part, which trims the clip around it, and is removed there again.
import type { Project } from '@adobe/premierepro';
import { ScoreError } from '@framescore/contract';
import type { Placement } from '../ports.js';
import { isBlocked } from './choose-track.js';
import { findItem } from './import-media.js';
import { landed, overwriteAction, readLanding } from './land-clip.js';
import type { PremiereContext } from './modules.js';
import { openSequence } from './open-sequence.js';
import type { AudioClip } from './own-clips.js';
import { planAnew } from './place-clip.js';
import { isSameRange, type Piece } from './placement-plan.js';
import { NEVER_CANCELLED } from './problems.js';
import { steadily } from './read-again.js';
import { rememberSelection, removeClipActions, restoreSelection } from './remove-clips.js';
import { fitMarks } from './source-marks.js';
import type { OwnSource } from './stored-scores.js';
import { commit } from './transact.js';

type Room = { source: OwnSource; pieces: readonly Piece[]; ticksPerFrame: bigint };

/** -> undo steps. */
export async function makeRoom(
  context: PremiereContext,
  placement: Placement,
  { source, pieces, ticksPerFrame }: Room,
  signal: AbortSignal,
): Promise<number> {
  let steps = 0;
  for (const piece of pieces) {
    const room = { context, placement, source, piece, ticksPerFrame };
    steps += await clearPiece(room, steps > 0 ? NEVER_CANCELLED : signal);
  }
  return steps;
}

type OnePiece = {
  context: PremiereContext;
  placement: Placement;
  source: OwnSource;
  piece: Piece;
  ticksPerFrame: bigint;
};

/** What was noticed between laying and taking off. */
type Laid = { before: ReadonlySet<string>; isInPlace: boolean; trackName: string };

async function clearPiece(room: OnePiece, signal: AbortSignal): Promise<number> {
  const { context, placement, source, piece } = room;
  const { sequenceGuid } = placement;
  const projectOf = async (): Promise<Project> => (await openSequence(context, sequenceGuid)).project;
  const span = { ...piece.range, ticksPerFrame: room.ticksPerFrame };
  const marks = await fitMarks(context, projectOf, source.itemId, span, signal);
  const noticed: Laid = { before: new Set(), isInPlace: false, trackName: `Audio ${piece.trackIndex + 1}` };
  const label = 'FrameScore: make room';
  const laid = await commit(context, label, signal, () => layOver(room, noticed));
  if (laid.steps === 0) return marks.steps;
  const sequenceOf = async () => (await openSequence(context, sequenceGuid)).sequence;
  const selected = await steadily(context, NEVER_CANCELLED, async () =>
    rememberSelection(context, await sequenceOf()),
  );
  try {
    const removed = await commit(context, label, NEVER_CANCELLED, () => takeOff(room, noticed));
    if (!noticed.isInPlace) throw new ScoreError('timeline-rejected', lockedWords(noticed));
    return marks.steps + laid.steps + removed.steps;
  } finally {
    await restoreSelection(context, sequenceOf, selected);
  }
}

/** Nothing where the user has changed the place since it was planned: ours is not in the way there any more, or something foreign is. */
async function layOver({ context, placement, source, piece }: OnePiece, noticed: Laid) {
  const { state, plan } = await planAnew(context, placement, [source], []);
  const { trackIndex, range } = piece;
  noticed.before = new Set(state.clips.map(placeOf));
  noticed.trackName = onTrack(state.clips, trackIndex)[0]?.trackName ?? noticed.trackName;
  const isWanted = plan.pieces.some((one) => one.trackIndex === trackIndex && isSameRange(one.range, range));
  const item = await findItem(context, state.project, source.itemId);
  const isPossible = item && isWanted && !isBlocked(state.clips, trackIndex, range);
  const factories = isPossible
    ? [overwriteAction(context, state.sequence, item, range.startTicks, trackIndex)]
    : [];
  return { project: state.project, factories };
}

/** Also what Premiere laid elsewhere, where the track refused it. */
async function takeOff({ context, placement, source, piece }: OnePiece, noticed: Laid) {
  const { trackIndex, range } = piece;
  const state = await readLanding(context, placement.sequenceGuid, source, range);
  const inPlace = landed({ ...state, clips: onTrack(state.clips, trackIndex) }, source.itemId, range);
  noticed.isInPlace = inPlace !== null;
  const isStray = (clip: AudioClip): boolean =>
    clip.itemId === source.itemId && !noticed.before.has(placeOf(clip));
  const doomed = inPlace ? [inPlace] : state.clips.filter(isStray);
  return { project: state.project, factories: await removeClipActions(context, state.sequence, doomed) };
}

function placeOf({ trackIndex, startTicks, itemId }: AudioClip): string {
  return `${trackIndex}|${startTicks}|${itemId}`;
}

function onTrack<C extends { trackIndex: number }>(clips: readonly C[], trackIndex: number): C[] {
  return clips.filter((clip) => clip.trackIndex === trackIndex);
}

function lockedWords({ trackName }: Laid): string {
  return `The score on “${trackName}” reaches into the range and could not be trimmed. Unlock that track and try again.`;
}
