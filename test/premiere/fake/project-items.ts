// Project items in their three guises: raw, cast to a clip, cast to a folder (F13, F30, F31).
import type {
  ClipProjectItem,
  FolderItem,
  FootageInterpretation,
  Media,
  ProjectItem,
  TickTime,
} from '@adobe/premierepro';
import type { ActionBody } from './locks.js';
import type { ItemState, MediaState, ProjectState } from './model.js';
import { metaOf, native, type HandleOptions, type Implementation } from './native.js';
import { makeProject } from './projects.js';
import { makeSequence } from './sequences.js';
import { makeTime, ticksOf } from './time.js';
import type { FakeWorld } from './world.js';

export const TYPE_CLIP = 1;
export const TYPE_BIN = 2;
export const TYPE_ROOT = 3;
export const ROOT_ID = 'root';

export function itemState(world: FakeWorld, projectGuid: string, id: string): ItemState {
  const item = world.project(projectGuid).state.items[id];
  if (!item) throw new Error('The script object is no longer valid.');
  return item;
}

function options(world: FakeWorld, projectGuid: string, id: string): HandleOptions {
  const exists = () => world.project(projectGuid).state.items[id] !== undefined;
  return { kind: 'project-item', id, projectGuid, exists };
}

function changeItem(id: string, change: (item: ItemState) => ItemState): ActionBody {
  return (working) => {
    const item = working.items[id];
    return item ? { ...working, items: { ...working.items, [id]: change(item) } } : working;
  };
}

function typeNumber(item: ItemState): number {
  if (item.id === ROOT_ID) return TYPE_ROOT;
  return item.kind === 'bin' ? TYPE_BIN : TYPE_CLIP;
}

/** What all three guises share. */
function common(world: FakeWorld, projectGuid: string, id: string) {
  return {
    get type() {
      return typeNumber(itemState(world, projectGuid, id));
    },
    get name() {
      const { name } = itemState(world, projectGuid, id);
      return world.profile.hasStaleNames ? (world.namesOf(projectGuid).items[id]?.name ?? '') : name;
    },
    getProject: () => makeProject(world, projectGuid),
    getColorLabelIndex: () => itemState(world, projectGuid, id).colorLabel,
    createSetNameAction: (name: string) => changeItem(id, (item) => ({ ...item, name })),
    createSetColorLabelAction: (colorLabel: number) => changeItem(id, (item) => ({ ...item, colorLabel })),
  };
}

export function makeProjectItem(world: FakeWorld, projectGuid: string, id: string): ProjectItem {
  const members = Object.defineProperties(
    {
      getId: () => id,
      getParentBin: () =>
        makeFolder(world, projectGuid, itemState(world, projectGuid, id).parentId ?? ROOT_ID),
    } satisfies Implementation<ProjectItem>,
    Object.getOwnPropertyDescriptors(common(world, projectGuid, id)),
  );
  return native<ProjectItem>(world, 'ProjectItem', members, options(world, projectGuid, id));
}

export function makeFolder(world: FakeWorld, projectGuid: string, id: string): FolderItem {
  const children = (): ItemState[] =>
    Object.values(world.project(projectGuid).state.items).filter((item) => item.parentId === id);
  const members = Object.defineProperties(
    {
      getItems: () => children().map((item) => makeProjectItem(world, projectGuid, item.id)),
      createBinAction: (name, makeUnique) => addBin(world, id, name, makeUnique),
      createMoveItemAction: (item, newParent) =>
        changeItem(item.getId(), (moved) => ({ ...moved, parentId: metaOf(newParent)?.id ?? ROOT_ID })),
      createRemoveItemAction: (item) => removeItem(item.getId()),
    } satisfies Implementation<FolderItem>,
    Object.getOwnPropertyDescriptors(common(world, projectGuid, id)),
  );
  return native<FolderItem>(world, 'FolderItem', members, options(world, projectGuid, id));
}

function addBin(world: FakeWorld, parentId: string, name: string, makeUnique: boolean): ActionBody {
  return (working) => {
    const names = Object.values(working.items).map((item) => item.name);
    const isTaken = makeUnique && names.includes(name);
    const bin = binState(world.newId('bin'), isTaken ? `${name} 01` : name, parentId);
    return { ...working, items: { ...working.items, [bin.id]: bin } };
  };
}

export function binState(id: string, name: string, parentId: string | null): ItemState {
  return {
    id,
    kind: 'bin',
    name,
    parentId,
    media: null,
    sequenceGuid: null,
    inMark: null,
    outMark: null,
    colorLabel: 0,
  };
}

function removeItem(id: string): ActionBody {
  return (working) => {
    const { [id]: _removed, ...items } = working.items;
    const sequences = Object.entries(working.sequences).map(([guid, sequence]) => {
      const strip = (media: 'video' | 'audio') =>
        sequence[media].map((track) => ({
          ...track,
          items: track.items.filter((item) => item.itemId !== id),
        }));
      return [guid, { ...sequence, video: strip('video'), audio: strip('audio') }];
    });
    return { ...working, items, sequences: Object.fromEntries(sequences) as ProjectState['sequences'] };
  };
}

