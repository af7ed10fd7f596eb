// `npm run package [-- --target all|NAME,NAME] [-- --archive] [-- --out DIR]`: what a person installs. The panels (.ccx: direct, the same
// for any address, Marketplace) and a host folder for each target (default: this machine), with --archive also as one file each.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { buildPanel } from './build-panel.js';
import { ROOT, type Channel } from './panel/bundle-panel.js';
import { packFolder } from './panel/ccx.js';
import { makeHostFolder } from './host-folder/make-host-folder.js';
import { packArchive } from './host-folder/pack-archive.js';
import { HOST_TARGETS, ownTarget, parseTargets, systemOf, type HostTarget } from './host-folder/targets.js';
import { manifestFor, readManifest } from './panel/manifest.js';

export type PackageOptions = { outFolder: string; targets: readonly HostTarget[] };
export type Packages = { panels: Record<Channel, string>; hostFolders: Partial<Record<HostTarget, string>> };

export async function makePackages({ outFolder, targets }: PackageOptions): Promise<Packages> {
  await mkdir(outFolder, { recursive: true });
  const panels = {
    direct: await makePanel('direct', outFolder),
    // Installed over the other, so of the same name, so in a folder of its own.
    'any-address': await makePanel('any-address', path.join(outFolder, 'any-address')),
    marketplace: await makePanel('marketplace', outFolder),
  };
  const hostFolders: Packages['hostFolders'] = {};
  for (const target of targets) {
    const folder = path.join(outFolder, `framescore-host-${target}`);
    await makeHostFolder(folder, target);
    hostFolders[target] = folder;
  }
  return { panels, hostFolders };
}

/** Named as Premiere's installers expect: id, program, `.ccx` (premiere-facts 4.5). */
async function makePanel(channel: Channel, outFolder: string): Promise<string> {
  const { id } = manifestFor(channel, await readManifest());
  await mkdir(outFolder, { recursive: true });
  const folder = await mkdtemp(path.join(tmpdir(), 'framescore-ccx-'));
  try {
    await buildPanel(channel, folder);
    const file = path.join(outFolder, `${id}_premierepro.ccx`);
    await packFolder(folder, file);
    return file;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { target: { type: 'string' }, archive: { type: 'boolean' }, out: { type: 'string' } },
  });
  const outFolder = path.resolve(values.out ?? path.join(ROOT, 'dist'));
  const { panels, hostFolders } = await makePackages({ outFolder, targets: targetsOf(values.target) });
  const made = [...Object.values(panels), ...Object.values(hostFolders)];
  for (const target of values.archive ? HOST_TARGETS : []) {
    const folder = hostFolders[target];
    if (folder) made.push(await packArchive(folder, systemOf(target)));
  }
  for (const file of made) console.log(path.relative(process.cwd(), file));
}

function targetsOf(asked: string | undefined): HostTarget[] {
  if (asked !== undefined) return parseTargets(asked);
  const own = ownTarget();
  if (own) return [own];
  throw new Error(`There is no host for this machine. Name one with --target: ${HOST_TARGETS.join(', ')}.`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
