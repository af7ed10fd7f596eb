// Puts a take on the timeline: import, one transaction for clip, markers and settings, read back, colours (premiere-facts section 10).
import { ScoreError } from '@framescore/contract';
import type { PlacedScore, Placement, PlacementReport } from '../ports.js';
import { landElsewhere, landed, overwriteAction } from './land-clip.js';
import { findItem, importMedia } from './import-media.js';
import { addMarkerActions, ownMarkers, removeMarkerActions, SCORE_TAG } from './markers.js';
import { colourDownbeats } from './colour-markers.js';
import type { PremiereContext } from './modules.js';
import { openSequence } from './open-sequence.js';
import { storeAction, type StoredScore } from './placed-score.js';
import { planPlacement, type PlacementPlan } from './placement-plan.js';
import { rememberSelection, removeClipActions, restoreSelection } from './remove-clips.js';
import { fitMarks } from './source-marks.js';
import { readState, sourcesOf, type TimelineState } from './timeline-state.js';
import { commit } from './transact.js';

export async function placeScore(
  context: PremiereContext,
  placement: Placement,
  signal: AbortSignal,
): Promise<PlacementReport> {
  const { sequenceGuid } = placement;
  const state = await readState(context, sequenceGuid, []);
  const first = planPlacement(state, placement);
  const projectOf = async () => (await openSequence(context, sequenceGuid)).project;
  const itemId = await importMedia(context, { projectOf, path: first.path }, signal);
  const source = { itemId, path: first.path };
  const marks = await fitMarks(
    context,
    projectOf,
    itemId,
    { ...first.range, ticksPerFrame: state.facts.ticksPerFrame },
    signal,
  );
  const placed = await placeAll(context, placement, source, signal);
  const landing = await landElsewhere(context, placement, source, placed.plan, signal);
  const colours = await colourDownbeats(context, sequenceGuid, placement.markers, signal);
  return report(context, placement, source, {
    plan: placed.plan,
    undoSteps: marks.steps + placed.steps + landing.steps + colours.steps,
    warnings: [...marks.warnings, ...landing.warnings, ...colours.warnings],
  });
}

type Source = { itemId: string; path: string };

/** Clip, markers and settings in one compound: one Ctrl+Z takes them all back. */
async function placeAll(
  context: PremiereContext,
  placement: Placement,
  source: Source,
  signal: AbortSignal,
): Promise<{ plan: PlacementPlan; steps: number }> {
  let plan: PlacementPlan | null = null;
  let selected: string[] | null = null;
  const { steps } = await commit(context, 'FrameScore: place score', signal, async () => {
    const before = await readState(context, placement.sequenceGuid, [source]);
    const planned = planPlacement(before, placement);
    plan = planned;
    if (planned.doomed.length > 0) selected ??= await rememberSelection(context, before.sequence);
    const removals = await removeClipActions(context, before.sequence, planned.doomed);
    const state = await readState(context, placement.sequenceGuid, [source]);
    const item = await findItem(context, state.project, source.itemId);
    if (!item)
      throw new ScoreError(
        'timeline-rejected',
        `The music is no longer in the project. It lies at ${source.path}.`,
      );
    const stored = storedScore(state, placement, planned, source);
    const factories = [
      ...removals,
      overwriteAction(context, state.sequence, item, planned.range.startTicks, planned.trackIndex),
      ...removeMarkerActions(state.markers, ownMarkers(state.markers, SCORE_TAG, planned.markerRange)),
      ...addMarkerActions(context, state.markers, SCORE_TAG, planned.marks),
      storeAction(context, state.properties, stored),
    ];
    return { project: state.project, factories };
  });
  if (selected) {
    const { sequence } = await openSequence(context, placement.sequenceGuid);
    await restoreSelection(context, sequence, selected);
  }
  if (!plan) throw new ScoreError('internal', 'The placement was not planned.');
  return { plan, steps };
}

function storedScore(
  state: TimelineState,
  placement: Placement,
  plan: PlacementPlan,
  source: Source,
): StoredScore {
  const kept = plan.markerRange
    ? ownMarkers(state.markers, SCORE_TAG, null).filter(
        ({ ticks }) => ticks < plan.range.startTicks || ticks >= plan.range.endTicks,
      ).length
    : 0;
  return {
    guid: placement.sequenceGuid,
    placed: placedScore(placement, '', kept + plan.marks.length),
    trackIndex: plan.trackIndex,
    sources: sourcesOf(state.stored, [source]),
  };
}

function placedScore(placement: Placement, trackName: string, markerCount: number): PlacedScore {
  return {
    jobId: placement.jobId,
    take: placement.take.take,
    version: placement.take.version,
    range: placement.scoreRange,
    trackName,
    markers: placement.markers,
    markerCount,
    settings: placement.settings,
  };
}

/** Nothing is believed that was not read back (R9). */
async function report(
  context: PremiereContext,
  placement: Placement,
  source: Source,
  done: { plan: PlacementPlan; undoSteps: number; warnings: string[] },
): Promise<PlacementReport> {
  const state = await readState(context, placement.sequenceGuid, [source]);
  const clip = landed(state, source.itemId, done.plan.range);
  const markerCount = ownMarkers(state.markers, SCORE_TAG, null).length;
  const inRange = ownMarkers(state.markers, SCORE_TAG, done.plan.markerRange).length;
  const warnings = [...done.warnings];
  if (inRange !== done.plan.marks.length) {
    warnings.push(`Premiere has ${inRange} of ${done.plan.marks.length} beat markers.`);
  }
  if (clip && clip.endTicks < done.plan.range.endTicks) {
    const frames = (done.plan.range.endTicks - clip.endTicks) / state.facts.ticksPerFrame;
    warnings.push(`The clip on the timeline ends ${frames} frame(s) before the range does.`);
  }
  if (!state.stored) warnings.push('The settings were not kept with the sequence.');
  return {
    placed: placedScore(placement, clip?.trackName ?? '', markerCount),
    undoSteps: done.undoSteps,
    warnings,
  };
}
