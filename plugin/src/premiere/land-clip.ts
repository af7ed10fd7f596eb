// The clip itself: overwriting at its place, finding it there again, and the ways out when a build or a lock refuses a track.
import type { ProjectItem, Sequence } from '@adobe/premierepro';
import { ScoreError } from '@framescore/contract';
import type { Placement } from '../ports.js';
import { attempt } from './attempt.js';
import { freeTracks } from './choose-track.js';
import { findItem } from './import-media.js';
import { exchangeMarkers } from './marker-changes.js';
import type { PremiereContext } from './modules.js';
import { throwOwnFault } from './problems.js';
import type { AudioClip } from './own-clips.js';
import type { PlacementPlan } from './placement-plan.js';
import type { Range } from './ranges.js';
import { steadily } from './read-again.js';
import { sourcesOf, storeActions, type OwnSource, type StoredScore } from './stored-scores.js';
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

/** The state of the range that a WAV is to cover, the WAV being ours already. */
export function readLanding(
  context: PremiereContext,
  sequenceGuid: string,
  source: OwnSource,
  range: Range,
): Promise<TimelineState> {
  const sources = (stored: readonly StoredScore[]) => [...sourcesOf(stored), source];
  return readState(context, { sequenceGuid, sources, within: () => [range] });
}

export type Attempted = {
  plan: PlacementPlan;
  /** The records as they were. */
  stored: StoredScore[];
  avoided: number[];
};

/** Nothing to do when the clip is there; else insert at the end of the timeline, or any free track, or everything back. */
export async function landElsewhere(
  context: PremiereContext,
  placement: Placement,
  source: OwnSource,
  { plan, stored, avoided }: Attempted,
  signal: AbortSignal,
): Promise<Landing> {
  const { sequenceGuid } = placement;
  const read = () => steadily(context, signal, () => readLanding(context, sequenceGuid, source, plan.range));
  const isThere = async () => landed(await read(), source.itemId, plan.range) !== null;
  // The step is done: a Premiere that will not say so must not hide the music.
  const answer = await attempt(isThere, null, throwOwnFault);
  if (answer === null)
    return { steps: 0, warnings: ['Premiere did not say whether the music is there: look at the timeline.'] };
  if (answer) return { steps: 0, warnings: [] };
  const refused = [...avoided, plan.trackIndex];
  let steps = 0;
  for (const way of attemptsOf(context, await read(), plan, refused)) {
    const result = await commitOrSkip(context, signal, async () => {
      const state = await read();
      const item = await findItem(context, state.project, source.itemId);
      return { project: state.project, factories: item ? way(state, item) : [] };
    });
    steps += result.steps;
    if (result.steps > 0 && (await isThere())) {
      const warning =
        'Premiere did not take the music on the track it was meant for; it lies where there was room.';
      return { steps, warnings: [warning] };
    }
  }
  await takeBack(context, placement, plan, stored, signal);
  throw new ScoreError(
    'timeline-rejected',
    `Premiere did not put the music on the timeline. Unlock a track or add an empty audio track, undo, and try again; or drag ${source.path} there yourself.`,
  );
}

type Attempt = (state: TimelineState, item: ProjectItem) => ActionFactory[];

function attemptsOf(
  context: PremiereContext,
  state: TimelineState,
  { range, trackIndex }: PlacementPlan,
  avoided: readonly number[],
): Attempt[] {
  const overwrite =
    (index: number): Attempt =>
    ({ sequence }, item) => [overwriteAction(context, sequence, item, range.startTicks, index)];
  const insert: Attempt = ({ sequence, tracks, facts }, item) => {
    // Inserting shifts what follows, so only where nothing follows (section 10).
    if (facts.endTicks > range.startTicks) return [];
    const editor = context.ppro.SequenceEditor.getEditor(sequence);
    const time = tickTime(context.ppro, range.startTicks);
    return [() => editor.createInsertProjectItemAction(item, time, ANY_VIDEO_TRACK, tracks.length, true)];
  };
  // What of ours was in the way went with the clip that did not land; what still lies there may be a copy of the user's.
  const clips = state.clips.map((clip) => ({ ...clip, isOwn: false }));
  const free = freeTracks({ tracks: state.tracks, clips, range, avoided });
  const isNew = trackIndex >= state.tracks.length;
  const newTrack = isNew ? [insert] : [];
  const lastResort = isNew ? [] : [overwrite(state.tracks.length)];
  return [...newTrack, ...free.map(overwrite), ...lastResort];
}

/** A track that refuses is no reason to give up: the next may not. */
async function commitOrSkip(
  context: PremiereContext,
  signal: AbortSignal,
  prepare: Parameters<typeof commit>[3],
): Promise<{ steps: number }> {
  try {
    return await commit(context, 'FrameScore: place score', signal, prepare);
  } catch (error) {
    if (!(error instanceof ScoreError) || error.code !== 'timeline-rejected') throw error;
    return { steps: 0 };
  }
}

/** Markers and record went in with a clip that did not: out again, and the records as they were. */
async function takeBack(
  context: PremiereContext,
  { sequenceGuid }: Placement,
  plan: PlacementPlan,
  stored: StoredScore[],
  signal: AbortSignal,
): Promise<void> {
  await commit(context, 'FrameScore: take back', signal, async () => {
    const state = await readState(context, { sequenceGuid, within: () => [] });
    const { factories } = exchangeMarkers(context, state, 'score', plan.markerRanges, []);
    const scores = storeActions(context, state.properties, { guid: sequenceGuid, scores: stored });
    return { project: state.project, factories: [...factories, ...scores] };
  });
}
