// Installs what a host needs for a system that may not be this one: npm chooses the native packages and checks each against the lock file.
import { execFile } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../panel/bundle-panel.js';
import type { TargetSystem } from './targets.js';

const run = promisify(execFile);
/** All that npm reads to install the workspace `native-host`. */
const MANIFESTS = [
  'package.json',
  'package-lock.json',
  '.npmrc',
  'contract/package.json',
  'plugin/package.json',
  'native-host/package.json',
  'native-host/bin',
];
/** Names the Node.js that host folders bring along, by version and hash. */
export const RUNTIME_FOLDER = path.join(ROOT, 'scripts/host-folder/runtime');

/** Production packages of the host in `folder/node_modules`; the workspaces themselves are links there. */
export async function installHostPackages(folder: string, system: TargetSystem): Promise<void> {
  for (const name of MANIFESTS) {
    const target = path.join(folder, name);
    await mkdir(path.dirname(target), { recursive: true });
    await cp(path.join(ROOT, name), target, { recursive: true });
  }
  await npmCi(folder, system, ['--omit=dev', '--workspace', 'native-host']);
}

/** -> the folder of the package that holds Node.js for this system. */
export async function installRuntime(folder: string, system: TargetSystem): Promise<string> {
  await cp(RUNTIME_FOLDER, folder, { recursive: true });
  await npmCi(folder, system, []);
  return path.join(folder, 'node_modules', system.nodePackage);
}

/** No install script is run: they would build or fetch for this machine, and none of ours is needed. */
async function npmCi(folder: string, { os, cpu, libc }: TargetSystem, args: string[]): Promise<void> {
  const options = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--os', os, '--cpu', cpu, ...args];
  if (libc) options.push('--libc', libc);
  const npm = process.env['npm_execpath'];
  // Run by npm, its own program is known; on Windows a bare `npm` is a script that only a shell can start.
  const [command, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  await run(command, [...first, ...options], { cwd: folder, maxBuffer: 16 * 1024 * 1024 });
}
