// Where the host keeps what is its own, for its user only, and who is using it: folder, lock of one host, host.json.
import { constants } from 'node:fs';
import { access, chmod, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import envPaths from 'env-paths';
import { ScoreError } from '@framescore/contract';
import { isNoSpace, systemReason } from '../core/system/system-reason.js';

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

/** Makes folders that are missing, with these rights. Throws the error of the system. */
export type MakeFolders = (directory: string, mode: number) => Promise<unknown>;

/** Makes the folder with rights for its user alone. Throws output-unwritable or no-space, each with its reason. */
export async function makeDataFolder(
  { directory, scoresPath }: DataFolder,
  make: MakeFolders,
): Promise<void> {
  try {
    await make(scoresPath, 0o700);
    const { uid } = await stat(directory);
    const user = process.getuid?.() ?? uid;
    if (user !== 0 && uid !== user) throw belongsToOther(directory);
    for (const each of [directory, scoresPath])
      await access(each, constants.R_OK | constants.W_OK | constants.X_OK);
    await chmod(directory, 0o700);
  } catch (cause) {
    throw cause instanceof ScoreError ? cause : dataFolderProblem(directory, cause);
  }
}

function belongsToOther(directory: string): ScoreError {
  const detail = `The data folder ${directory} belongs to another user. Set FRAMESCORE_DATA_DIR to a folder of yours.`;
  return new ScoreError('output-unwritable', detail);
}

function dataFolderProblem(directory: string, cause: unknown): ScoreError {
  const { path: at } = cause as NodeJS.ErrnoException;
  const place = at === undefined || at === directory ? '' : ` (${at})`;
  const detail = `The data folder ${directory} cannot be used: ${systemReason(cause)}${place}. Mend that, or set FRAMESCORE_DATA_DIR to another folder.`;
  return new ScoreError(isNoSpace(cause) ? 'no-space' : 'output-unwritable', detail, { cause });
}

/** A small file only its user can read, whole or absent. */
export async function writePrivateFile(file: string, content: string): Promise<void> {
  const temporaryPath = `${file}.${process.pid}.new`;
  await rm(temporaryPath, { force: true });
  await writeFile(temporaryPath, content, { mode: 0o600, flag: 'wx' });
  await rename(temporaryPath, file);
}

/** Only the host that holds the lock writes here, so that what killed ones left beside it can go. */
export async function writeHostAddress(folder: DataFolder, address: HostAddress): Promise<void> {
  try {
    const left = (await readdir(folder.directory)).filter((name) => /^host\.json\.\d+\.new$/.test(name));
    for (const name of left) await rm(path.join(folder.directory, name), { recursive: true, force: true });
    await writePrivateFile(folder.hostPath, `${JSON.stringify(address)}\n`);
  } catch (cause) {
    throw dataFolderProblem(folder.directory, cause);
  }
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

/** Never throws: the end of a host must not hang on it, and a dead process number says enough. */
export async function removeHostAddress(folder: DataFolder): Promise<void> {
  await rm(folder.hostPath, { force: true }).catch(() => undefined);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
