// Takes the clips, markers and settings of one score off a sequence; everything else on it stays.
import type { PanelPorts, PanelRun, PlacedScore, ScoreOnSequence } from './ports.js';

export async function removeScore(
  score: ScoreOnSequence,
  { timeline }: PanelPorts,
  run: PanelRun,
): Promise<PlacedScore[]> {
  run.report({ step: 'placing' });
  return timeline.removeScore(score, run.signal);
}
