// The sequence editor: overwrite, insert, remove, clone (F7, F17, F18, F20).
import type { ProjectItem, Sequence, SequenceEditor, TickTime } from '@adobe/premierepro';
import { emptyTrack, putItem, rippleSequence } from './edits.js';
import type { ActionBody, TransactionContext } from './locks.js';
import {
  findTrackItem,
  withSequence,
  withTrack,
  type ItemState,
  type SequenceState,
  type TrackItemState,
} from './model.js';
import { metaOf, native, type Implementation } from './native.js';
import { constant, mediaTypeText } from './constants.js';
import { itemState } from './project-items.js';
import { selectionIds } from './selections.js';
import { floorToFrame, roundToFrame } from './ticks.js';
import { ticksOf } from './time.js';
import { UNITY_LEVEL } from './levels.js';
import type { FakeWorld } from './world.js';

type Drop = {
  sequenceGuid: string;
  item: ItemState;
  start: bigint;
  /** Of the source: first tick that is used, and how many. */
  sourceIn: bigint;
  length: bigint;
  video: number;
  audio: number;
};

export function editorStatic(world: FakeWorld): object {
  return {
    getEditor: (sequence: Sequence) => {
      const meta = metaOf(sequence);
      return makeEditor(world, meta?.projectGuid ?? '', meta?.id ?? '');
    },
  };
}

function makeEditor(world: FakeWorld, projectGuid: string, guid: string): SequenceEditor {
  const drop = (item: ProjectItem, time: TickTime, video: number, audio: number): Drop =>
    planDrop(world, projectGuid, guid, item, ticksOf(time), video, audio);
  const members = {
    createOverwriteItemAction: (item, time, video, audio) => {
      const planned = drop(item, time, video, audio);
      return placeAction(world, planned, world.profile.overwriteCreatesTrack);
    },
    createInsertProjectItemAction: (item, time, video, audio, limitShift) => {
      const planned = drop(item, time, video, audio);
      return insertAction(world, planned, limitShift);
    },
    createRemoveItemsAction: (selection, ripple, mediaType) =>
      removeAction(world, projectGuid, guid, selectionIds(selection), ripple, mediaTypeText(mediaType)),
    createCloneTrackItemAction: () => {
      throw new Error('Invalid parameter.');
    },
  } satisfies Implementation<SequenceEditor>;
  const options = { kind: 'container', id: guid, projectGuid } as const;
  return native<SequenceEditor>(world, 'SequenceEditor', members, options);
}

/** Compiled against the state at the start of the transaction: marks set in the same compound do not count (F7). */
function planDrop(
  world: FakeWorld,
  projectGuid: string,
  guid: string,
  projectItem: ProjectItem,
  time: bigint,
  video: number,
  audio: number,
): Drop {
  const sequence = world.sequence(projectGuid, guid);
  const item = itemState(world, projectGuid, metaOf(projectItem)?.id ?? '');
  if (!item.media || time < 0n || audio < 0) throw new Error('Invalid parameter.');
  // F39
  if (sequence.audio[audio]?.isLocked && world.profile.lockedTrack === 'throws') {
    throw new Error('Invalid parameter.');
  }
  const sourceIn = item.inMark ?? 0n;
  const span = (item.outMark ?? item.media.durationTicks) - sourceIn;
  return {
    sequenceGuid: guid,
    item,
    start: roundToFrame(time, sequence.ticksPerFrame),
    sourceIn,
    length: floorToFrame(span, sequence.ticksPerFrame),
    video,
    audio,
  };
}

function piece(
  world: FakeWorld,
  drop: Drop,
  mediaType: 'video' | 'audio',
  linkGroup: string | null,
): TrackItemState {
  return {
    id: world.newId('clip'),
    name: drop.item.name,
    mediaType,
    itemId: drop.item.id,
    start: drop.start,
    end: drop.start + drop.length,
    in: drop.sourceIn,
    out: drop.sourceIn + drop.length,
    speed: 1,
    isReversed: false,
    isDisabled: false,
    isAdjustment: false,
    linkGroup,
    level: { isTimeVarying: false, value: UNITY_LEVEL, keyframes: [] },
  };
}

