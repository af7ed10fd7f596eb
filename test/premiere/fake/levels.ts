// F32: the audio component chain with the volume that every clip has; positions in source time, values wrapped.
import type { Component, ComponentParam, Keyframe, TickTime } from '@adobe/premierepro';
import type { ActionBody } from './locks.js';
import { withTrackItem, type ItemLocation, type LevelState } from './model.js';
import { native, type HandleOptions, type Implementation } from './native.js';
import { makeTime, ticksOf } from './time.js';
import type { FakeWorld } from './world.js';

/** 0 dB, because 1.0 stands for +15 dB. */
export const UNITY_LEVEL = 10 ** (-15 / 20);

type Place = { projectGuid: string; sequenceGuid: string };
type Located = () => ItemLocation;

function options(place: Place, id: string): HandleOptions {
  return { kind: 'item', id, projectGuid: place.projectGuid };
}

export function makeChain(world: FakeWorld, place: Place, located: Located): never {
  const { item } = located();
  const isAudio = item.mediaType === 'audio';
  const members = {
    getComponentCount: () => (isAudio ? 2 : 0),
    getComponentAtIndex: (index: number) => makeComponent(world, place, located, index),
  };
  const type = isAudio ? 'AudioComponentChain' : 'VideoComponentChain';
  return native<typeof members>(world, type, members, options(place, item.id)) as never;
}

function makeComponent(world: FakeWorld, place: Place, located: Located, index: number): Component {
  const isVolume = index === 0;
  const members = {
    getMatchName: () => (isVolume ? 'Internal Volume Stereo' : 'Internal Channel Volume Stereo'),
    getDisplayName: () => (isVolume ? 'Volume' : 'Channel Volume'),
    getParamCount: () => (isVolume ? 2 : 33),
    getParam: (param?: number) => makeParam(world, place, located, isVolume && param === 1),
  } satisfies Implementation<Component>;
  return native<Component>(world, 'Component', members, options(place, `${located().item.id}:${index}`));
}

function makeKeyframe(world: FakeWorld, value: unknown): Keyframe {
  const members = {
    value: { value: value as number },
    position: makeTime(world, 0n),
    getTemporalInterpolationMode: () => 0,
  } satisfies Implementation<Keyframe>;
  return native<Keyframe>(world, 'Keyframe', members, { kind: 'value', id: world.newId('keyframe') });
}

function makeParam(world: FakeWorld, place: Place, located: Located, isLevel: boolean): ComponentParam {
  const level = (): LevelState => located().item.level;
  const edit = (change: (before: LevelState, committed: LevelState) => LevelState): ActionBody => {
    const { id } = located().item;
    const committed = level();
    return (working) =>
      withTrackItem(working, place.sequenceGuid, id, (item) => ({
        ...item,
        level: change(item.level, committed),
      }));
  };
  const members = {
    get displayName() {
      return isLevel ? 'Level' : '';
    },
    createKeyframe: (value) => makeKeyframe(world, value),
    isTimeVarying: () => level().isTimeVarying,
    areKeyframesSupported: () => isLevel,
    getStartValue: () => makeKeyframe(world, isLevel ? level().value : 0),
    getValueAtTime: () => ({ value: level().value }) as unknown as number,
    getKeyframeListAsTickTimes: () => level().keyframes.map((one) => makeTime(world, one.timeTicks)),
    createSetTimeVaryingAction: (isTimeVarying) => edit((before) => ({ ...before, isTimeVarying })),
    createSetValueAction: (keyframe) =>
      edit((before) => ({ ...before, value: Number(keyframe.value.value) })),
    // Time-varying must have been committed before (1.15).
    createAddKeyframeAction: (keyframe) =>
      edit((before, committed) => {
        if (!committed.isTimeVarying) return before;
        const added = {
          timeTicks: ticksOf(keyframe.position),
          value: Number(keyframe.value.value),
          interpolation: 0,
        };
        return { ...before, keyframes: [...before.keyframes, added] };
      }),
    // A keyframe of the same compound is not there yet (F7).
    createSetInterpolationAtKeyframeAction: (time: TickTime, interpolation: number) =>
      edit((before, committed) => {
        const timeTicks = ticksOf(time);
        if (!committed.keyframes.some((one) => one.timeTicks === timeTicks)) return before;
        const keyframes = before.keyframes.map((one) =>
          one.timeTicks === timeTicks ? { ...one, interpolation } : one,
        );
        return { ...before, keyframes };
      }),
  } satisfies Implementation<ComponentParam>;
  return native<ComponentParam>(
    world,
    'ComponentParam',
    members,
    options(place, `${located().item.id}:level`),
  );
}
