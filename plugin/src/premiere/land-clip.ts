// The clip itself: overwriting at its place, finding it there again, and the ways out when a build refuses a new track.
import type { ProjectItem, Sequence } from '@adobe/premierepro';
import { ScoreError } from '@framescore/contract';
import type { Placement } from '../ports.js';
import { findFreeTrack } from './choose-track.js';
import { findItem } from './import-media.js';
import { ownMarkers, removeMarkerActions, SCORE_TAG } from './markers.js';
import type { PremiereContext } from './modules.js';
import type { AudioClip } from './own-clips.js';
import { clearActions, type OwnSource } from './placed-score.js';
import type { PlacementPlan } from './placement-plan.js';
import type { Range } from './read-range.js';
import { tickTime } from './ticks.js';
import { readState, type TimelineState } from './timeline-state.js';
import { commit, type ActionFactory } from './transact.js';

export type Landing = { steps: number; warnings: string[] };

/** The video index is not used for sound alone, but must exist. */
const ANY_VIDEO_TRACK = 0;

export function overwriteAction(
  context: PremiereContext,
  sequence: Sequence,
  item: ProjectItem,
  startTicks: bigint,
  trackIndex: number,
): ActionFactory {
  const editor = context.ppro.SequenceEditor.getEditor(sequence);
  const time = tickTime(context.ppro, startTicks);
  return () => editor.createOverwriteItemAction(item, time, ANY_VIDEO_TRACK, trackIndex);
}

/** The clip of this item that starts where it should, to half a frame (R23). */
export function landed(state: TimelineState, itemId: string, range: Range): AudioClip | null {
  const tolerance = state.facts.ticksPerFrame / 2n;
  const isNear = (a: bigint, b: bigint): boolean => a - b <= tolerance && b - a <= tolerance;
  const matches = state.clips.filter(
    (clip) => clip.itemId === itemId && isNear(clip.startTicks, range.startTicks),
  );
  return matches[0] ?? null;
}

/** Nothing to do when the clip is there; else insert at the end of the timeline, or any free track, or everything back. */
export async function landElsewhere(
  context: PremiereContext,
  placement: Placement,
  source: OwnSource,
  plan: PlacementPlan,
  signal: AbortSignal,
): Promise<Landing> {
  const { sequenceGuid } = placement;
  const isThere = async () =>
    landed(await readState(context, sequenceGuid, [source]), source.itemId, plan.range) !== null;
  if (await isThere()) return { steps: 0, warnings: [] };
  const attempts = [insertAtTail, overwriteOnFreeTrack];
  let steps = 0;
  for (const attempt of attempts) {
    const result = await commit(context, 'FrameScore: place score', signal, async () => {
      const state = await readState(context, sequenceGuid, [source]);
      const item = await findItem(context, state.project, source.itemId);
      const factories = item ? attempt(context, state, item, plan) : [];
      return { project: state.project, factories };
    });
    steps += result.steps;
    if (result.steps > 0 && (await isThere())) {
      return {
        steps,
        warnings: ['Premiere made no new track at first; the music lies where there was room.'],
      };
    }
  }
  await takeBack(context, sequenceGuid, source, signal);
  throw new ScoreError(
    'timeline-rejected',
    `Premiere did not put the music on the timeline. Add an empty audio track and try again, or drag ${source.path} there yourself.`,
  );
}

/** Inserting shifts what follows, so only where nothing follows (section 10). */
function insertAtTail(
  context: PremiereContext,
  state: TimelineState,
  item: ProjectItem,
  plan: PlacementPlan,
): ActionFactory[] {
  if (plan.trackIndex < state.tracks.length || state.facts.endTicks > plan.range.startTicks) return [];
  const editor = context.ppro.SequenceEditor.getEditor(state.sequence);
  const time = tickTime(context.ppro, plan.range.startTicks);
  return [() => editor.createInsertProjectItemAction(item, time, ANY_VIDEO_TRACK, plan.trackIndex, true)];
}

function overwriteOnFreeTrack(
  context: PremiereContext,
  state: TimelineState,
  item: ProjectItem,
  plan: PlacementPlan,
): ActionFactory[] {
  const index = findFreeTrack(state.tracks, state.clips, plan.range);
  if (index === null) return [];
  return [overwriteAction(context, state.sequence, item, plan.range.startTicks, index)];
}

/** Markers and record went in with a clip that did not: out again. */
async function takeBack(
  context: PremiereContext,
  sequenceGuid: string,
  source: OwnSource,
  signal: AbortSignal,
): Promise<void> {
  await commit(context, 'FrameScore: take back', signal, async () => {
    const state = await readState(context, sequenceGuid, [source]);
    const removals = removeMarkerActions(state.markers, ownMarkers(state.markers, SCORE_TAG, null));
    return { project: state.project, factories: [...removals, ...clearActions(state.properties)] };
  });
}
