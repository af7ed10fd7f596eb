// What require("uxp") returns: storage over the virtual disk, secure storage, shell, entry points, with the limits of the manifest.
import { FakeDisk } from './disk.js';
import type { FakeWorld } from './world.js';

type Entry = {
  readonly name: string;
  readonly nativePath: string;
  readonly isFile: boolean;
  readonly isFolder: boolean;
};

export type FakeFile = Entry & {
  read(options?: { format?: symbol }): Promise<string | ArrayBuffer>;
  write(data: string | ArrayBuffer, options?: { format?: symbol }): Promise<number>;
  getMetadata(): Promise<{ size: number; dateModified: Date }>;
  delete(): Promise<number>;
};

export type FakeFolder = Entry & {
  getEntry(name: string): Promise<FakeFile>;
  getEntries(): Promise<FakeFile[]>;
  createFile(name: string, options?: { overwrite?: boolean }): Promise<FakeFile>;
};

const UTF8 = Symbol('utf8');
const BINARY = Symbol('binary');

export type FakeUxpOptions = { temporaryFolder: string; dataFolder: string };

export function makeUxp(world: FakeWorld, options: FakeUxpOptions) {
  const secrets = new Map<string, Uint8Array>();
  const opened: string[] = [];
  let setups = 0;
  for (const folder of Object.values(options)) world.disk.makeFolder(folder);
  return {
    host: { name: 'premierepro', version: world.hostVersion, uiLocale: 'en_US' },
    // Live runs saw nothing in it (1.0).
    versions: {},
    storage: {
      formats: { utf8: UTF8, binary: BINARY },
      localFileSystem: {
        // F40
        getTemporaryFolder: () =>
          world.profile.deniesFolder
            ? Promise.reject(new Error('Permission denied'))
            : Promise.resolve(makeFolderEntry(world, options.temporaryFolder)),
        getDataFolder: () => Promise.resolve(makeFolderEntry(world, options.dataFolder)),
        getEntryWithUrl: () => Promise.reject(new Error('Permission denied')),
      },
      secureStorage: {
        setItem: (key: string, value: string | Uint8Array) => {
          const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
          if (bytes.length === 0) return Promise.reject(new Error('empty value'));
          secrets.set(key, bytes);
          return Promise.resolve();
        },
        getItem: (key: string) => Promise.resolve(secrets.get(key) ?? null),
        removeItem: (key: string) => Promise.resolve(void secrets.delete(key)),
      },
    },
    shell: {
      openExternal: (url: string) => {
        opened.push(url);
        return Promise.resolve(/^(https|framescore):/.test(url) ? '' : 'scheme not allowed');
      },
      openPath: (path: string) => {
        opened.push(path);
        return Promise.resolve('');
      },
      /** Of the fake: what was opened. */
      opened,
    },
    entrypoints: {
      setup: (_entrypoints: object) => {
        setups += 1;
        if (setups > 1) throw new Error('entrypoints.setup was called twice');
      },
    },
  };
}

function makeFolderEntry(world: FakeWorld, path: string): FakeFolder {
  const file = (name: string): FakeFile => makeFileEntry(world, `${FakeDisk.normal(path)}/${name}`);
  return {
    name: path.split('/').at(-1) ?? path,
    nativePath: path,
    isFile: false,
    isFolder: true,
    getEntry: async (name) => {
      await world.clock.wait(1);
      if (!world.disk.read(`${path}/${name}`)) throw new Error(`Could not find an entry of "${name}"`);
      return file(name);
    },
    getEntries: async () => {
      await world.clock.wait(1);
      return world.disk.list(path).map(file);
    },
    createFile: (name, options) => {
      if (world.disk.read(`${path}/${name}`) && !options?.overwrite)
        return Promise.reject(new Error('File exists'));
      world.disk.write(`${path}/${name}`, { sizeBytes: 0, content: '' });
      return Promise.resolve(file(name));
    },
  };
}

function makeFileEntry(world: FakeWorld, path: string): FakeFile {
  const state = () => {
    const found = world.disk.read(path);
    if (!found) throw new Error('File does not exist');
    return found;
  };
  return {
    name: path.split('/').at(-1) ?? path,
    nativePath: path,
    isFile: true,
    isFolder: false,
    read: async (options) => {
      await world.clock.wait(1);
      const { content } = state();
      if (options?.format === BINARY) return toBytes(content).buffer as ArrayBuffer;
      return typeof content === 'string' ? content : new TextDecoder().decode(toBytes(content));
    },
    write: async (data, options) => {
      await world.clock.wait(1);
      if (typeof data !== 'string' && options?.format !== BINARY)
        throw new Error('binary data needs formats.binary');
      const content = typeof data === 'string' ? data : new Uint8Array(data);
      world.disk.write(path, { content });
      return content.length;
    },
    getMetadata: async () => {
      await world.clock.wait(1);
      return { size: state().sizeBytes, dateModified: new Date(0) };
    },
    delete: () => Promise.resolve(world.disk.delete(path) ? 0 : -1),
  };
}

function toBytes(content: string | Uint8Array | null): Uint8Array {
  if (content === null) return new Uint8Array();
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}

export type FakeUxp = ReturnType<typeof makeUxp>;
