// Clipboard, file pickers, theme and the start of the host, through UXP. Implements PlatformPort.
import { ScoreError } from '@framescore/contract';
import type { PanelTheme, PlatformPort } from '../ports.js';
import type { UxpEntry, UxpModule } from './uxp-modules.js';

const LAUNCHER_KEY = 'framescore.launcher';
/** What the portable host folder brings to be opened, by system. */
const LAUNCHER_TYPES = ['command', 'cmd', 'sh', 'app', 'exe'];

export function createPlatform(uxp: UxpModule, canStartHost: boolean): PlatformPort {
  return {
    canStartHost,
    startHost: () => startHost(uxp),
    copyText,
    saveText: (name, text) => saveText(uxp, name, text),
    drawSeed,
    watchTheme,
  };
}

function drawSeed(): number {
  const drawn = new Uint32Array(1);
  crypto.getRandomValues(drawn);
  return drawn[0] ?? 0;
}

/** The launcher is asked for once and remembered; UXP itself asks the person for consent. */
async function startHost({ storage, shell }: UxpModule): Promise<boolean> {
  const known = localStorage.getItem(LAUNCHER_KEY);
  const path = known ?? (await chooseFile(storage.localFileSystem));
  if (path === null) return false;
  const message = await shell?.openPath(
    path,
    'Starts the score host, which composes the music on this machine.',
  );
  if (message === '') {
    localStorage.setItem(LAUNCHER_KEY, path);
    return true;
  }
  localStorage.removeItem(LAUNCHER_KEY);
  throw new ScoreError(
    'host-unreachable',
    `The launcher could not be opened: ${message ?? 'no shell'}. Choose it again.`,
  );
}

async function chooseFile(files: UxpModule['storage']['localFileSystem']): Promise<string | null> {
  const chosen = (await files.getFileForOpening?.({ types: LAUNCHER_TYPES })) ?? null;
  const entry: UxpEntry | null | undefined = Array.isArray(chosen) ? chosen[0] : chosen;
  return entry?.nativePath ?? null;
}

async function saveText({ storage }: UxpModule, name: string, text: string): Promise<boolean> {
  const entry = await storage.localFileSystem.getFileForSaving?.(name, { types: ['json'] });
  if (!entry) return false;
  await entry.write(text);
  return true;
}

async function copyText(text: string): Promise<void> {
  const clipboard: Partial<Clipboard> | undefined = navigator.clipboard;
  if (clipboard?.setContent) await clipboard.setContent({ 'text/plain': text });
  else if (clipboard?.writeText) await clipboard.writeText(text);
  else throw new ScoreError('internal', 'This version of Premiere has no clipboard for panels.');
}

function watchTheme(listener: (theme: PanelTheme) => void): () => void {
  const { theme } = document;
  if (!theme) {
    listener('darkest');
    return () => undefined;
  }
  const hear = (name: string) => listener(toTheme(name));
  hear(theme.getCurrent());
  theme.onUpdated?.addListener(hear);
  return () => theme.onUpdated?.removeListener?.(hear);
}

function toTheme(name: string): PanelTheme {
  if (name.startsWith('light')) return 'light';
  return name === 'dark' || name === 'medium' ? 'dark' : 'darkest';
}
