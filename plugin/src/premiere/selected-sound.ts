// The selected clip with sound, for "Mark beats": where it lies and what it plays. Null when none is selected.
import type { ProjectItem } from '@adobe/premierepro';
import type { SelectedSound } from '../ports.js';
import { MediaFactsCache } from './media-facts.js';
import type { PremiereContext } from './modules.js';
import type { OpenSequence } from './open-sequence.js';
import { selectedClips } from './read-range.js';
import { ticksOf } from './ticks.js';
import type { ClipHandle } from './track-items.js';

export async function readSelectedSound(
  context: PremiereContext,
  open: OpenSequence,
): Promise<SelectedSound | null> {
  const media = new MediaFactsCache(context);
  const audioType = String(context.ppro.Constants.MediaType.AUDIO);
  for (const clip of await selectedClips(context, open.sequence)) {
    if ((await clip.getMediaType()).toString() !== audioType) continue;
    const item = (await clip.getProjectItem()) as ProjectItem | null;
    const facts = item && (await media.of(item));
    if (facts?.path && !facts.isOffline) return describe(clip, open.guid, facts.path);
  }
  return null;
}

async function describe(clip: ClipHandle, sequenceGuid: string, mediaPath: string): Promise<SelectedSound> {
  const [name, start, end, inPoint, outPoint, speed] = await Promise.all([
    clip.getName(),
    clip.getStartTime(),
    clip.getEndTime(),
    clip.getInPoint(),
    clip.getOutPoint(),
    clip.getSpeed(),
  ]);
  return {
    sequenceGuid,
    name,
    mediaPath,
    clipRange: { startTicks: ticksOf(start).toString(), endTicks: ticksOf(end).toString() },
    sourceRange: { startTicks: ticksOf(inPoint).toString(), endTicks: ticksOf(outPoint).toString() },
    speed,
  };
}