/** F17: an index at or above the count makes one track, once a transaction; more asks are dropped in silence. */
function withTargetTrack(
  world: FakeWorld,
  sequence: SequenceState,
  media: 'video' | 'audio',
  index: number,
  transaction: TransactionContext,
  mayCreate: boolean,
): { sequence: SequenceState; index: number } | null {
  if (index < sequence[media].length) return { sequence, index };
  const countAtStart = transaction.before.sequences[sequence.guid]?.[media].length ?? 0;
  if (!mayCreate || transaction.hasCreatedTrack || sequence[media].length > countAtStart) return null;
  transaction.hasCreatedTrack = true;
  const count = sequence[media].length;
  const name = `${media === 'audio' ? 'Audio' : 'Video'} ${count + 1}`;
  const tracks = [...sequence[media], emptyTrack(world.newNumber(), name)];
  return { sequence: { ...sequence, [media]: tracks }, index: count };
}

function placeAction(world: FakeWorld, drop: Drop, mayCreate: boolean): ActionBody {
  return (working, transaction) =>
    withSequence(working, drop.sequenceGuid, (before) => {
      let sequence = before;
      const newId = () => world.newId('clip');
      const media = drop.item.media;
      const group = media?.hasVideo && media.audioStreamCount > 0 ? world.newId('link') : null;
      // Audio alone ignores the video index.
      const parts: ['video' | 'audio', number][] = [
        ...(media?.hasVideo ? ([['video', drop.video]] as ['video', number][]) : []),
        ...Array.from(
          { length: media?.audioStreamCount ?? 0 },
          (_, stream) => ['audio', drop.audio + stream] as ['audio', number],
        ),
      ];
      for (const [kind, index] of parts) {
        const target = withTargetTrack(world, sequence, kind, index, transaction, mayCreate);
        if (!target || target.sequence[kind][target.index]?.isLocked) continue;
        sequence = withTrack(target.sequence, kind, target.index, (track) =>
          putItem(track, piece(world, drop, kind, group), newId),
        );
      }
      return sequence;
    });
}

/** F18: everything at or after the time moves; with limitShift only on the tracks that receive something. */
function insertAction(world: FakeWorld, drop: Drop, limitShift: boolean): ActionBody {
  const place = placeAction(world, drop, world.profile.insertCreatesTrack);
  const isTarget = (media: 'video' | 'audio', index: number): boolean => {
    if (!limitShift) return true;
    return media === 'video'
      ? drop.item.media?.hasVideo === true && index === drop.video
      : index === drop.audio;
  };
  return (working, transaction) => {
    const shifted = withSequence(working, drop.sequenceGuid, (sequence) =>
      rippleSequence(sequence, drop.start, drop.length, isTarget, () => world.newId('clip')),
    );
    return place(shifted, transaction);
  };
}

/** F20: only items of the given media type go; without ripple they leave a gap. */
function removeAction(
  world: FakeWorld,
  projectGuid: string,
  guid: string,
  ids: Set<string>,
  ripple: boolean,
  mediaType: string,
): ActionBody {
  const media = (['video', 'audio'] as const).filter(
    (one) =>
      mediaType === constant('MediaType', 'ANY') ||
      mediaType === constant('MediaType', one === 'video' ? 'VIDEO' : 'AUDIO'),
  );
  const before = world.sequence(projectGuid, guid);
  const doomed = new Set(
    [...ids].filter((id) => media.includes(findTrackItem(before, id)?.media as 'video')),
  );
  if (ripple) world.warnings.push('a ripple removal');
  return (working) =>
    withSequence(working, guid, (sequence) => {
      const strip = (kind: 'video' | 'audio') =>
        sequence[kind].map((track) => ({
          ...track,
          items: track.items.filter((item) => track.isLocked || !doomed.has(item.id)),
        }));
      return { ...sequence, video: strip('video'), audio: strip('audio') };
    });
}
