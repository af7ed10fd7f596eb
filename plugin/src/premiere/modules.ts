// What the adapter needs of the two modules that Premiere gives a panel, and of time. Only main.tsx requires the real ones.
import type { premierepro } from '@adobe/premierepro';
import type { Pace } from './pace.js';

export type UxpFile = {
  readonly name: string;
  readonly nativePath: string;
  read(options?: { format?: symbol }): Promise<string | ArrayBuffer>;
  write(data: string | ArrayBuffer, options?: { format?: symbol }): Promise<unknown>;
  getMetadata(): Promise<{ size: number }>;
  delete(): Promise<unknown>;
};

export type UxpFolder = {
  readonly nativePath: string;
  getEntry(name: string): Promise<UxpFile>;
  /** Files, and folders that nobody here has made. */
  getEntries(): Promise<UxpFile[]>;
  createFile(name: string, options?: { overwrite?: boolean }): Promise<UxpFile>;
};

export type UxpModule = {
  host?: { name: string; version: string };
  storage: {
    formats: { binary: symbol };
    localFileSystem: { getTemporaryFolder(): Promise<UxpFolder> };
  };
};

export type PremiereModules = { ppro: premierepro; uxp: UxpModule };

/** The modules, a way to let time pass that tests can replace, and how calls are paced. */
export type PremiereContext = PremiereModules & {
  wait: (durationMs: number) => Promise<void>;
  pace: Pace;
};

export function waitForReal(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}
