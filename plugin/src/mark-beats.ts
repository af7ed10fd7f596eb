// "Mark beats": markers at the beats of any sound clip that is selected on the timeline.
import { ScoreError } from '@framescore/contract';
import { checkCancelled } from './cancel-signal.js';
import type { MarkerChoice, PanelPorts, PanelRun, SelectedSound } from './ports.js';

export type MarkedBeats = { name: string; markerCount: number; tempoBpm: number | null };

export async function markBeats(
  markers: MarkerChoice,
  { timeline, host }: PanelPorts,
  run: PanelRun,
): Promise<MarkedBeats> {
  run.report({ step: 'reading' });
  const sound = await timeline.readSelectedSound(run.signal);
  checkCancelled(run.signal);
  if (!sound) throw new ScoreError('media-no-audio', 'Select one clip with sound on the timeline first.');
  run.report({ step: 'listening' });
  const request = { mediaPath: sound.mediaPath, rangeTicks: sound.sourceRange };
  const { tempoBpm, beatsTicks, downbeatsTicks } = await host.request('beats', request, run.signal);
  checkCancelled(run.signal);
  run.report({ step: 'placing' });
  const { markerCount } = await timeline.markBeats(
    {
      sequenceGuid: sound.sequenceGuid,
      beatsTicks: onTimeline(beatsTicks, sound),
      downbeatsTicks: onTimeline(downbeatsTicks, sound),
      markers: { ...markers, isOn: true },
    },
    run.signal,
  );
  return { name: sound.name, markerCount, tempoBpm };
}

/** Times of the source where they are heard on the timeline; what the clip does not play is left out. */
export function onTimeline(sourceTicks: readonly string[], sound: SelectedSound): string[] {
  const sourceStart = BigInt(sound.sourceRange.startTicks);
  const clipStart = BigInt(sound.clipRange.startTicks);
  const clipEnd = BigInt(sound.clipRange.endTicks);
  return sourceTicks
    .map((ticks) => clipStart + slowed(BigInt(ticks) - sourceStart, sound.speed))
    .filter((ticks) => ticks >= clipStart && ticks < clipEnd)
    .map(String);
}

/** At twice the speed half as much time passes; a double holds ten hours of ticks exactly. */
function slowed(ticks: bigint, speed: number): bigint {
  return speed === 1 ? ticks : BigInt(Math.round(Number(ticks) / speed));
}
