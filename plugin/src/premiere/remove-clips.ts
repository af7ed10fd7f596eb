// Removing track items: Premiere takes only a live selection, so the user's own is borrowed and given back (1.10, F21).
import type { Sequence, TrackItemSelection } from '@adobe/premierepro';
import { attempt } from './attempt.js';
import type { PremiereContext } from './modules.js';
import { readAudioClips, trackFacts, type AudioClip } from './own-clips.js';
import { NEVER_CANCELLED, throwOwnFault } from './problems.js';
import { steadily } from './read-again.js';
import { selectedClips } from './read-range.js';
import { ticksIfAny } from './ticks.js';
import { audioTracks, clipsOf, videoTracks } from './track-items.js';
import type { ActionFactory } from './transact.js';

/** Enough to find an item again after a commit. */
type ItemKey = string;

export async function rememberSelection(context: PremiereContext, sequence: Sequence): Promise<ItemKey[]> {
  const { pace } = context;
  const clips = await selectedClips(context, sequence);
  const keys = await Promise.all(
    clips.map((clip) =>
      attempt(async () => {
        const [mediaType, trackIndex, start] = await Promise.all([
          pace.call(() => clip.getMediaType()),
          pace.call(() => clip.getTrackIndex()),
          pace.call(() => clip.getStartTime()),
        ]);
        return `${mediaType.toString()}|${trackIndex}|${start.ticks}`;
      }, null),
    ),
  );
  return keys.filter((key) => key !== null);
}

/** Gives the user's selection back, also after a cancel. A comfort: what cannot be selected any more is left out, and no failure hides what was done. */
export async function restoreSelection(
  context: PremiereContext,
  sequenceOf: () => Promise<Sequence>,
  keys: ItemKey[],
): Promise<void> {
  try {
    await steadily(context, NEVER_CANCELLED, async () => select(context, await sequenceOf(), keys));
  } catch (error) {
    throwOwnFault(error);
  }
}

async function select(context: PremiereContext, sequence: Sequence, keys: ItemKey[]): Promise<void> {
  const { pace, ppro } = context;
  const wanted = new Set(keys);
  await sequence.clearSelection();
  if (keys.length === 0) return;
  const selection = await sequence.getSelection();
  for (const track of [...(await videoTracks(sequence)), ...(await audioTracks(sequence))]) {
    const [mediaType, trackIndex] = await Promise.all([track.getMediaType(), track.getIndex()]);
    const prefix = `${mediaType.toString()}|${trackIndex}|`;
    if (!keys.some((key) => key.startsWith(prefix))) continue;
    const clips = clipsOf(ppro, track);
    const starts = await Promise.all(
      clips.map((clip) => attempt(() => pace.call(async () => ticksIfAny(await clip.getStartTime())), null)),
    );
    for (const [index, clip] of clips.entries()) {
      const start = starts[index];
      if (start !== null && start !== undefined && wanted.has(`${prefix}${start}`))
        selection.addItem(clip, true);
    }
  }
  // A Promise before 26.3, a boolean since.
  await Promise.resolve(sequence.setSelection(selection));
}

/** One action that removes these clips and leaves gaps; none when there is nothing to remove. */
export async function removeClipActions(
  context: PremiereContext,
  sequence: Sequence,
  doomed: AudioClip[],
): Promise<ActionFactory[]> {
  if (doomed.length === 0) return [];
  await sequence.clearSelection();
  const selection = await sequence.getSelection();
  await selectAgain(context, sequence, selection, doomed);
  const editor = context.ppro.SequenceEditor.getEditor(sequence);
  const { AUDIO } = context.ppro.Constants.MediaType;
  return [() => editor.createRemoveItemsAction(selection, false, AUDIO, false)];
}

/** Clearing the selection may have made older handles stale, so the clips are listed again. */
async function selectAgain(
  context: PremiereContext,
  sequence: Sequence,
  selection: TrackItemSelection,
  doomed: AudioClip[],
): Promise<void> {
  const indexes = new Set(doomed.map(({ trackIndex }) => trackIndex));
  const tracks = (await trackFacts(sequence)).filter(({ index }) => indexes.has(index));
  const places = new Set(doomed.map(placeOf));
  const clips = await readAudioClips(context, tracks, [], doomed);
  for (const clip of clips.filter((one) => places.has(placeOf(one)))) selection.addItem(clip.handle, true);
}

function placeOf(clip: AudioClip): string {
  return `${clip.trackIndex}|${clip.startTicks}|${clip.itemId}`;
}
