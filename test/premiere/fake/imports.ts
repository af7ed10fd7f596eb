// F24: importing files. Only a boolean comes back; the item may be late, elsewhere, renamed or nowhere.
import type { ProjectItem } from '@adobe/premierepro';
import type { DiskMedia } from './disk.js';
import type { ImportPlan } from './faults.js';
import { metaOf } from './native.js';
import { ROOT_ID } from './project-items.js';
import type { ItemState } from './model.js';
import { secondsToTicks } from './ticks.js';
import type { FakeWorld } from './world.js';

export async function importFiles(
  world: FakeWorld,
  projectGuid: string,
  paths: string[],
  bin: ProjectItem | null,
): Promise<boolean> {
  const binId = bin === null ? ROOT_ID : (metaOf(bin)?.id ?? ROOT_ID);
  let isAllIn = true;
  for (const path of paths) {
    const plan = world.faults.imports.shift() ?? { kind: 'ok' };
    isAllIn = (await importOne(world, projectGuid, path, binId, plan)) && isAllIn;
  }
  world.noteMutatingAwait(projectGuid);
  if (world.profile.firesImportEvent) world.events.fireImported(projectGuid);
  return isAllIn;
}

async function importOne(
  world: FakeWorld,
  projectGuid: string,
  path: string,
  binId: string,
  plan: ImportPlan,
): Promise<boolean> {
  if (plan.kind === 'rejected') throw new Error('Import failed');
  if (plan.kind === 'refused') return false;
  const media = await world.disk.findMedia(path);
  // A file that is not there is reported as imported (CEP issue 301).
  if (!media || plan.kind === 'absent') return true;
  const landsIn = plan.kind === 'root' ? ROOT_ID : binId;
  const landsAs = plan.kind === 'renamed' ? plan.path : path;
  const land = (): void => {
    const item = importedItem(world.newId('item'), landsAs, landsIn, media);
    world.mutate(projectGuid, (state) => ({ ...state, items: { ...state.items, [item.id]: item } }));
  };
  if (plan.kind === 'late') world.clock.schedule(plan.delayMs, land);
  else land();
  return true;
}

export function importedItem(id: string, path: string, parentId: string, media: DiskMedia): ItemState {
  const isTimeless = media.kind === 'still' || media.kind === 'synthetic';
  return {
    id,
    kind: 'clip',
    name: path.split(/[\\/]/).at(-1) ?? path,
    parentId,
    media: {
      kind: media.kind,
      path,
      hasVideo: media.hasVideo,
      audioStreamCount: media.audioStreamCount,
      // F30: stills and synthetics have a nominal length of twelve hours.
      durationTicks: isTimeless ? secondsToTicks(43_200) : media.durationTicks,
      mediaStartTicks: 0n,
      framesPerSecond: media.framesPerSecond,
      frameRateOverride: null,
      isOffline: false,
      isMulticam: false,
      proxyPath: null,
    },
    sequenceGuid: null,
    inMark: null,
    outMark: null,
    colorLabel: 0,
  };
}
