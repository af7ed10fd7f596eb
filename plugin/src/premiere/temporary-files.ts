// Files that Premiere writes into the plugin's temporary folder after its promise has resolved: found, settled, read (R27).
import type { PremiereContext, UxpFile, UxpFolder } from './modules.js';
import { throwIfCancelled } from './problems.js';

const POLL_MS = 150;

export async function temporaryFolder(context: PremiereContext): Promise<UxpFolder> {
  return context.uxp.storage.localFileSystem.getTemporaryFolder();
}

let lastNumber = 0;

/** A name that no earlier file of this session has; letters that no file system minds. The time in it is read by deleteOldFiles. */
export function freshName(stem: string, extension: string): string {
  lastNumber += 1;
  return `framescore-${stem}-${Date.now().toString(36)}-${lastNumber}.${extension}`;
}

const OUR_NAME = /^framescore-[a-z]+-([0-9a-z]+)-\d+\./;
const LONGEST_KEPT_MS = 24 * 3600 * 1000;

/** Frames are read by the host soon after they are written; a day later nobody needs them. */
export async function deleteOldFiles(folder: UxpFolder): Promise<void> {
  const entries = await folder.getEntries().catch(() => []);
  for (const entry of entries) {
    const written = OUR_NAME.exec(entry.name)?.[1];
    const isOld = written !== undefined && Date.now() - Number.parseInt(written, 36) > LONGEST_KEPT_MS;
    if (isOld) await deleteQuietly(entry);
  }
}

/** The path that Premiere is given; Windows has the other separator. */
export function pathIn(folder: UxpFolder, name: string): string {
  const separator = folder.nativePath.includes('\\') ? '\\' : '/';
  return `${folder.nativePath.replace(/[\\/]+$/, '')}${separator}${name}`;
}

/** The first of these names that exists and has had the same size twice; null after the time is up. */
export async function waitForFile(
  context: PremiereContext,
  folder: UxpFolder,
  names: string[],
  longestMs: number,
  signal: AbortSignal,
): Promise<UxpFile | null> {
  let lastSize = -1;
  for (let waitedMs = 0; waitedMs <= longestMs; waitedMs += POLL_MS) {
    throwIfCancelled(signal);
    const found = await firstFile(folder, names);
    if (found && found.size > 0 && found.size === lastSize) return found.file;
    lastSize = found?.size ?? -1;
    await context.wait(POLL_MS);
  }
  return null;
}

async function firstFile(
  folder: UxpFolder,
  names: string[],
): Promise<{ file: UxpFile; size: number } | null> {
  for (const name of names) {
    try {
      const file = await folder.getEntry(name);
      return { file, size: (await file.getMetadata()).size };
    } catch {
      // Not there yet: UXP has no other way to ask.
    }
  }
  return null;
}

export async function deleteQuietly(file: UxpFile): Promise<void> {
  try {
    await file.delete();
  } catch {
    // The system clears the folder sooner or later.
  }
}
