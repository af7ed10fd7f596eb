// Clipboard, file pickers and theme, through UXP; the rest of the machine is put together here. Implements PlatformPort.
import { ScoreError } from '@framescore/contract';
import type { PanelTheme, PlatformPort } from '../ports.js';
import { createHostStarter } from './host-launcher.js';
import type { UxpModule, UxpOs } from './uxp-modules.js';

export function createPlatform(uxp: UxpModule, os: UxpOs, isShown: () => boolean): PlatformPort {
  return {
    startHost: createHostStarter(uxp, os),
    isShown,
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

async function saveText({ storage }: UxpModule, name: string, text: string): Promise<boolean> {
  const entry = await storage.localFileSystem.getFileForSaving?.(name, { types: ['json'] });
  if (!entry) return false;
  await entry.write(text);
  return true;
}

async function copyText(text: string): Promise<void> {
  const clipboard: Partial<Clipboard> | undefined = navigator.clipboard;
  // setContent is deprecated from UXP 8.0.1 on; older ones have nothing else.
  if (clipboard?.writeText) await clipboard.writeText(text);
  else if (clipboard?.setContent) await clipboard.setContent({ 'text/plain': text });
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
