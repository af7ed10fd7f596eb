// Tracks and their items (F14, F19, F30, F31).
import type { AudioClipTrackItem, AudioTrack, VideoClipTrackItem, VideoTrack } from '@adobe/premierepro';
import { constant } from './constants.js';
import { putItem } from './edits.js';
import { makeChain } from './levels.js';
import type { ActionBody } from './locks.js';
import {
  findTrackItem,
  withSequence,
  withTrack,
  withTrackItem,
  type ItemLocation,
  type TrackItemState,
  type TrackState,
} from './model.js';
import { FakeApiError, native, type HandleOptions, type Implementation } from './native.js';
import { makeProjectItem } from './project-items.js';
import { makeGuid, makeTime, ticksOf } from './time.js';
import { roundToFrame } from './ticks.js';
import type { FakeWorld } from './world.js';

type Place = { projectGuid: string; sequenceGuid: string };

export function makeVideoTrack(
  world: FakeWorld,
  projectGuid: string,
  sequenceGuid: string,
  id: number,
): VideoTrack {
  const place = { projectGuid, sequenceGuid };
  const members = {
    ...trackMembers(world, place, 'video', id),
    getTrackItems: (type, includeEmpty) => listItems(world, place, 'video', id, Number(type), includeEmpty),
  } satisfies Implementation<VideoTrack>;
  return native<VideoTrack>(
    world,
    'VideoTrack',
    withTrackProperties(world, place, 'video', id, members),
    trackOptions(place, id),
  );
}

export function makeAudioTrack(
  world: FakeWorld,
  projectGuid: string,
  sequenceGuid: string,
  id: number,
): AudioTrack {
  const place = { projectGuid, sequenceGuid };
  const members = {
    ...trackMembers(world, place, 'audio', id),
    getTrackItems: (type, includeEmpty) => listItems(world, place, 'audio', id, Number(type), includeEmpty),
  } satisfies Implementation<AudioTrack>;
  return native<AudioTrack>(
    world,
    'AudioTrack',
    withTrackProperties(world, place, 'audio', id, members),
    trackOptions(place, id),
  );
}

function trackOptions(place: Place, id: number): HandleOptions {
  return { kind: 'container', id: String(id), projectGuid: place.projectGuid };
}

function trackState(
  world: FakeWorld,
  place: Place,
  media: 'video' | 'audio',
  id: number,
): TrackState & { index: number } {
  const tracks = world.sequence(place.projectGuid, place.sequenceGuid)[media];
  const index = tracks.findIndex((track) => track.id === id);
  const found = tracks[index];
  if (!found) throw new Error('The script object is no longer valid.');
  return { ...found, index };
}

function withTrackProperties<T extends object>(
  world: FakeWorld,
  place: Place,
  media: 'video' | 'audio',
  id: number,
  members: T,
): T {
  return Object.defineProperties(members, {
    name: { enumerable: true, get: () => trackState(world, place, media, id).name },
    id: { enumerable: true, get: () => id },
  });
}

function trackMembers(world: FakeWorld, place: Place, media: 'video' | 'audio', id: number) {
  const change = (edit: (track: TrackState) => TrackState) => (sequence: Parameters<typeof withTrack>[0]) =>
    withTrack(
      sequence,
      media,
      sequence[media].findIndex((track) => track.id === id),
      edit,
    );
  return {
    isMuted: () => trackState(world, place, media, id).isMuted,
    setMute: (isMuted: boolean) => {
      const edit = change((track) => ({ ...track, isMuted }));
      world.mutate(place.projectGuid, (state) => withSequence(state, place.sequenceGuid, edit));
      return true;
    },
    getIndex: () => trackState(world, place, media, id).index,
    getMediaType: () => mediaGuid(world, media),
    createSetNameAction: (name: string): ActionBody => {
      const edit = change((track) => ({ ...track, name }));
      return (working) => withSequence(working, place.sequenceGuid, edit);
    },
  };
}

function mediaGuid(world: FakeWorld, media: 'video' | 'audio') {
  return makeGuid(world, String(constant('MediaType', media === 'video' ? 'VIDEO' : 'AUDIO')));
}

/** F14: nulls for all that is no clip, in the right number. */
function listItems(
  world: FakeWorld,
  place: Place,
  media: 'video' | 'audio',
  id: number,
  type: number,
  includeEmpty: boolean,
): (VideoClipTrackItem | AudioClipTrackItem | null)[] {
  const track = trackState(world, place, media, id);
  const types = { empty: constant('TrackItemType', 'EMPTY'), clip: constant('TrackItemType', 'CLIP') };
  if (type === constant('TrackItemType', 'TRANSITION')) return track.transitions.map(() => null);
  if (type !== types.clip) return track.items.map(() => null);
  let cursor = 0n;
  return track.items.flatMap((item) => {
    const gap = includeEmpty && item.start > cursor ? [null] : [];
    cursor = item.end;
    return [...gap, makeTrackItem(world, place, item)];
  });
}

