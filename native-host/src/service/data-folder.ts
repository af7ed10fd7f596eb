// Where the host keeps what is its own, for its user only, and who is using it: folder, lock of one host, host.json.
import { chmod, mkdir, readFile, rm, writeFile, rename } from 'node:fs/promises';
import path from 'node:path';
import envPaths from 'env-paths';
import { ScoreError } from '@framescore/contract';

export type HostAddress = { pid: number; port: number };

export type DataFolder = {
  directory: string;
  databasePath: string;
  lockPath: string;
  scoresPath: string;
  hostPath: string;
  codePath: string;
  logPath: string;
};

/** The folder of this user, or the one of FRAMESCORE_DATA_DIR. Nothing is made yet. */
export function dataFolderOf(env: NodeJS.ProcessEnv): DataFolder {
  const directory = path.resolve(env['FRAMESCORE_DATA_DIR'] || envPaths('FrameScore', { suffix: '' }).data);
  const at = (name: string) => path.join(directory, name);
  return {
    directory,
    databasePath: at('framescore.sqlite'),
    lockPath: at('host.lock'),
    scoresPath: at('scores'),
    hostPath: at('host.json'),
    codePath: at('pairing-code.json'),
    logPath: at('host.log'),
  };
}

/** Makes the folder with rights for its user alone. Throws output-unwritable. */
export async function makeDataFolder(folder: DataFolder): Promise<void> {
  try {
    await mkdir(folder.scoresPath, { recursive: true, mode: 0o700 });
    await chmod(folder.directory, 0o700);
  } catch (cause) {
    const detail = `The data folder ${folder.directory} cannot be made. Check its rights, or set FRAMESCORE_DATA_DIR.`;
    throw new ScoreError('output-unwritable', detail, { cause });
  }
}

/** A small file only its user can read, whole or absent. */
export async function writePrivateFile(file: string, content: string): Promise<void> {
  const temporaryPath = `${file}.${process.pid}.new`;
  await rm(temporaryPath, { force: true });
  await writeFile(temporaryPath, content, { mode: 0o600, flag: 'wx' });
  await rename(temporaryPath, file);
}

export async function writeHostAddress(folder: DataFolder, address: HostAddress): Promise<void> {
  await writePrivateFile(folder.hostPath, `${JSON.stringify(address)}\n`);
}

/** Who runs with this folder, by its own word; undefined when nobody does. */
export async function readHostAddress(folder: DataFolder): Promise<HostAddress | undefined> {
  const text = await readFile(folder.hostPath, 'utf8').catch(() => undefined);
  const found = text === undefined ? undefined : parseJson(text);
  const { pid, port } = (found ?? {}) as Partial<HostAddress>;
  return typeof pid === 'number' && typeof port === 'number' ? { pid, port } : undefined;
}

/** The host that runs with this folder now; undefined when the one that wrote host.json is gone. */
export async function findRunningHost(folder: DataFolder): Promise<HostAddress | undefined> {
  const address = await readHostAddress(folder);
  return address && isAlive(address.pid) ? address : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

export async function removeHostAddress(folder: DataFolder): Promise<void> {
  await rm(folder.hostPath, { force: true });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
