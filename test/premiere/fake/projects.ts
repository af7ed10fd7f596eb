// Projects: what is open, transactions, imports, sequences made and deleted (F10, F16, F24, F28).
import type { Project } from '@adobe/premierepro';
import { importFiles } from './imports.js';
import { metaOf, native, type Implementation } from './native.js';
import { hostPath, makeFolder, makeProjectItem, ROOT_ID } from './project-items.js';
import { addScratchSequence, cloneOfMedia, deleteSequence } from './sequence-changes.js';
import { makeSequence } from './sequences.js';
import { makeGuid } from './time.js';
import type { FakeWorld } from './world.js';

export function makeProject(world: FakeWorld, guid: string): Project {
  const record = () => world.project(guid);
  const members = {
    get guid() {
      return makeGuid(world, guid);
    },
    get name() {
      return record().name;
    },
    get path() {
      return hostPath(world, record().path);
    },
    getActiveSequence: () => {
      const active = record().activeSequenceGuid;
      return active !== null && record().state.sequences[active] ? makeSequence(world, guid, active) : null;
    },
    setActiveSequence: (sequence) => {
      world.userClicksSequence(sequence.guid.toString(), guid);
      return true;
    },
    getSequences: () => Object.keys(record().state.sequences).map((one) => makeSequence(world, guid, one)),
    getSequence: (sequenceGuid) => {
      const id = sequenceGuid.toString();
      return record().state.sequences[id] ? makeSequence(world, guid, id) : null;
    },
    getRootItem: () => makeFolder(world, guid, ROOT_ID),
    getInsertionBin: () => makeProjectItem(world, guid, ROOT_ID),
    createSequence: (name) => makeSequence(world, guid, addScratchSequence(world, guid, name)),
    createSequenceFromMedia: (name, clips) => {
      const scratch = addScratchSequence(world, guid, name);
      for (const clip of clips ?? []) cloneOfMedia(world, guid, scratch, metaOf(clip)?.id ?? '');
      return makeSequence(world, guid, scratch);
    },
    deleteSequence: (sequence) => {
      deleteSequence(world, guid, sequence.guid.toString());
      return true;
    },
    openSequence: (sequence) => {
      world.userClicksSequence(sequence.guid.toString(), guid);
      return true;
    },
    importFiles: (paths, _suppressUi, bin) => importFiles(world, guid, paths, bin ?? null),
    save: () => true,
    executeTransaction: (callback, label) =>
      world.locks.executeTransaction(record(), callback as (compound: unknown) => unknown, label),
    lockedAccess: (callback) => world.locks.lockedAccess(callback),
  } satisfies Implementation<Project>;
  const exists = () => world.projects.get(guid)?.isOpen ?? false;
  return native<Project>(world, 'Project', members, { kind: 'root', id: guid, projectGuid: guid, exists });
}

/** F16: asked anew at each call. */
export function projectStatic(world: FakeWorld): object {
  return {
    getActiveProject: () =>
      world.activeProjectGuid === null ? null : makeProject(world, world.activeProjectGuid),
    getProject: (guid: { toString(): string }) => {
      const id = guid.toString();
      return world.projects.get(id)?.isOpen ? makeProject(world, id) : null;
    },
    isProject: () => true,
    // F28: a rejection that is a plain string, although the project is open now.
    open: (path: string) => {
      const found = [...world.projects.values()].find((one) => one.path === path);
      if (found) {
        found.isOpen = true;
        world.activeProjectGuid = found.guid;
      }
      // eslint-disable-next-line @typescript-eslint/only-throw-error
      throw 'Failed to open the project';
    },
  };
}
