// Which installed packages a workspace needs at run time, found as Node finds them: from the package that asks, upwards.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from './bundle-panel.js';

type PackageFile = {
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
};

/** Paths from the repository root, workspaces left out; optional packages of other systems are not installed and so not there. */
export async function listProductionPackages(workspace: string): Promise<string[]> {
  const found = new Set<string>();
  await addPackages(path.join(ROOT, workspace), found);
  return [...found].map((folder) => path.relative(ROOT, folder)).sort();
}

async function addPackages(folder: string, found: Set<string>): Promise<void> {
  const text = await readFile(path.join(folder, 'package.json'), 'utf8');
  const { dependencies = {}, optionalDependencies = {} } = JSON.parse(text) as PackageFile;
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
    const needed = findPackage(name, folder);
    if (!needed) {
      if (name in optionalDependencies) continue;
      throw new Error(`${path.relative(ROOT, folder)} needs ${name}, which is not installed. Run "npm ci".`);
    }
    if (found.has(needed)) continue;
    // The contract is copied by itself, but what it needs is needed.
    if (!name.startsWith('@framescore/')) found.add(needed);
    await addPackages(needed, found);
  }
}

function findPackage(name: string, from: string): string | undefined {
  for (let folder = from; folder.startsWith(ROOT); folder = path.dirname(folder)) {
    const candidate = path.join(folder, 'node_modules', name);
    if (existsSync(path.join(candidate, 'package.json'))) return candidate;
  }
  return undefined;
}
