// Takes our clips, markers and settings off a sequence; everything else on it stays.
import type { PanelPorts, PanelRun } from './ports.js';

export async function removeScore(
  sequenceGuid: string,
  { timeline }: PanelPorts,
  run: PanelRun,
): Promise<void> {
  run.report({ step: 'placing' });
  await timeline.removeScore(sequenceGuid, run.signal);
}
