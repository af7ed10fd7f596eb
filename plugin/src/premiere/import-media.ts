// Brings a WAV into the project: our bin, one import, and a look whether it is really there (R26). Returns ids; handles go stale.
import type { ClipProjectItem, FolderItem, Project, ProjectItem } from '@adobe/premierepro';
import { ScoreError } from '@framescore/contract';
import { attempt } from './attempt.js';
import { comparablePath, idOf } from './media-facts.js';
import type { PremiereContext } from './modules.js';
import { mapAtRest } from './pace.js';
import { nativeMessage, throwIfCancelled } from './problems.js';
import { commit } from './transact.js';

export const BIN_NAME = 'FrameScore';
/** Items have shown up seconds after the import said it was done. */
const POLL_PAUSES_MS = [0, 500, 1_000, 1_500, 3_000, 6_000];

export type ImportTarget = { projectOf: () => Promise<Project>; path: string };

/** -> the id of the project item; a file that lies in our bin or at the root is not imported again. */
export async function importMedia(
  context: PremiereContext,
  target: ImportTarget,
  signal: AbortSignal,
): Promise<string> {
  const known = await findByPath(context, await target.projectOf(), target.path);
  if (known !== null) return known;
  await ensureBin(context, target, signal);
  const project = await target.projectOf();
  const before = new Set((await ownItems(context, project)).map(({ id }) => id));
  const answer = await importOnce(context, project, target.path);
  for (const pauseMs of POLL_PAUSES_MS) {
    await context.wait(pauseMs);
    throwIfCancelled(signal);
    const found = await findNew(context, await target.projectOf(), target.path, before);
    if (found !== null) return found;
  }
  throw new ScoreError(
    'timeline-rejected',
    `Premiere did not import the music (${answer}). It lies at ${target.path}: import it by hand.`,
  );
}

/** The item by its id, as a fresh handle. */
export async function findItem(
  context: PremiereContext,
  project: Project,
  itemId: string,
): Promise<ProjectItem | null> {
  return (await ownItems(context, project)).find(({ id }) => id === itemId)?.item ?? null;
}

async function importOnce(context: PremiereContext, project: Project, path: string): Promise<string> {
  const bin = await findBin(context, project);
  try {
    // No explicit undefined for what is optional: Premiere takes it for a wrong type (R18).
    const isDone = bin
      ? await project.importFiles([path], true, bin)
      : await project.importFiles([path], true);
    return isDone ? 'the file did not appear' : 'the import was refused';
  } catch (error) {
    return nativeMessage(error);
  }
}

async function ensureBin(context: PremiereContext, target: ImportTarget, signal: AbortSignal): Promise<void> {
  if (await findBin(context, await target.projectOf())) return;
  await commit(context, 'FrameScore: make bin', signal, async () => {
    const project = await target.projectOf();
    const root = await project.getRootItem();
    return { project, factories: [() => root.createBinAction(BIN_NAME, false)] };
  });
}

async function itemsOf(folder: Pick<FolderItem, 'getItems'>): Promise<ProjectItem[]> {
  return ((await folder.getItems()) as (ProjectItem | null)[]).filter((item) => item !== null);
}

async function rootItems(project: Project): Promise<ProjectItem[]> {
  return itemsOf(await project.getRootItem());
}

async function findBin(context: PremiereContext, project: Project): Promise<ProjectItem | null> {
  return binAmong(context, await rootItems(project));
}

async function binAmong(
  { ppro, pace }: PremiereContext,
  items: readonly ProjectItem[],
): Promise<ProjectItem | null> {
  const isBin = await mapAtRest(pace, items, (item) => {
    try {
      return item.type === ppro.ProjectItem.TYPE_BIN && item.name === BIN_NAME;
    } catch {
      return false;
    }
  });
  return items[isBin.indexOf(true)] ?? null;
}

/** Our bin's items before those of the root, where an import may land instead. */
async function itemsByPlace(context: PremiereContext, project: Project): Promise<ProjectItem[][]> {
  const atRoot = await rootItems(project);
  const bin = await binAmong(context, atRoot);
  const folder = bin && (context.ppro.FolderItem.cast(bin) as FolderItem | null);
  return [folder ? await itemsOf(folder) : [], atRoot];
}

type OwnItem = { id: string; item: ProjectItem };

/** What lies there and can say who it is: any other item of the project may be broken, which is no business of ours. */
async function ownItems(context: PremiereContext, project: Project): Promise<OwnItem[]> {
  const items = (await itemsByPlace(context, project)).flat();
  const named = await mapAtRest(context.pace, items, (item) => ({ id: idOf(item), item }));
  return named.filter((one): one is OwnItem => one.id !== null);
}

async function pathOf(context: PremiereContext, item: ProjectItem): Promise<string> {
  return attempt(
    () =>
      context.pace.call(async () => {
        const clip = context.ppro.ClipProjectItem.cast(item) as ClipProjectItem | null;
        return clip ? clip.getMediaFilePath() : null;
      }),
    '',
  );
}

/** -> its id. The root, which may hold thousands of foreign items, is asked only for what our bin does not have. */
async function findByPath(context: PremiereContext, project: Project, path: string): Promise<string | null> {
  for (const items of await itemsByPlace(context, project)) {
    const found = await amongByPath(context, items, path);
    if (found) return idOf(found);
  }
  return null;
}

async function amongByPath(
  context: PremiereContext,
  items: readonly ProjectItem[],
  path: string,
): Promise<ProjectItem | null> {
  const paths = await Promise.all(items.map((item) => pathOf(context, item)));
  return items[paths.map(comparablePath).indexOf(comparablePath(path))] ?? null;
}

/** By path; else, when ingest copied the file elsewhere, the one new item with its name. */
async function findNew(
  context: PremiereContext,
  project: Project,
  path: string,
  before: ReadonlySet<string>,
): Promise<string | null> {
  const fresh = (await ownItems(context, project))
    .filter(({ id }) => !before.has(id))
    .map(({ item }) => item);
  const stem = (comparablePath(path).split('/').at(-1) ?? '').replace(/\.\w+$/, '');
  const byName = (item: ProjectItem): boolean => item.name.toLowerCase().normalize('NFC').startsWith(stem);
  const found = (await amongByPath(context, fresh, path)) ?? fresh.find(byName);
  return found ? idOf(found) : null;
}
