// The program that starts the score host: where it usually lies, where it lay the last time, and how it is opened.
import { ScoreError } from '@framescore/contract';
import type { HostWays } from '../ports.js';
import type { UxpEntry, UxpModule, UxpOs } from './uxp-modules.js';

const LAUNCHER_KEY = 'framescore.launcher';
/** What the host folder brings to be opened, by system. */
const LAUNCHER_TYPES = ['app', 'command', 'cmd', 'exe'];
/** What the systems and runtimes say of a file that is not there. */
const NOT_THERE = /not (be )?(found|exist)|no such|cannot find|could ?n.t find|ENOENT|invalid path/i;
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

type StartHost = (isAnother: boolean) => Promise<boolean>;

/**
 * UXP itself asks the person for consent, at each path that is opened: each is asked for once, and not after a refusal, which is no
 * missing file. Which words stand for which is not documented, so the next press asks for the file instead of what was refused.
 */
export function createHostStarter(uxp: UxpModule, os: UxpOs): StartHost {
  const refused = new Set<string>();
  return async (isAnother) => {
    const known = localStorage.getItem(LAUNCHER_KEY) as string | null;
    const paths = new Set([...(known === null ? [] : [known]), usualLauncher(os).path]);
    for (const path of isAnother ? [] : paths) {
      if (refused.has(path)) continue;
      const message = await open(uxp, path);
      if (message === '') return true;
      if (!NOT_THERE.test(message)) {
        refused.add(path);
        throw cannotOpen(message, 'Press again to choose the launcher');
      }
    }
    refused.clear();
    const chosen = await chooseFile(uxp.storage.localFileSystem);
    if (chosen === null) return false;
    const message = await open(uxp, chosen);
    if (message === '') return true;
    throw cannotOpen(message, 'Choose it again');
  };
}

function cannotOpen(message: string, advice: string): ScoreError {
  return new ScoreError('host-unreachable', `The launcher could not be opened: ${message}. ${advice}.`);
}

/** -> "" when it was opened, and is remembered; else why not. Only a file that is gone is forgotten. */
async function open({ shell }: UxpModule, path: string): Promise<string> {
  const message = await openPath(shell, path);
  if (message === '') localStorage.setItem(LAUNCHER_KEY, path);
  else if (NOT_THERE.test(message) && localStorage.getItem(LAUNCHER_KEY) === path)
    localStorage.removeItem(LAUNCHER_KEY);
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