export function makeTrackItem(
  world: FakeWorld,
  place: Place,
  item: TrackItemState,
): VideoClipTrackItem | AudioClipTrackItem {
  const { projectGuid, sequenceGuid } = place;
  const find = () => findTrackItem(world.sequence(projectGuid, sequenceGuid), item.id);
  const options: HandleOptions = {
    kind: 'item',
    id: item.id,
    projectGuid,
    exists: () => find() !== undefined,
  };
  const located = (): ItemLocation => {
    const found = find();
    if (!found) throw new Error('The script object is no longer valid.');
    return found;
  };
  const members = { ...itemReads(world, place, located), ...itemActions(world, place, located) };
  if (item.mediaType === 'video')
    return native<VideoClipTrackItem>(world, 'VideoClipTrackItem', members, options);
  return native<AudioClipTrackItem>(world, 'AudioClipTrackItem', members, options);
}

function itemReads(world: FakeWorld, place: Place, located: () => ItemLocation) {
  const state = () => located().item;
  return {
    getName: () => state().name,
    getMatchName: () => (state().itemId === null ? 'AE.ADBE Text' : ''),
    getStartTime: () => makeTime(world, state().start),
    getEndTime: () => makeTime(world, state().end),
    getInPoint: () => makeTime(world, state().in),
    getOutPoint: () => makeTime(world, state().out),
    getDuration: () => makeTime(world, state().end - state().start),
    getSpeed: () => state().speed,
    isSpeedReversed: () => (state().isReversed ? 1 : 0),
    isDisabled: () => state().isDisabled,
    isAdjustmentLayer: () => state().isAdjustment,
    getIsSelected: () =>
      world.project(place.projectGuid).selection.get(place.sequenceGuid)?.has(state().id) ?? false,
    getProjectItem: () => {
      const { itemId } = state();
      return itemId === null ? null : makeProjectItem(world, place.projectGuid, itemId);
    },
    getMediaType: () => mediaGuid(world, state().mediaType),
    getTrackIndex: () => located().trackIndex,
    getType: () => Number(constant('TrackItemType', 'CLIP')),
    getComponentChain: () => makeChain(world, place, located),
  } satisfies Implementation<Omit<AudioClipTrackItem, 'getProjectItem'>> & { getProjectItem: () => unknown };
}

function itemActions(world: FakeWorld, place: Place, located: () => ItemLocation) {
  const edit = (change: (item: TrackItemState) => TrackItemState): ActionBody => {
    const { id } = located().item;
    return (working) => withTrackItem(working, place.sequenceGuid, id, change);
  };
  return {
    createMoveAction: (delta: Parameters<AudioClipTrackItem['createMoveAction']>[0]) =>
      moveAction(world, place, located(), ticksOf(delta)),
    createSetDisabledAction: (isDisabled: boolean) => edit((item) => ({ ...item, isDisabled })),
    createSetNameAction: (name: string) => edit((item) => ({ ...item, name })),
    createSetStartAction: (time: Parameters<AudioClipTrackItem['createMoveAction']>[0]) =>
      edit((item) => ({ ...item, start: ticksOf(time) })),
    createSetInPointAction: (time: Parameters<AudioClipTrackItem['createMoveAction']>[0]) =>
      edit((item) => ({ ...item, in: ticksOf(time) })),
    createSetOutPointAction: (time: Parameters<AudioClipTrackItem['createMoveAction']>[0]) =>
      edit((item) => ({ ...item, out: ticksOf(time) })),
    // Reported broken (1.3).
    createSetEndAction: () => {
      throw new Error('The script object is no longer valid.');
    },
    createAddVideoTransitionAction: () => {
      throw new FakeApiError('the fake adds no transitions');
    },
  };
}

/** F19: relative to where the item was when the transaction began; linked partners stay. */
function moveAction(world: FakeWorld, place: Place, location: ItemLocation, delta: bigint): ActionBody {
  const { item, media, trackIndex } = location;
  const { ticksPerFrame } = world.sequence(place.projectGuid, place.sequenceGuid);
  const start = media === 'video' ? roundToFrame(item.start + delta, ticksPerFrame) : item.start + delta;
  return (working) =>
    withSequence(working, place.sequenceGuid, (sequence) =>
      withTrack(sequence, media, trackIndex, (track) => {
        const rest = { ...track, items: track.items.filter((one) => one.id !== item.id) };
        const moved = { ...item, start, end: start + (item.end - item.start) };
        return putItem(rest, moved, () => world.newId('clip'));
      }),
    );
}
