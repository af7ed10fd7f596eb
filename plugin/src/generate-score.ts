// What "Generate score" does: read the timeline, have a score composed, put the best take where the picture is.
// Knows no Premiere object and no socket.
import { ScoreError, type ScoreControls, type ScoreJob } from '@framescore/contract';
import { NEVER_CANCELLED, checkCancelled } from './cancel-signal.js';
import { writeSettings } from './controls.js';
import { followJob } from './follow-job.js';
import type { MarkerChoice, PanelPorts, PanelRun, PlacementReport } from './ports.js';

/** Markers are read when they are set: they may be chosen anew while the music is composed. */
export type ScoreChoices = {
  controls: ScoreControls;
  takeCount: number;
  asRendered: boolean;
  markers: () => MarkerChoice;
};
export type GeneratedScore = { job: ScoreJob; report: PlacementReport };

export async function generateScore(
  { controls, takeCount, asRendered, markers }: ScoreChoices,
  ports: PanelPorts,
  run: PanelRun,
): Promise<GeneratedScore> {
  run.report({ step: 'reading' });
  const { summary, snapshot, warnings } = await ports.timeline.readTimeline(run.signal, asRendered);
  checkCancelled(run.signal);
  const request = { timeline: snapshot, range: summary.range, controls, variations: takeCount };
  // Not to be cut short: a job whose id nobody knows could not be cancelled. What follows ends it at once.
  const { jobId } = await ports.host.request('compose', request, NEVER_CANCELLED);
  const score = await placeWhenDone(jobId, { settings: writeSettings(controls), markers }, ports, run);
  return { ...score, report: { ...score.report, warnings: [...warnings, ...score.report.warnings] } };
}

/**
 * Follows a running job and places its best take on the sequence it was asked for, whichever is open by then.
 * Without `settings` (the panel was reloaded meanwhile) those are remembered that the host was asked with.
 */
export async function placeWhenDone(
  jobId: string,
  { settings, markers }: { settings?: string; markers: () => MarkerChoice },
  ports: PanelPorts,
  run: PanelRun,
): Promise<GeneratedScore> {
  const job = await followJob(jobId, ports.host, run);
  checkCancelled(run.signal);
  const [take] = job.takes;
  if (!take) throw new ScoreError('internal', 'The host sent no take. Generate the score again.');
  run.report({ step: 'placing' });
  const placement = {
    sequenceGuid: job.sequenceGuid,
    jobId: job.baseJobId ?? job.jobId,
    take,
    scoreRange: job.range,
    markers: markers(),
    settings: settings ?? writeSettings(take.result.request.controls),
  };
  const report = await ports.timeline.placeScore(placement, run.signal);
  return { job, report };
}
