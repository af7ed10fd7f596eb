// Puts a take on the timeline: import, room, one transaction for clip, markers and record, read back, finish the markers (premiere-facts section 10).
import type { Placement, PlacementReport } from '../ports.js';
import { attempt } from './attempt.js';
import { finishMarkers } from './finish-markers.js';
import { importMedia } from './import-media.js';
import { landElsewhere, landed, readLanding } from './land-clip.js';
import { makeRoom } from './make-room.js';
import { ownMarkers } from './markers.js';
import type { PremiereContext } from './modules.js';
import { openSequence } from './open-sequence.js';
import { NEVER_CANCELLED, throwOwnFault } from './problems.js';
import { placeClip, planAnew } from './place-clip.js';
import type { PlacementPlan } from './placement-plan.js';
import { intersects } from './ranges.js';
import { partsOf } from './score-ranges.js';
import { steadily } from './read-again.js';
import { fitMarks } from './source-marks.js';
import { readStanding } from './standing-scores.js';
import type { OwnSource } from './stored-scores.js';
import { ownerOf } from './whose-music.js';

export async function placeScore(
  context: PremiereContext,
  placement: Placement,
  signal: AbortSignal,
): Promise<PlacementReport> {
  const { sequenceGuid } = placement;
  const { state, plan: first } = await steadily(context, signal, () => planAnew(context, placement, [], []));
  const projectOf = async () => (await openSequence(context, sequenceGuid)).project;
  const itemId = await steadily(context, signal, () =>
    importMedia(context, { projectOf, path: first.path }, signal),
  );
  const source = { itemId, path: first.path };
  const { ticksPerFrame } = state.facts;
  const room = { source, pieces: first.pieces, ticksPerFrame };
  const roomSteps = await makeRoom(context, placement, room, signal);
  const begun = roomSteps > 0 ? NEVER_CANCELLED : signal;
  const marks = await fitMarks(context, projectOf, itemId, { ...first.range, ticksPerFrame }, begun);
  const placed = await placeClip(context, placement, source, begun);
  const landing = await landElsewhere(context, placement, source, placed, NEVER_CANCELLED);
  const { plan, before } = placed;
  const fresh = {
    sequenceGuid,
    kind: 'score',
    choice: placement.markers,
    marks: plan.marks,
    before,
  } as const;
  const finish = await finishMarkers(context, fresh, NEVER_CANCELLED);
  const undoSteps = roomSteps + marks.steps + placed.steps + landing.steps + finish.steps;
  const warnings = [...marks.warnings, ...landing.warnings, ...finish.warnings];
  const done = { plan, undoSteps, warnings };
  const read = () => steadily(context, NEVER_CANCELLED, () => report(context, placement, source, done));
  return (await attempt(read, null, throwOwnFault)) ?? unreadReport(placement, done);
}

/** What was asked for, where Premiere does not say what came of it. */
function unreadReport(placement: Placement, { undoSteps, warnings }: Done): PlacementReport {
  const placed = placedOf(placement);
  const unread = 'Premiere did not say what it has of the score: look at the timeline.';
  return { placed, scores: [placed], undoSteps, warnings: [...warnings, unread] };
}

type Done = { plan: PlacementPlan; undoSteps: number; warnings: string[] };

/** Nothing is believed that was not read back (R9). */
async function report(
  context: PremiereContext,
  placement: Placement,
  source: OwnSource,
  { plan, undoSteps, warnings }: Done,
): Promise<PlacementReport> {
  const state = await readLanding(context, placement.sequenceGuid, source, plan.range);
  const standing = await readStanding(context, state.sequence);
  const clip = landed(state, source.itemId, plan.range);
  const score = standing.find(({ placed }) => placed.jobId === placement.jobId);
  const inRange = ownMarkers(state.placedMarkers, 'score', plan.markerRanges).length;
  const found = [...warnings];
  if (inRange !== plan.marks.length) {
    found.push(`Premiere has ${inRange} of ${plan.marks.length} beat markers.`);
  }
  if (clip && clip.endTicks < plan.range.endTicks) {
    const frames = (plan.range.endTicks - clip.endTicks) / state.facts.ticksPerFrame;
    found.push(`The clip on the timeline ends ${frames} frame(s) before the range does.`);
  }
  const old = state.clips.find(
    (one) => ownerOf(one, standing) && one.trackIndex !== clip?.trackIndex && intersects(one, plan.range),
  );
  if (old) found.push(`Older music still lies on “${old.trackName}”: unlock that track and remove it.`);
  if (!score) found.push('The settings were not kept with the sequence.');
  const markerRanges = score ? partsOf(score) : plan.markerRanges;
  const markerCount = ownMarkers(state.placedMarkers, 'score', markerRanges).length;
  const stored = score?.placed ?? placedOf(placement);
  return {
    placed: { ...stored, trackName: clip?.trackName ?? stored.trackName, markerCount },
    scores: standing.map(({ placed }) => placed),
    undoSteps,
    warnings: found,
  };
}

function placedOf({ jobId, take, scoreRange, markers, settings }: Placement): PlacementReport['placed'] {
  const { take: number, version } = take;
  const parts = [scoreRange];
  return {
    jobId,
    take: number,
    version,
    range: scoreRange,
    parts,
    trackName: '',
    markers,
    markerCount: 0,
    settings,
  };
}
