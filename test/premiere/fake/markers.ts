// F22: markers keep exact ticks, get their colour only later, and are read through methods.
import type { ClipProjectItem, Guid, Marker, Markers, Sequence } from '@adobe/premierepro';
import type { ActionBody } from './locks.js';
import { withSequence, type MarkerState, type ProjectState } from './model.js';
import { metaOf, native, type Implementation } from './native.js';
import { makeGuid, makeTime, ticksOf } from './time.js';
import type { FakeWorld } from './world.js';

type Owner = { projectGuid: string; kind: 'sequence' | 'clip'; id: string };

function readMarkers(world: FakeWorld, owner: Owner): readonly MarkerState[] {
  if (owner.kind === 'sequence') return world.sequence(owner.projectGuid, owner.id).markers;
  return world.project(owner.projectGuid).state.clipMarkers[owner.id] ?? [];
}

function change(owner: Owner, edit: (markers: readonly MarkerState[]) => readonly MarkerState[]): ActionBody {
  const sorted = (markers: readonly MarkerState[]): MarkerState[] =>
    [...edit(markers)].sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
  return (working: ProjectState) => {
    if (owner.kind === 'sequence') {
      return withSequence(working, owner.id, (one) => ({ ...one, markers: sorted(one.markers) }));
    }
    const markers = sorted(working.clipMarkers[owner.id] ?? []);
    return { ...working, clipMarkers: { ...working.clipMarkers, [owner.id]: markers } };
  };
}

export function markersStatic(world: FakeWorld): object {
  return {
    getMarkers: (target: Sequence | ClipProjectItem) => {
      const meta = metaOf(target);
      if (!meta?.projectGuid || meta.type === 'ProjectItem') return null;
      const kind = meta.type === 'Sequence' ? 'sequence' : 'clip';
      return makeMarkers(world, { projectGuid: meta.projectGuid, kind, id: meta.id });
    },
  };
}

function makeMarkers(world: FakeWorld, owner: Owner): Markers {
  const members = {
    getMarkers: () => readMarkers(world, owner).map((marker) => makeMarker(world, owner, marker.guid)),
    createAddMarkerAction: (name, type, start, duration, comments) => {
      const marker: MarkerState = {
        guid: world.newId('marker'),
        name,
        type: type ?? 'Comment',
        start: start ? ticksOf(start) : 0n,
        duration: duration ? ticksOf(duration) : 0n,
        // F36
        comments: world.profile.keepsComments ? (comments ?? '') : '',
        colorIndex: 0,
      };
      return change(owner, (markers) => [...markers, marker]);
    },
    createRemoveMarkerAction: (marker) => {
      const id = metaOf(marker)?.id;
      return change(owner, (markers) => markers.filter((one) => one.guid !== id));
    },
    createMoveMarkerAction: (marker, time) => {
      const [id, start] = [metaOf(marker)?.id, ticksOf(time)];
      return change(owner, (markers) => markers.map((one) => (one.guid === id ? { ...one, start } : one)));
    },
  } satisfies Implementation<Markers>;
  const options = { kind: 'container', id: owner.id, projectGuid: owner.projectGuid } as const;
  return native<Markers>(world, 'Markers', members, options);
}

function makeMarker(world: FakeWorld, owner: Owner, guid: string): Marker {
  const find = () => readMarkers(world, owner).find((marker) => marker.guid === guid);
  const state = (): MarkerState => {
    const found = find();
    if (!found) throw new Error('The script object is no longer valid.');
    return found;
  };
  const edit = (changed: Partial<MarkerState>): ActionBody =>
    change(owner, (markers) => markers.map((one) => (one.guid === guid ? { ...one, ...changed } : one)));
  const members = {
    get guid() {
      return (world.profile.hasMarkerGuids ? makeGuid(world, guid) : undefined) as Guid;
    },
    getStart: () => makeTime(world, state().start),
    getDuration: () => makeTime(world, state().duration),
    getName: () => state().name,
    getComments: () => state().comments,
    getType: () => state().type,
    getUrl: () => '',
    getTarget: () => '',
    getColorIndex: () => state().colorIndex,
    getColor: () => ({ red: 0, green: 1, blue: 0, alpha: 1 }),
    createSetColorByIndexAction: (colorIndex) => edit({ colorIndex }),
    createSetNameAction: (name) => edit({ name }),
    createSetDurationAction: (time) => edit({ duration: ticksOf(time) }),
    createSetTypeAction: (type) => edit({ type }),
    createSetCommentsAction: (comments) => edit({ comments }),
  } satisfies Implementation<Marker>;
  const options = {
    kind: 'container',
    id: guid,
    projectGuid: owner.projectGuid,
    exists: () => find() !== undefined,
  } as const;
  return native<Marker>(world, 'Marker', members, options);
}
