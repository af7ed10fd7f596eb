// Changes of markers alone: ours on the score, and beats of any sound. Foreign markers are never touched.
import { ScoreError, type ScoreTake, type TickRange } from '@framescore/contract';
import type { BeatMarks, MarkerChoice, PlacementReport } from '../ports.js';
import { chooseMarks, joinBeats } from './beat-marks.js';
import { colourDownbeats } from './colour-markers.js';
import {
  addMarkerActions,
  BEATS_TAG,
  openMarkers,
  ownMarkers,
  removeMarkerActions,
  SCORE_TAG,
} from './markers.js';
import type { PremiereContext } from './modules.js';
import { openSequence } from './open-sequence.js';
import { readPlaced, storeAction } from './placed-score.js';
import { marksOf, onFrames } from './placement-plan.js';
import { fromTickRange, type Range } from './read-range.js';
import { readState } from './timeline-state.js';
import { commit } from './transact.js';

export type MarkerRequest = {
  sequenceGuid: string;
  take: ScoreTake;
  scoreRange: TickRange;
  markers: MarkerChoice;
};

export async function setMarkers(
  context: PremiereContext,
  request: MarkerRequest,
  signal: AbortSignal,
): Promise<PlacementReport> {
  const { sequenceGuid } = request;
  let expected = 0;
  const { steps } = await commit(context, 'FrameScore: set markers', signal, async () => {
    const state = await readState(context, sequenceGuid, []);
    if (!state.stored || !state.clips.some(({ isOwn }) => isOwn)) {
      throw new ScoreError('timeline-changed', 'The score is no longer on the timeline. Place it again.');
    }
    const range = onFrames(fromTickRange(request.scoreRange), state.facts.ticksPerFrame);
    const marks = marksOf(request, range, range);
    expected = marks.length;
    const placed = { ...state.stored.placed, markers: request.markers, markerCount: marks.length };
    const factories = [
      ...removeMarkerActions(state.markers, ownMarkers(state.markers, SCORE_TAG, null)),
      ...addMarkerActions(context, state.markers, SCORE_TAG, marks),
      storeAction(context, state.properties, { ...state.stored, placed }),
    ];
    return { project: state.project, factories };
  });
  const colours = await colourDownbeats(context, sequenceGuid, request.markers, signal);
  return markerReport(context, sequenceGuid, expected, steps + colours.steps, colours.warnings);
}

async function markerReport(
  context: PremiereContext,
  sequenceGuid: string,
  expected: number,
  undoSteps: number,
  warnings: string[],
): Promise<PlacementReport> {
  const { sequence } = await openSequence(context, sequenceGuid);
  const placed = await readPlaced(context, sequence);
  if (!placed)
    throw new ScoreError('timeline-changed', 'The score is no longer on the timeline. Place it again.');
  const markerCount = ownMarkers(await openMarkers(context, sequence), SCORE_TAG, null).length;
  const missing =
    markerCount === expected ? [] : [`Premiere has ${markerCount} of ${expected} beat markers.`];
  return { placed: { ...placed, markerCount }, undoSteps, warnings: [...warnings, ...missing] };
}

/** Beats of a sound that is not a score: markers of another tag, replaced where the new ones lie. */
export async function markBeats(
  context: PremiereContext,
  request: BeatMarks,
  signal: AbortSignal,
): Promise<{ markerCount: number }> {
  const beats = joinBeats(request.beatsTicks.map(BigInt), request.downbeatsTicks.map(BigInt));
  const hull = hullOf(beats.map(({ ticks }) => ticks));
  const marks = hull ? chooseMarks(beats, request.markers, hull) : [];
  await commit(context, 'FrameScore: mark beats', signal, async () => {
    const { project, sequence } = await openSequence(context, request.sequenceGuid);
    const markers = await openMarkers(context, sequence);
    const factories = [
      ...removeMarkerActions(markers, ownMarkers(markers, BEATS_TAG, hull)),
      ...addMarkerActions(context, markers, BEATS_TAG, marks),
    ];
    return { project, factories };
  });
  await colourDownbeats(context, request.sequenceGuid, request.markers, signal, BEATS_TAG);
  const { sequence } = await openSequence(context, request.sequenceGuid);
  return { markerCount: ownMarkers(await openMarkers(context, sequence), BEATS_TAG, hull).length };
}

function hullOf(ticks: bigint[]): Range | null {
  if (ticks.length === 0) return null;
  const sorted = [...ticks].sort((a, b) => (a < b ? -1 : 1));
  return { startTicks: sorted[0] ?? 0n, endTicks: (sorted.at(-1) ?? 0n) + 1n };
}
