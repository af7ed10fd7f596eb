// Clip, markers and record of a placement in one transaction: one Ctrl+Z takes them all back. A track that Premiere refuses is left out the next time.
import { ScoreError } from '@framescore/contract';
import type { PlacedScore, Placement } from '../ports.js';
import { overwriteAction, type Attempted } from './land-clip.js';
import { findItem } from './import-media.js';
import { exchangeMarkers } from './marker-changes.js';
import { ownMarkers } from './markers.js';
import type { PremiereContext } from './modules.js';
import { openSequence } from './open-sequence.js';
import { onFrames, planningRanges, planPlacement, type PlacementPlan } from './placement-plan.js';
import { holds, intersects, toTickRange } from './ranges.js';
import { rememberSelection, removeClipActions, restoreSelection } from './remove-clips.js';
import { clearedOf, overlaps, partsOf } from './score-ranges.js';
import { readStanding } from './standing-scores.js';
import { sourcesOf, storeActions, withSource, type OwnSource, type StoredScore } from './stored-scores.js';
import { readState, type TimelineState } from './timeline-state.js';
import { commit, type ActionFactory } from './transact.js';
import { copiesForeign, isSameSource, isInSamePlace, replacedBy, type StandingScore } from './whose-music.js';

export type PlacedClip = Attempted & {
  steps: number;
  /** Keys of the markers that were there and stayed. */
  before: ReadonlySet<string>;
};

/** What a placement is planned on; the tracks beside which it may go are those where a score still stands. */
export async function planAnew(
  context: PremiereContext,
  placement: Placement,
  added: OwnSource[],
  avoided: readonly number[],
): Promise<{ state: TimelineState; plan: PlacementPlan }> {
  const read = await readState(context, {
    sequenceGuid: placement.sequenceGuid,
    sources: (stored) => [...sourcesOf(stored), ...added],
    within: (stored, { ticksPerFrame }) =>
      planningRanges(stored, placement).map((range) => onFrames(range, ticksPerFrame)),
  });
  const standing = await readStanding(context, read.sequence);
  const state = { ...read, clips: copiesForeign(read.clips, standing) };
  const scoreTracks = standing.map(({ trackIndex }) => trackIndex);
  const plan = planPlacement(state, placement, { scoreTracks, avoided });
  assertAgreed(placement, plan, standing, state);
  return { state, plan };
}

/** Another score goes only where the person was told so before. */
function assertAgreed(
  { jobId, mayReplace }: Placement,
  { base, range }: PlacementPlan,
  standing: readonly StandingScore[],
  { clips }: TimelineState,
): void {
  if (!mayReplace) return;
  const agreed = [jobId, base?.placed.jobId, ...mayReplace];
  const asked = replacedBy(standing, clips, range).filter((one) => !isInSamePlace(one, range));
  if (asked.every(({ placed }) => agreed.includes(placed.jobId))) return;
  const detail =
    'Another score stands where this take would go. Press Use beside the take: the panel then says what it would replace.';
  throw new ScoreError('range-invalid', detail);
}

export async function placeClip(
  context: PremiereContext,
  placement: Placement,
  source: OwnSource,
  signal: AbortSignal,
): Promise<PlacedClip> {
  const avoided: number[] = [];
  for (;;) {
    const attempt = { context, placement, source, avoided: [...avoided] };
    const tried: Tried = { done: null, selected: null };
    try {
      const { steps } = await commit(context, 'FrameScore: place score', signal, () =>
        prepare(attempt, tried),
      );
      await giveSelectionBack(attempt, tried);
      if (!tried.done) throw new ScoreError('internal', 'The placement was not planned.');
      return { ...tried.done, steps };
    } catch (error) {
      await giveSelectionBack(attempt, tried);
      const next = otherTrackAfter(error, tried, avoided);
      if (next === null) throw error;
      avoided.push(next);
    }
  }
}

