// The program that starts the score host: where it usually lies, where it lay the last time, and how it is opened.
import { ScoreError } from '@framescore/contract';
import type { HostWays } from '../ports.js';
import type { UxpEntry, UxpModule, UxpOs } from './uxp-modules.js';

const LAUNCHER_KEY = 'framescore.launcher';
/** What the host folder brings to be opened, by system. */
const LAUNCHER_TYPES = ['app', 'command', 'cmd', 'exe'];
const WHY = 'Starts the score host, which composes the music on this machine.';

type Launcher = { name: string; place: string; path: string };

/** As the host's own installation leaves it. */
function usualLauncher(os: UxpOs): Launcher {
  if (os.platform().startsWith('win')) {
    const place = 'AppData\\Local\\Programs\\FrameScore';
    const name = 'FrameScore Host.cmd';
    return { name, place: 'the FrameScore host folder', path: `${os.homedir()}\\${place}\\${name}` };
  }
  const name = 'FrameScore Host.app';
  return { name: 'FrameScore Host', place: 'your Applications folder', path: `/Applications/${name}` };
}

export function hostWays(os: UxpOs, canStart: boolean): HostWays {
  const { name, place } = usualLauncher(os);
  return { canStart, launcher: `“${name}” in ${place}` };
}

/** UXP itself asks the person for consent. */
export async function startHost(uxp: UxpModule, os: UxpOs, isAnother: boolean): Promise<boolean> {
  if (!isAnother) {
    const known = localStorage.getItem(LAUNCHER_KEY) as string | null;
    for (const path of [known, usualLauncher(os).path])
      if (path !== null && (await open(uxp, path)) === '') return true;
  }
  const chosen = await chooseFile(uxp.storage.localFileSystem);
  if (chosen === null) return false;
  const message = await open(uxp, chosen);
  if (message === '') return true;
  throw new ScoreError('host-unreachable', `The launcher could not be opened: ${message}. Choose it again.`);
}

/** -> "" when it was opened, and is remembered; else why not, and is forgotten. */
async function open({ shell }: UxpModule, path: string): Promise<string> {
  const message = await openPath(shell, path);
  if (message === '') localStorage.setItem(LAUNCHER_KEY, path);
  else if (localStorage.getItem(LAUNCHER_KEY) === path) localStorage.removeItem(LAUNCHER_KEY);
  return message;
}

async function openPath(shell: UxpModule['shell'], path: string): Promise<string> {
  if (!shell) return 'this Premiere opens no programs';
  try {
    return await shell.openPath(path, WHY);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function chooseFile(files: UxpModule['storage']['localFileSystem']): Promise<string | null> {
  const chosen = (await files.getFileForOpening?.({ types: LAUNCHER_TYPES })) ?? null;
  const entry: UxpEntry | null | undefined = Array.isArray(chosen) ? chosen[0] : chosen;
  return entry?.nativePath ?? null;
}
