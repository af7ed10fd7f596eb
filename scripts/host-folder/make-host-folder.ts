// The host as an editor installs it: compiled program, packages of the target system, its own Node.js, the shipped model and launchers.
// Needs neither Node nor npm where it is put.
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from '../panel/bundle-panel.js';
import { installHostPackages, installRuntime, RUNTIME_FOLDER } from './install-packages.js';
import { HOST_README, launchersOf } from './launchers.js';
import { MAC_APP_NAME, macAppFiles } from './mac-app.js';
import { systemOf, type HostTarget, type TargetSystem } from './targets.js';

/** Model bundles that are shipped. */
const BUNDLES = ['small'];
const NODE_LICENCE = path.join(RUNTIME_FOLDER, 'NODE-LICENSE.txt');
/** Files of packages that nothing reads at run time; licence texts stay, whatever they are called. */
const NEEDLESS = /\.(d\.[cm]?ts|map|md|tsbuildinfo)$/i;
const LICENCE_NAME = /(licen[cs]e|notice|copying|copyright)/i;

/** Writes `folder`, which is removed first. Throws an Error that says what is missing. */
export async function makeHostFolder(folder: string, target: HostTarget): Promise<void> {
  if (!existsSync(path.join(ROOT, 'native-host/dist/main.js'))) throw new Error('Run "npm run build" first.');
  const system = systemOf(target);
  await rm(folder, { recursive: true, force: true });
  const program = programFolderOf(folder, system);
  await mkdir(program, { recursive: true });
  await copyProgram(program);
  await withStaging(async (staging) => {
    await installHostPackages(path.join(staging, 'host'), system);
    await copyPackages(path.join(staging, 'host/node_modules'), program, system);
    await copyRuntime(await installRuntime(path.join(staging, 'runtime'), system), program, system);
  });
  await writeTexts(program, launchersOf(system.os));
  if (system.os === 'darwin') await writeTexts(folder, await macAppFiles());
  await writeFile(path.join(folder, 'README.txt'), HOST_README[system.os]);
}

/** Where the program lies: on macOS inside the application, so that one thing is dragged, signed and approved. */
export function programFolderOf(folder: string, { os }: Pick<TargetSystem, 'os'>): string {
  return os === 'darwin' ? path.join(folder, MAC_APP_NAME, 'Contents/Resources/host') : folder;
}

async function withStaging(work: (staging: string) => Promise<void>): Promise<void> {
  const staging = await mkdtemp(path.join(tmpdir(), 'framescore-host-'));
  try {
    await work(staging);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function copyProgram(folder: string): Promise<void> {
  const copy = (from: string, to = from) => copyWanted(path.join(ROOT, from), path.join(folder, to));
  for (const part of ['native-host/bin', 'native-host/dist', 'native-host/package.json']) await copy(part);
  for (const part of ['dist', 'package.json'])
    await copy(`contract/${part}`, `node_modules/@framescore/contract/${part}`);
  for (const bundle of BUNDLES) await copy(`models/bundles/${bundle}`);
  // doctor decodes the example clip.
  for (const file of ['LICENSE', 'NOTICE', 'examples/media/night-train.mp4']) await copy(file);
}

async function copyPackages(from: string, folder: string, system: TargetSystem): Promise<void> {
  await copyWanted(
    from,
    path.join(folder, 'node_modules'),
    (name) => !name.startsWith('@framescore') && !name.startsWith('.') && !isForeignRuntime(name, system),
  );
}

/** Copies files that are read at run time; `isKept` is asked for paths below `from`, with `/`. */
async function copyWanted(from: string, to: string, isKept: (name: string) => boolean = () => true) {
  await cp(from, to, {
    recursive: true,
    dereference: true,
    filter: (source) => {
      const name = path.relative(from, source).split(path.sep).join('/');
      const isNeeded = !NEEDLESS.test(source) || LICENCE_NAME.test(path.basename(source));
      return isNeeded && isKept(name);
    },
  });
}

/**
 * onnxruntime-node carries the libraries of every system in one package, `bin/napi-v6/<os>/<cpu>`; of node-av's two for
 * Windows the one built with MinGW is for a Node built that way, which this one is not.
 */
function isForeignRuntime(name: string, { os, cpu }: TargetSystem): boolean {
  if (/^@seydx\/node-av-.*-mingw/.test(name)) return true;
  if (/^@libsql\/.*-musl/.test(name)) return true;
  const [, libraryOs, libraryCpu] = /^onnxruntime-node\/bin\/napi-v\d+\/(\w+)(?:\/(\w+))?/.exec(name) ?? [];
  if (libraryOs === undefined) return false;
  return libraryOs !== os || (libraryCpu !== undefined && libraryCpu !== cpu);
}

/** The program alone, and its licence (one package has none, so it is kept here): `node/bin/node`, on Windows `node/node.exe`. */
async function copyRuntime(nodePackage: string, folder: string, system: TargetSystem): Promise<void> {
  const program = path.join(nodePackage, system.nodeProgram);
  const target = path.join(folder, 'node', system.os === 'win32' ? 'node.exe' : 'bin/node');
  await cp(program, target);
  await chmod(target, 0o755);
  await cp(NODE_LICENCE, path.join(folder, 'node/LICENSE'));
}

/** Everything written here is started by a person or the system, so it is executable; data files do not mind. */
async function writeTexts(folder: string, texts: Record<string, string | Uint8Array>): Promise<void> {
  for (const [name, content] of Object.entries(texts)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
    const isProgram = typeof content === 'string' && /^(#!|@echo)/.test(content);
    await chmod(file, isProgram ? 0o755 : 0o644);
  }
}