type OneAttempt = { context: PremiereContext; placement: Placement; source: OwnSource; avoided: number[] };
type Tried = { done: Omit<PlacedClip, 'steps'> | null; selected: string[] | null };

async function prepare(attempt: OneAttempt, tried: Tried) {
  const { context, placement, source, avoided } = attempt;
  const first = await planAnew(context, placement, [source], avoided);
  const { doomed } = first.plan;
  if (doomed.length > 0) tried.selected ??= await rememberSelection(context, first.state.sequence);
  const removals = await removeClipActions(context, first.state.sequence, doomed);
  // Borrowing the selection may have made handles useless.
  const { state, plan } = doomed.length > 0 ? await planAnew(context, placement, [source], avoided) : first;
  const item = await findItem(context, state.project, source.itemId);
  if (!item) {
    const detail = `The music is no longer in the project. It lies at ${source.path}.`;
    throw new ScoreError('timeline-rejected', detail);
  }
  const exchange = exchangeMarkers(context, state, 'score', plan.markerRanges, plan.marks);
  tried.done = { plan, stored: state.stored, before: exchange.staying, avoided };
  const scores = scoresAfter(state, placement, plan, source);
  const factories: ActionFactory[] = [
    ...removals,
    overwriteAction(context, state.sequence, item, plan.range.startTicks, plan.trackIndex),
    ...exchange.factories,
    ...storeActions(context, state.properties, { guid: state.guid, scores }),
  ];
  return { project: state.project, factories };
}

async function giveSelectionBack({ context, placement }: OneAttempt, tried: Tried): Promise<void> {
  const { selected } = tried;
  if (!selected) return;
  tried.selected = null;
  const sequenceOf = async () => (await openSequence(context, placement.sequenceGuid)).sequence;
  await restoreSelection(context, sequenceOf, selected);
}

/** The track to leave out from now on; null when it was something else that was refused, or when even a new track was. */
function otherTrackAfter(error: unknown, { done }: Tried, avoided: readonly number[]): number | null {
  const isRefused = error instanceof ScoreError && error.code === 'timeline-rejected';
  const isOnTrack = isRefused && /Invalid parameter/.test(error.detail);
  if (!isOnTrack || !done || avoided.includes(done.plan.trackIndex)) return null;
  return done.plan.trackIndex;
}

/** The records with this score in its range, and the others without what of them lay there. */
export function scoresAfter(
  state: TimelineState,
  placement: Placement,
  plan: PlacementPlan,
  source: OwnSource,
): StoredScore[] {
  const { base, range, trackIndex } = plan;
  const parts = base ? partsOf(base) : [range];
  const kept = ownMarkers(state.placedMarkers, 'score', parts).filter(
    ({ ticks }) => !plan.markerRanges.some((changed) => holds(changed, ticks)),
  );
  const placed: PlacedScore = {
    jobId: placement.jobId,
    take: placement.take.take,
    version: placement.take.version,
    range: placement.scoreRange,
    parts: parts.map(toTickRange),
    trackName: '',
    markers: placement.markers,
    markerCount: kept.length + plan.marks.length,
    settings: placement.settings,
  };
  const isOther = (score: StoredScore): boolean => score !== base && score.placed.jobId !== placement.jobId;
  const others = state.stored.filter(isOther);
  const left = clearedOf(others, range);
  // A sliver of a score that is gone (a WAV may end a frame early) must not count as foreign.
  const gone = others.filter(
    (one) => overlaps(one, range) && !left.some(({ placed: { jobId } }) => jobId === one.placed.jobId),
  );
  // The user's copies of that music stay the user's.
  const copied = state.clips.filter((clip) => !clip.isOwn && clip.source && intersects(clip, range));
  const isCopied = (source: OwnSource): boolean =>
    copied.some((clip) => clip.source !== null && isSameSource(clip.source, source));
  const before = base ? base.sources : sourcesOf(gone).filter((source) => !isCopied(source));
  return [...left, { placed, trackIndex, sources: withSource(before, source) }];
}
