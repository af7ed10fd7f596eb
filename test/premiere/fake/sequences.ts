// Sequences: settings, range, tracks, selection (F15, F21; zero point and unset in and out as P1 and P2 leave them).
import type { Sequence, SequenceSettings, TrackItemSelection } from '@adobe/premierepro';
import { constant } from './constants.js';
import type { ActionBody } from './locks.js';
import { sequenceEnd, withSequence, type SequenceState } from './model.js';
import { native, type HandleOptions, type Implementation } from './native.js';
import { makeProjectItem } from './project-items.js';
import { makeSelection, selectionIds } from './selections.js';
import {
  INVALID_TICKS,
  makeFrameRate,
  makeGuid,
  makeRect,
  makeTime,
  makeTimeDisplay,
  NEGATIVE_UNSET_TICKS,
  ticksOf,
} from './time.js';
import { TICKS_PER_SECOND, TICKS_PER_FRAME } from './ticks.js';
import { makeAudioTrack, makeVideoTrack } from './tracks.js';
import type { FakeWorld } from './world.js';

export function makeSequence(world: FakeWorld, projectGuid: string, guid: string): Sequence {
  const state = () => world.sequence(projectGuid, guid);
  const time = (ticks: bigint) => makeTime(world, ticks);
  const change =
    (edit: (sequence: SequenceState) => SequenceState): ActionBody =>
    (working) =>
      withSequence(working, guid, edit);
  const track = (media: 'video' | 'audio', index: number) => {
    const found = state()[media][index];
    if (!found) throw new Error('Invalid parameter.');
    return found.id;
  };
  const members = {
    get guid() {
      return makeGuid(world, guid);
    },
    get name() {
      return state().name;
    },
    getVideoTrackCount: () => state().video.length,
    getAudioTrackCount: () => state().audio.length,
    getCaptionTrackCount: () => 0,
    getVideoTrack: (index) => makeVideoTrack(world, projectGuid, guid, track('video', index)),
    getAudioTrack: (index) => makeAudioTrack(world, projectGuid, guid, track('audio', index)),
    getSettings: () => makeSettings(world, projectGuid, guid),
    getSequenceVideoTimeDisplayFormat: () => makeTimeDisplay(world, displayFormat(state())),
    getPlayerPosition: () => time(state().playhead),
    setPlayerPosition: (position) => {
      const playhead = position ? ticksOf(position) : 0n;
      world.mutate(projectGuid, (project) => withSequence(project, guid, (one) => ({ ...one, playhead })));
      world.noteMutatingAwait(projectGuid);
      return true;
    },
    getZeroPoint: () => time(state().zeroPoint),
    getEndTime: () => time(sequenceEnd(state())),
    getInPoint: () => time(state().inPoint ?? unset(world, 'in', state())),
    getOutPoint: () => time(state().outPoint ?? unset(world, 'out', state())),
    createSetInPointAction: (point) => change((one) => ({ ...one, inPoint: ticksOf(point) })),
    createSetOutPointAction: (point) => change((one) => ({ ...one, outPoint: ticksOf(point) })),
    createSetZeroPointAction: (point) => change((one) => ({ ...one, zeroPoint: ticksOf(point) })),
    createCloneAction: () => cloneAction(world, guid),
    getProjectItem: () => makeProjectItem(world, projectGuid, state().itemId),
    getFrameSize: () => makeRect(world, state().widthPx, state().heightPx),
    getTimebase: () => state().ticksPerFrame.toString(),
    ...selectionMembers(world, projectGuid, guid),
  } satisfies Implementation<Sequence>;
  return native<Sequence>(world, 'Sequence', members, rootOptions(world, projectGuid, guid));
}

function rootOptions(world: FakeWorld, projectGuid: string, guid: string): HandleOptions {
  const exists = () => {
    const record = world.projects.get(projectGuid);
    return (record?.isOpen ?? false) && record?.state.sequences[guid] !== undefined;
  };
  return { kind: 'root', id: guid, projectGuid, exists };
}

function selectionMembers(world: FakeWorld, projectGuid: string, guid: string) {
  const select = (ids: Set<string>): boolean => {
    world.project(projectGuid).selection.set(guid, ids);
    world.events.fireSelectionChanged(guid);
    return true;
  };
  return {
    getSelection: () => {
      if (world.faults.failingSelections > 0) {
        world.faults.failingSelections -= 1;
        throw new Error('The script object is no longer valid.');
      }
      return makeSelection(world, projectGuid, guid, null);
    },
    setSelection: (selection: TrackItemSelection) => select(new Set(selectionIds(selection))),
    clearSelection: () => {
      select(new Set());
      world.noteMutatingAwait(projectGuid);
      return true;
    },
  };
}

/** P2: nobody has measured what an unset point reads as. */
function unset(world: FakeWorld, which: 'in' | 'out', sequence: SequenceState): bigint {
  if (world.profile.unsetInOut === 'invalid') return INVALID_TICKS;
  if (world.profile.unsetInOut === 'negative') return NEGATIVE_UNSET_TICKS;
  return which === 'in' ? 0n : sequenceEnd(sequence);
}

function displayFormat(sequence: SequenceState): number {
  if (sequence.isDropFrame) return sequence.ticksPerFrame === TICKS_PER_FRAME['59.94'] ? 106 : 102;
  if (sequence.ticksPerFrame === TICKS_PER_FRAME['29.97']) {
    return Number(constant('VideoDisplayFormatType', 'FPS_29_97_NON_DROP'));
  }
  return sequence.ticksPerFrame === TICKS_PER_FRAME['25'] ? 101 : 109;
}

function makeSettings(world: FakeWorld, projectGuid: string, guid: string): SequenceSettings {
  const state = () => world.sequence(projectGuid, guid);
  const members = {
    getVideoFrameRate: () => makeFrameRate(world, state().ticksPerFrame),
    getAudioSampleRate: () => makeFrameRate(world, TICKS_PER_SECOND / 48_000n),
    getVideoDisplayFormat: () => makeTimeDisplay(world, displayFormat(state())),
    getVideoFrameRect: () => makeRect(world, state().widthPx, state().heightPx),
    getAudioChannelType: () => 1,
  } satisfies Implementation<SequenceSettings>;
  const options = { kind: 'container', id: guid, projectGuid } as const;
  return native<SequenceSettings>(world, 'SequenceSettings', members, options);
}

/** P6: whether properties are copied with a sequence is open; the fake copies them, which is the case that needs care. */
function cloneAction(world: FakeWorld, guid: string): ActionBody {
  return (working) => {
    const original = working.sequences[guid];
    if (!original) return working;
    const copy = {
      ...original,
      guid: world.newId('sequence'),
      itemId: world.newId('item'),
      name: `${original.name} Copy`,
    };
    const item = working.items[original.itemId];
    const items = item
      ? {
          ...working.items,
          [copy.itemId]: { ...item, id: copy.itemId, name: copy.name, sequenceGuid: copy.guid },
        }
      : working.items;
    return { ...working, items, sequences: { ...working.sequences, [copy.guid]: copy } };
  };
}