export function makeClip(world: FakeWorld, projectGuid: string, id: string): ClipProjectItem {
  const state = () => itemState(world, projectGuid, id);
  const media = () => state().media;
  const mark = (which: 'inMark' | 'outMark', fallback: bigint) => makeTime(world, state()[which] ?? fallback);
  const members = Object.defineProperties(
    {
      isSequence: () => state().sequenceGuid !== null,
      getSequence: () => {
        const guid = state().sequenceGuid;
        return guid === null ? null : makeSequence(world, projectGuid, guid);
      },
      // The path that the project claims, also when nothing is there (F30).
      getMediaFilePath: () => hostPath(world, media()?.path ?? ''),
      isOffline: () => media()?.isOffline ?? false,
      isMulticamClip: () => media()?.isMulticam ?? false,
      isMergedClip: () => false,
      hasProxy: () => (media()?.proxyPath ?? null) !== null,
      getProxyPath: () => hostPath(world, media()?.proxyPath ?? ''),
      getFootageInterpretation: () =>
        isBare(world, media()) ? null : makeInterpretation(world, projectGuid, id),
      getMedia: () => (hasNoMedia(world, media()) ? null : makeMedia(world, projectGuid, id)),
      getInPoint: () => mark('inMark', 0n),
      getOutPoint: () => mark('outMark', media()?.durationTicks ?? 0n),
      createSetInOutPointsAction: (inPoint, outPoint) => {
        const [inMark, outMark] = [ticksOf(inPoint), ticksOf(outPoint)];
        return changeItem(id, (item) => ({ ...item, inMark, outMark }));
      },
      createSetInPointAction: (time) => changeItem(id, (item) => ({ ...item, inMark: ticksOf(time) })),
      createSetOutPointAction: (time) => changeItem(id, (item) => ({ ...item, outMark: ticksOf(time) })),
      createClearInOutPointsAction: () =>
        changeItem(id, (item) => ({ ...item, inMark: null, outMark: null })),
      // Live runs found nothing through this call (1.4).
      findItemsMatchingMediaPath: () => [],
    } satisfies Implementation<ClipProjectItem>,
    Object.getOwnPropertyDescriptors(common(world, projectGuid, id)),
  );
  return native<ClipProjectItem>(world, 'ClipProjectItem', members, options(world, projectGuid, id));
}

/** F28: Windows paths come back with a prefix and backslashes. */
export function hostPath(world: FakeWorld, path: string): string {
  if (path === '') return '';
  return world.os === 'win' && /^[A-Za-z]:/.test(path) ? `\\\\?\\${path.replaceAll('/', '\\')}` : path;
}

/** F35: "audio-only items return undefined" (a caller); nothing is filmed in a matte, nothing is there of what is offline. */
function isBare(world: FakeWorld, media: MediaState | null): boolean {
  return world.profile.hasBareItems && (media?.kind !== 'video' || media.isOffline);
}

function hasNoMedia(world: FakeWorld, media: MediaState | null): boolean {
  return isBare(world, media) && media?.kind !== 'audio' && media?.kind !== 'still';
}

function makeInterpretation(world: FakeWorld, projectGuid: string, id: string): FootageInterpretation {
  const members = {
    getFrameRate: () => {
      const media = itemState(world, projectGuid, id).media;
      return media?.frameRateOverride ?? media?.framesPerSecond ?? 0;
    },
  } satisfies Implementation<FootageInterpretation>;
  return native<FootageInterpretation>(
    world,
    'FootageInterpretation',
    members,
    options(world, projectGuid, id),
  );
}

function makeMedia(world: FakeWorld, projectGuid: string, id: string): Media {
  const media = () => itemState(world, projectGuid, id).media;
  // F34
  const guise = (time: () => TickTime) =>
    (world.profile.mediaTimes === 'promise' ? world.answer(time) : time()) as TickTime;
  const members = {
    get start() {
      return guise(() => makeTime(world, media()?.mediaStartTicks ?? 0n));
    },
    get duration() {
      return guise(() => makeTime(world, media()?.durationTicks ?? 0n));
    },
    getStart: () => makeTime(world, media()?.mediaStartTicks ?? 0n),
    getDuration: () => makeTime(world, media()?.durationTicks ?? 0n),
  };
  return native<Media>(world, 'Media', members, options(world, projectGuid, id));
}

/** The statics of the three guises. A cast of the wrong kind gives null (F13). */
export function itemStatics(world: FakeWorld) {
  const target = (item: object): { projectGuid: string; state: ItemState } | null => {
    const meta = metaOf(item);
    if (!meta?.projectGuid) return null;
    return { projectGuid: meta.projectGuid, state: itemState(world, meta.projectGuid, meta.id) };
  };
  return {
    clip: {
      cast: (item: ProjectItem) => {
        const found = target(item);
        return found?.state.kind === 'clip' ? makeClip(world, found.projectGuid, found.state.id) : null;
      },
    },
    folder: {
      cast: (item: ProjectItem) => {
        const found = target(item);
        return found?.state.kind === 'bin' ? makeFolder(world, found.projectGuid, found.state.id) : null;
      },
    },
    raw: {
      cast: (item: FolderItem | ClipProjectItem) => {
        const found = target(item);
        return found ? makeProjectItem(world, found.projectGuid, found.state.id) : null;
      },
      TYPE_CLIP,
      TYPE_BIN,
      TYPE_ROOT,
      TYPE_FILE: 4,
      TYPE_STYLE: 5,
      TYPE_COMPOUND: 6,
    },
  };
}
