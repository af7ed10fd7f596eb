// Files that Premiere writes into the plugin's temporary folder after its promise has resolved: found, settled, read (R27).
import type { PremiereContext, UxpFile, UxpFolder } from './modules.js';
import { throwIfCancelled } from './problems.js';

const POLL_MS = 150;

export async function temporaryFolder(context: PremiereContext): Promise<UxpFolder> {
  return context.uxp.storage.localFileSystem.getTemporaryFolder();
}

let lastNumber = 0;

/** A name that no earlier file of this session has; letters that no file system minds. */
export function freshName(stem: string, extension: string): string {
  lastNumber += 1;
  return `framescore-${stem}-${Date.now().toString(36)}-${lastNumber}.${extension}`;
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
