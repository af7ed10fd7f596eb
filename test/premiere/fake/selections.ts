// F21: the live selection, and the empty one that profiles treat differently.
import type { AudioClipTrackItem, TrackItemSelection, VideoClipTrackItem } from '@adobe/premierepro';
import { findTrackItem } from './model.js';
import { metaOf, native, STALE, type Implementation } from './native.js';
import { makeTrackItem } from './tracks.js';
import type { FakeWorld } from './world.js';

const contents = new WeakMap<object, () => Set<string>>();

/** Ids of the track items in a selection. */
export function selectionIds(selection: object): Set<string> {
  return contents.get(selection)?.() ?? new Set();
}

/** `own` holds the ids of a selection that is not the user's; null stands for the user's. */
export function makeSelection(
  world: FakeWorld,
  projectGuid: string,
  sequenceGuid: string,
  own: Set<string> | null,
  isUsable: () => boolean = () => true,
): TrackItemSelection {
  const record = world.project(projectGuid);
  const ids = (): Set<string> => {
    if (own) return own;
    const selected = record.selection.get(sequenceGuid) ?? new Set<string>();
    record.selection.set(sequenceGuid, selected);
    return selected;
  };
  const guard = <T>(run: () => T): T => {
    if (!isUsable()) throw new Error(STALE);
    return run();
  };
  const members = {
    addItem: (item) => guard(() => ids().add(metaOf(item)?.id ?? '') !== undefined),
    removeItem: (item) => guard(() => ids().delete(metaOf(item)?.id ?? '')),
    getTrackItems: () => guard(() => listSelected(world, projectGuid, sequenceGuid, ids())),
  } satisfies Implementation<TrackItemSelection>;
  const options = { kind: 'item', id: sequenceGuid, projectGuid } as const;
  const selection = native<TrackItemSelection>(world, 'TrackItemSelection', members, options);
  contents.set(selection, ids);
  return selection;
}

function listSelected(
  world: FakeWorld,
  projectGuid: string,
  sequenceGuid: string,
  ids: Set<string>,
): (VideoClipTrackItem | AudioClipTrackItem)[] {
  const sequence = world.sequence(projectGuid, sequenceGuid);
  const place = { projectGuid, sequenceGuid };
  return [...ids].flatMap((id) => {
    const location = findTrackItem(sequence, id);
    return location ? [makeTrackItem(world, place, location.item)] : [];
  });
}

export function selectionStatic(world: FakeWorld): object {
  return {
    createEmptySelection: (callback: (selection: TrackItemSelection) => void) => {
      const record = world.project(world.activeProjectGuid ?? '');
      let isInside = true;
      const rule = world.profile.emptySelection;
      const isUsable = () => rule === 'works' || (rule === 'inside-callback' && isInside);
      callback(makeSelection(world, record.guid, record.activeSequenceGuid ?? '', new Set(), isUsable));
      isInside = false;
      return true;
    },
  };
}
