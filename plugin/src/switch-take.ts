// Puts another take, or an earlier version of one, where the score stands. Nothing is composed, nothing is lost.
import type { MarkerChoice, PanelPorts, PanelRun, PlacementReport } from './ports.js';
import type { TakeEntry } from './score-view.js';

export type TakeChoice = { sequenceGuid: string; entry: TakeEntry; markers: MarkerChoice; settings: string };

export async function switchTake(
  { sequenceGuid, entry, markers, settings }: TakeChoice,
  { timeline }: PanelPorts,
  run: PanelRun,
): Promise<PlacementReport> {
  run.report({ step: 'placing' });
  const { jobId, scoreRange } = entry;
  // The whole WAV, also of a version that was made by regenerating a range: every earlier one can stand there before it.
  const take = { ...entry.take, rangeWavPath: null, range: scoreRange };
  return timeline.placeScore({ sequenceGuid, jobId, take, scoreRange, markers, settings }, run.signal);
}
