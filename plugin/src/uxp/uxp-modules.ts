// What the panel uses of UXP's own modules, and how they are reached. By hand: the published typings promise what older versions lack.

export type UxpEntry = { nativePath: string; name: string; write(text: string): Promise<unknown> };

export type UxpModule = {
  host?: { name?: string; version?: string };
  entrypoints: { setup(plan: UxpEntrypoints): void };
  storage: {
    localFileSystem: {
      getFileForSaving?(name: string, options?: { types: string[] }): Promise<UxpEntry | null>;
      getFileForOpening?(options?: { types: string[] }): Promise<UxpEntry | UxpEntry[] | null>;
    };
    secureStorage: {
      setItem(key: string, value: Uint8Array): Promise<void>;
      getItem(key: string): Promise<Uint8Array | null>;
      removeItem(key: string): Promise<unknown>;
    };
  };
  shell?: {
    /** -> "" when it went well, else a message. */
    openPath(path: string, why: string): Promise<string>;
  };
};

/** UXP's `os`: "darwin", "win32", "win10". */
export type UxpOs = { platform(): string; homedir(): string };

/** Depending on the version a panel is given its node itself, or an event that holds it. */
export type UxpPanelNode = HTMLElement | { node: HTMLElement };

export type UxpEntrypoints = {
  panels: Record<string, { create(node: UxpPanelNode): void; show(): void; hide(): void }>;
  commands: Record<string, { run(): void }>;
};

declare const require: ((id: string) => unknown) | undefined;

/** A module of the runtime; tests put theirs on the page. */
export function requireRuntime(id: string): unknown {
  const reach =
    typeof require === 'function' ? require : (globalThis as { require?: typeof require }).require;
  if (!reach) throw new Error(`${id} is only there inside Premiere.`);
  return reach(id);
}
