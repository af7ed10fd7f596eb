// Puts another take, or an earlier version of one, where the score stands. Nothing is composed, and no other score goes that the person did not agree to.
import type { MarkerChoice, PanelPorts, PanelRun, PlacementReport, ReplacedScore } from './ports.js';
import type { TakeEntry } from './score-view.js';

export type TakeChoice = {
  sequenceGuid: string;
  entry: TakeEntry;
  markers: MarkerChoice;
  settings: string;
  /** Jobs of the other scores that the person agreed to replace. */
  mayReplace: string[];
};

/** `replaced`: what of other scores it would take the place of, and nothing was changed. */
export type SwitchedTake =
  { report: PlacementReport; replaced: null } | { report: null; replaced: ReplacedScore[] };

export async function switchTake(
  { sequenceGuid, entry, markers, settings, mayReplace }: TakeChoice,
  { timeline }: PanelPorts,
  run: PanelRun,
): Promise<SwitchedTake> {
  run.report({ step: 'placing' });
  const { jobId, scoreRange } = entry;
  const replaced = await timeline.readReplaced({ sequenceGuid, jobId, scoreRange }, run.signal);
  if (replaced.some((one) => !mayReplace.includes(one.jobId))) return { report: null, replaced };
  // The whole WAV, also of a version that was made by regenerating a range: every earlier one can stand there before it.
  const take = { ...entry.take, rangeWavPath: null, range: scoreRange };
  const placement = { sequenceGuid, jobId, take, scoreRange, markers, settings, mayReplace };
  return { report: await timeline.placeScore(placement, run.signal), replaced: null };
}
