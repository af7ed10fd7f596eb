// Changes of markers alone: those of one score, and beats of any sound. Foreign markers are never touched.
import { ScoreError } from '@framescore/contract';
import type { BeatMarks, MarkerRequest, PlacementReport } from '../ports.js';
import { chooseMarks, joinBeats, type BeatMark } from './beat-marks.js';
import { finishMarkers } from './finish-markers.js';
import { exchangeMarkers } from './marker-changes.js';
import { ownMarkers } from './markers.js';
import type { PremiereContext } from './modules.js';
import { marksOf, onFrames } from './placement-plan.js';
import { NEVER_CANCELLED } from './problems.js';
import { fromTickRange, type Range } from './ranges.js';
import { steadily } from './read-again.js';
import { partsOf } from './score-ranges.js';
import { readStanding } from './standing-scores.js';
import { storeActions, type StoredScore } from './stored-scores.js';
import { readState } from './timeline-state.js';
import { commit } from './transact.js';

const gone = () =>
  new ScoreError(
    'timeline-changed',
    'The score is no longer on the timeline. Place it again from its takes.',
  );

export async function setMarkers(
  context: PremiereContext,
  request: MarkerRequest,
  signal: AbortSignal,
): Promise<PlacementReport> {
  const { sequenceGuid, jobId, markers: choice } = request;
  const isAsked = ({ placed }: StoredScore): boolean => placed.jobId === jobId;
  let marks: BeatMark[] = [];
  let before: ReadonlySet<string> = new Set();
  const { steps } = await commit(context, 'FrameScore: set markers', signal, async () => {
    const state = await readState(context, { sequenceGuid, within: () => [] });
    const score = (await readStanding(context, state.sequence)).find(isAsked);
    if (!score) throw gone();
    const range = onFrames(fromTickRange(request.scoreRange), state.facts.ticksPerFrame);
    marks = marksOf(request, range, partsOf(score));
    const exchange = exchangeMarkers(context, state, 'score', partsOf(score), marks);
    before = exchange.staying;
    const placed = { ...score.placed, markers: choice, markerCount: marks.length };
    const scores = state.stored.map((one) => (isAsked(one) ? { ...one, placed } : one));
    const factories = [
      ...exchange.factories,
      ...storeActions(context, state.properties, { guid: state.guid, scores }),
    ];
    return { project: state.project, factories };
  });
  const fresh = { sequenceGuid, kind: 'score', choice, marks, before } as const;
  const finish = await finishMarkers(context, fresh, NEVER_CANCELLED);
  const done = { steps: steps + finish.steps, warnings: finish.warnings };
  return steadily(context, NEVER_CANCELLED, () => markerReport(context, request, marks.length, done));
}

async function markerReport(
  context: PremiereContext,
  { sequenceGuid, jobId }: MarkerRequest,
  expected: number,
  { steps, warnings }: { steps: number; warnings: string[] },
): Promise<PlacementReport> {
  const state = await readState(context, { sequenceGuid, within: () => [] });
  const standing = await readStanding(context, state.sequence);
  const score = standing.find(({ placed }) => placed.jobId === jobId);
  if (!score) throw gone();
  const markerCount = ownMarkers(state.placedMarkers, 'score', partsOf(score)).length;
  const missing =
    markerCount === expected ? [] : [`Premiere has ${markerCount} of ${expected} beat markers.`];
  return {
    placed: { ...score.placed, markerCount },
    scores: standing.map(({ placed }) => placed),
    undoSteps: steps,
    warnings: [...warnings, ...missing],
  };
}

/** Beats of a sound that is not a score: markers of another kind, replaced where the new ones lie. */
export async function markBeats(
  context: PremiereContext,
  request: BeatMarks,
  signal: AbortSignal,
): Promise<{ markerCount: number }> {
  const { sequenceGuid, markers: choice } = request;
  const beats = joinBeats(request.beatsTicks.map(BigInt), request.downbeatsTicks.map(BigInt));
  const hull = hullOf(beats.map(({ ticks }) => ticks));
  const marks = hull ? chooseMarks(beats, choice, hull) : [];
  const within = hull ? [hull] : [];
  let before: ReadonlySet<string> = new Set();
  await commit(context, 'FrameScore: mark beats', signal, async () => {
    const state = await readState(context, { sequenceGuid, within: () => [] });
    const exchange = exchangeMarkers(context, state, 'beats', within, marks);
    before = exchange.staying;
    return { project: state.project, factories: exchange.factories };
  });
  const fresh = { sequenceGuid, kind: 'beats', choice, marks, before } as const;
  await finishMarkers(context, fresh, NEVER_CANCELLED);
  const read = () => readState(context, { sequenceGuid, within: () => [] });
  const state = await steadily(context, NEVER_CANCELLED, read);
  return { markerCount: ownMarkers(state.placedMarkers, 'beats', within).length };
}

function hullOf(ticks: bigint[]): Range | null {
  if (ticks.length === 0) return null;
  const sorted = [...ticks].sort((a, b) => (a < b ? -1 : 1));
  return { startTicks: sorted[0] ?? 0n, endTicks: (sorted.at(-1) ?? 0n) + 1n };
}
