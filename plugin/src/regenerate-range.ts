// What "Regenerate selected range" does: only the marked part of the score that stands there is composed anew.
import { ScoreError } from '@framescore/contract';
import { NEVER_CANCELLED, checkCancelled } from './cancel-signal.js';
import { placeWhenDone, type GeneratedScore, type ScoreChoices } from './generate-score.js';
import type { PanelPorts, PanelRun } from './ports.js';
import { isInsidePart } from './score-view.js';

export type RangeChoices = { intensity: number; seed: number } & Pick<ScoreChoices, 'markers' | 'onDone'>;

export async function regenerateRange(
  { intensity, seed, ...placing }: RangeChoices,
  ports: PanelPorts,
  run: PanelRun,
): Promise<GeneratedScore> {
  run.report({ step: 'reading' });
  // Read again: in and out may have moved since the panel last looked.
  const { placed, range } = await ports.timeline.readRange(run.signal);
  checkCancelled(run.signal);
  if (!placed || !isInsidePart(range, placed)) {
    throw new ScoreError('range-invalid', 'Set in and out inside the score that stands on the timeline.');
  }
  const { jobId: baseJobId, take, version, settings } = placed;
  const request = { jobId: baseJobId, take, version, range, controls: { intensity, seed } };
  // Not to be cut short, as in generateScore.
  const { jobId } = await ports.host.request('regenerate', request, NEVER_CANCELLED);
  return placeWhenDone(jobId, { settings, ...placing }, ports, run);
}
