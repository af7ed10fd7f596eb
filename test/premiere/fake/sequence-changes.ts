// Making and deleting sequences: not transactions, so no undo step stands for them.
import type { ProjectState, SequenceState } from './model.js';
import { emptyTrack } from './edits.js';
import { TICKS_PER_FRAME } from './ticks.js';
import type { FakeWorld } from './world.js';

export function addScratchSequence(world: FakeWorld, projectGuid: string, name: string): string {
  const guid = world.newId('sequence');
  const itemId = world.newId('item');
  const sequence: SequenceState = {
    guid,
    name,
    itemId,
    ticksPerFrame: TICKS_PER_FRAME['25'],
    isDropFrame: false,
    widthPx: 1920,
    heightPx: 1080,
    zeroPoint: 0n,
    inPoint: null,
    outPoint: null,
    playhead: 0n,
    video: [1, 2, 3].map((index) => emptyTrack(world.newNumber(), `Video ${index}`)),
    audio: [1, 2, 3].map((index) => emptyTrack(world.newNumber(), `Audio ${index}`)),
    markers: [],
    properties: {},
  };
  world.mutate(projectGuid, (state) => withNewSequence(state, sequence));
  world.userClicksSequence(guid, projectGuid);
  return guid;
}

export function withNewSequence(state: ProjectState, sequence: SequenceState): ProjectState {
  const item = {
    id: sequence.itemId,
    kind: 'clip' as const,
    name: sequence.name,
    parentId: 'root',
    media: null,
    sequenceGuid: sequence.guid,
    inMark: null,
    outMark: null,
    colorLabel: 0,
  };
  return {
    ...state,
    items: { ...state.items, [item.id]: item },
    sequences: { ...state.sequences, [sequence.guid]: sequence },
  };
}

/** Puts the whole of a media item at the start of the scratch sequence's first tracks. */
export function cloneOfMedia(
  world: FakeWorld,
  projectGuid: string,
  sequenceGuid: string,
  itemId: string,
): void {
  const media = world.project(projectGuid).state.items[itemId]?.media;
  if (!media) return;
  world.mutate(projectGuid, (state) => {
    const sequence = state.sequences[sequenceGuid];
    const [first, ...rest] = sequence?.[media.hasVideo ? 'video' : 'audio'] ?? [];
    if (!sequence || !first) return state;
    const item = {
      id: `${sequenceGuid}-clip`,
      name: 'Clip',
      mediaType: media.hasVideo ? ('video' as const) : ('audio' as const),
      itemId,
      start: 0n,
      end: media.durationTicks,
      in: 0n,
      out: media.durationTicks,
      speed: 1,
      isReversed: false,
      isDisabled: false,
      isAdjustment: false,
      linkGroup: null,
      level: { isTimeVarying: false, value: 0, keyframes: [] },
    };
    const tracks = [{ ...first, items: [item] }, ...rest];
    const changed = { ...sequence, [media.hasVideo ? 'video' : 'audio']: tracks };
    return { ...state, sequences: { ...state.sequences, [sequenceGuid]: changed } };
  });
}

export function deleteSequence(world: FakeWorld, projectGuid: string, guid: string): void {
  const record = world.project(projectGuid);
  world.mutate(projectGuid, (state) => {
    const { [guid]: deleted, ...sequences } = state.sequences;
    const items = Object.entries(state.items).filter(([id]) => id !== deleted?.itemId);
    return { ...state, sequences, items: Object.fromEntries(items) };
  });
  if (record.activeSequenceGuid === guid) record.activeSequenceGuid = null;
}
