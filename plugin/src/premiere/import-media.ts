// Brings a WAV into the project: our bin, one import, and a look whether it is really there (R26). Returns ids; handles go stale.
import type { ClipProjectItem, FolderItem, Project, ProjectItem } from '@adobe/premierepro';
import { ScoreError } from '@framescore/contract';
import { comparablePath } from './media-facts.js';
import type { PremiereContext } from './modules.js';
import { nativeMessage, throwIfCancelled } from './problems.js';
import { commit } from './transact.js';

export const BIN_NAME = 'FrameScore';
/** Items have shown up seconds after the import said it was done. */
const POLL_PAUSES_MS = [0, 500, 1_000, 1_500, 3_000, 6_000];

export type ImportTarget = { projectOf: () => Promise<Project>; path: string };

/** -> the id of the project item; the same file is never imported twice. */
export async function importMedia(
  context: PremiereContext,
  target: ImportTarget,
  signal: AbortSignal,
): Promise<string> {
  const known = await findByPath(context, await target.projectOf(), target.path);
  if (known) return known.getId();
  await ensureBin(context, target, signal);
  const project = await target.projectOf();
  const before = new Set((await ownItems(context, project)).map((item) => item.getId()));
  const answer = await importOnce(context, project, target.path);
  for (const pauseMs of POLL_PAUSES_MS) {
    await context.wait(pauseMs);
    throwIfCancelled(signal);
    const found = await findNew(context, await target.projectOf(), target.path, before);
    if (found) return found.getId();
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
  return (await ownItems(context, project)).find((item) => item.getId() === itemId) ?? null;
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

async function rootItems(project: Project): Promise<ProjectItem[]> {
  const root = await project.getRootItem();
  return root.getItems();
}

async function findBin(context: PremiereContext, project: Project): Promise<ProjectItem | null> {
  const binType = context.ppro.ProjectItem.TYPE_BIN;
  return (await rootItems(project)).find((item) => item.type === binType && item.name === BIN_NAME) ?? null;
}

/** Items of our bin, and of the root where an import may land instead. */
async function ownItems(context: PremiereContext, project: Project): Promise<ProjectItem[]> {
  const atRoot = await rootItems(project);
  const bin = await findBin(context, project);
  const folder = bin && (context.ppro.FolderItem.cast(bin) as FolderItem | null);
  return [...(folder ? await folder.getItems() : []), ...atRoot];
}

async function pathOf(context: PremiereContext, item: ProjectItem): Promise<string | null> {
  const clip = context.ppro.ClipProjectItem.cast(item) as ClipProjectItem | null;
  return clip ? clip.getMediaFilePath() : null;
}

async function findByPath(
  context: PremiereContext,
  project: Project,
  path: string,
): Promise<ProjectItem | null> {
  const items = await ownItems(context, project);
  const paths = await Promise.all(items.map((item) => pathOf(context, item)));
  const wanted = comparablePath(path);
  return items.find((_, index) => comparablePath(paths[index] ?? '') === wanted) ?? null;
}

/** By path; else, when ingest copied the file elsewhere, the one new item with its name. */
async function findNew(
  context: PremiereContext,
  project: Project,
  path: string,
  before: Set<string>,
): Promise<ProjectItem | null> {
  const fresh = (await ownItems(context, project)).filter((item) => !before.has(item.getId()));
  const byPath = await findByPath(context, project, path);
  if (byPath) return byPath;
  const stem = (comparablePath(path).split('/').at(-1) ?? '').replace(/\.\w+$/, '');
  return fresh.find((item) => item.name.toLowerCase().normalize('NFC').startsWith(stem)) ?? null;
}
