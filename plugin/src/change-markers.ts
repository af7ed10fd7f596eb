// Sets, thins, colours or removes the beat markers of the score that stands there.
import type { MarkerChoice, PanelPorts, PanelRun, PlacementReport } from './ports.js';
import type { TakeEntry } from './score-view.js';

export async function changeMarkers(
  { sequenceGuid, entry, markers }: { sequenceGuid: string; entry: TakeEntry; markers: MarkerChoice },
  { timeline }: PanelPorts,
  run: PanelRun,
): Promise<PlacementReport> {
  run.report({ step: 'placing' });
  const { jobId, take, scoreRange } = entry;
  return timeline.setMarkers({ sequenceGuid, jobId, take, scoreRange, markers }, run.signal);
}
