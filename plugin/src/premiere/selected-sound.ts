// The selected clip with sound, for "Mark beats": where it lies and what it plays. Null when none is selected.
import type { ProjectItem, Sequence } from '@adobe/premierepro';
import { ScoreError } from '@framescore/contract';
import type { SelectedSound } from '../ports.js';
import { attempt } from './attempt.js';
import { MediaFactsCache } from './media-facts.js';
import type { PremiereContext } from './modules.js';
import type { OpenSequence } from './open-sequence.js';
import { isStale, nativeMessage } from './problems.js';
import { selectedClips } from './read-range.js';
import { ticksOf } from './ticks.js';
import type { ClipHandle } from './track-items.js';

export async function readSelectedSound(
  context: PremiereContext,
  open: OpenSequence,
): Promise<SelectedSound | null> {
  const media = new MediaFactsCache(context);
  const isSound = await soundTest(context, open.sequence);
  for (const clip of await selectedClips(context, open.sequence)) {
    if (!(await isSound(clip))) continue;
    const item = await context.pace.call(() => clip.getProjectItem() as Promise<ProjectItem | null>);
    const facts = item && (await media.of(item));
    if (facts?.path && !facts.isOffline) return describe(context, clip, open.guid, facts.path);
  }
  return null;
}

/** By the type that an audio track has: the constant for it is a text in some builds and an object in others. */
async function soundTest(
  { pace }: PremiereContext,
  sequence: Sequence,
): Promise<(clip: ClipHandle) => Promise<boolean>> {
  const audioType = await attempt(async () => {
    const track = await sequence.getAudioTrack(0);
    return (await track.getMediaType()).toString();
  }, null);
  return async (clip) => (await pace.call(() => clip.getMediaType())).toString() === audioType;
}

/** Throws clip-unreadable: this one clip is what was asked for. */
async function describe(
  { pace }: PremiereContext,
  clip: ClipHandle,
  sequenceGuid: string,
  mediaPath: string,
): Promise<SelectedSound> {
  try {
    const [name, start, end, inPoint, outPoint, speed] = await Promise.all([
      pace.call(() => clip.getName()),
      pace.call(() => clip.getStartTime()),
      pace.call(() => clip.getEndTime()),
      pace.call(() => clip.getInPoint()),
      pace.call(() => clip.getOutPoint()),
      pace.call(() => clip.getSpeed()),
    ]);
    return {
      sequenceGuid,
      name,
      mediaPath,
      clipRange: { startTicks: ticksOf(start).toString(), endTicks: ticksOf(end).toString() },
      sourceRange: { startTicks: ticksOf(inPoint).toString(), endTicks: ticksOf(outPoint).toString() },
      speed,
    };
  } catch (error) {
    if (isStale(error)) throw error;
    const detail = `Select another clip, or replace this one. Premiere says: ${nativeMessage(error)}`;
    throw new ScoreError('clip-unreadable', detail, { cause: error });
  }
}
