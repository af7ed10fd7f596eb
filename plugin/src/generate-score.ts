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
} & Placing;

/** What placing needs beside the job. */
type Placing = {
  markers: () => MarkerChoice;
  /** Told of the finished job before it is placed: what Premiere refuses then is not lost. */
  onDone?: (done: DoneJob) => void;
};
/** `settings`: as they are to be remembered; absent: those that the host was asked with. */
export type DoneJob = { job: ScoreJob; settings?: string | undefined };
export type GeneratedScore = { job: ScoreJob; report: PlacementReport };

export async function generateScore(
  { controls, takeCount, asRendered, ...placing }: ScoreChoices,
  ports: PanelPorts,
  run: PanelRun,
): Promise<GeneratedScore> {
  run.report({ step: 'reading' });
  const { summary, snapshot, warnings } = await ports.timeline.readTimeline(run.signal, asRendered);
  checkCancelled(run.signal);
  const request = { timeline: snapshot, range: summary.range, controls, variations: takeCount };
  // Not to be cut short: a job whose id nobody knows could not be cancelled. What follows ends it at once.
  const { jobId } = await ports.host.request('compose', request, NEVER_CANCELLED);
  const score = await placeWhenDone(jobId, { settings: writeSettings(controls), ...placing }, ports, run);
  return { ...score, report: { ...score.report, warnings: [...warnings, ...score.report.warnings] } };
}

/**
 * Follows a running job and places its best take on the sequence it was asked for, whichever is open by then.
 * Without `settings` (the panel was reloaded meanwhile) those are remembered that the host was asked with.
 */
export async function placeWhenDone(
  jobId: string,
  { settings, markers, onDone }: Placing & { settings?: string },
  ports: PanelPorts,
  run: PanelRun,
): Promise<GeneratedScore> {
  const job = await followJob(jobId, ports.host, run);
  onDone?.({ job, settings });
  return placeJob({ job, settings }, markers, ports, run);
}

/** Places the best take of a finished job. */
export async function placeJob(
  { job, settings }: DoneJob,
  markers: () => MarkerChoice,
  ports: PanelPorts,
  run: PanelRun,
): Promise<GeneratedScore> {
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
    // A part lies inside its score: nobody was told that another one might go.
    ...(job.kind === 'regenerate' ? { mayReplace: [] } : {}),
  };
  const report = await ports.timeline.placeScore(placement, run.signal);
  return { job, report };
}
