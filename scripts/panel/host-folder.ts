// The portable host: compiled program, the packages it needs on this system, the shipped model, launchers. Runs wherever it is put;
// needs Node 20.19 or later unless one is put in with it.
import { chmod, cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './bundle-panel.js';
import { HOST_LAUNCHERS, HOST_README } from './host-launchers.js';
import { listProductionPackages } from './production-packages.js';

/** Model bundles that are shipped. */
const BUNDLES = ['small'];
/** Files of packages that nothing reads at run time. */
const NEEDLESS = /\.(d\.[cm]?ts|map|md|tsbuildinfo)$/;

export async function makeHostFolder(folder: string, nodeFolder?: string): Promise<void> {
  if (!existsSync(path.join(ROOT, 'native-host/dist/main.js'))) throw new Error('Run "npm run build" first.');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const copy = (from: string, to = from) =>
    cp(path.join(ROOT, from), path.join(folder, to), {
      recursive: true,
      dereference: true,
      filter: isWanted,
    });
  for (const part of ['native-host/bin', 'native-host/dist', 'native-host/package.json']) await copy(part);
  for (const part of ['dist', 'package.json'])
    await copy(`contract/${part}`, `node_modules/@framescore/contract/${part}`);
  for (const bundle of BUNDLES) await copy(`models/bundles/${bundle}`);
  // doctor decodes the example clip.
  for (const file of ['LICENSE', 'NOTICE', 'examples/media/night-train.mp4']) await copy(file);
  for (const name of await listProductionPackages('native-host')) await copy(name);
  await writeLaunchers(folder);
  if (nodeFolder !== undefined) await copyNode(path.resolve(nodeFolder), folder);
}

function isWanted(source: string): boolean {
  return !NEEDLESS.test(source) && !isForeignRuntime(source);
}

/** onnxruntime-node carries every system's library (245 MB too many), `bin/napi-v*\/<platform>/<arch>`. */
function isForeignRuntime(source: string): boolean {
  const [, platform, arch] =
    /onnxruntime-node[\\/]bin[\\/]napi-v\d+[\\/](\w+)(?:[\\/](\w+))?/.exec(source) ?? [];
  if (platform === undefined) return false;
  return platform !== process.platform || (arch !== undefined && arch !== process.arch);
}

async function writeLaunchers(folder: string): Promise<void> {
  for (const [name, text] of Object.entries(HOST_LAUNCHERS)) {
    const file = path.join(folder, name);
    await writeFile(file, name.endsWith('.cmd') ? text.replaceAll('\n', '\r\n') : text);
    await chmod(file, 0o755);
  }
  await writeFile(path.join(folder, 'README.txt'), HOST_README);
}

/** Only the program itself: `bin/node`, on Windows `node.exe`. */
async function copyNode(nodeFolder: string, folder: string): Promise<void> {
  const name = process.platform === 'win32' ? 'node.exe' : 'bin/node';
  const program = path.join(nodeFolder, name);
  if (!existsSync(program)) throw new Error(`There is no ${name} in ${nodeFolder}.`);
  await cp(program, path.join(folder, 'node', name), { dereference: true });
}
