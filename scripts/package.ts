// `npm run package [-- --node DIR] [-- --out DIR]`: what a person installs. The panels (.ccx: direct, the same for any address, Marketplace) and the portable host folder.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { buildPanel } from './build-panel.js';
import { ROOT, type Channel } from './panel/bundle-panel.js';
import { packFolder } from './panel/ccx.js';
import { makeHostFolder } from './panel/host-folder.js';
import { manifestFor, readManifest } from './panel/manifest.js';

export type PackageOptions = { outFolder: string; nodeFolder?: string | undefined };
export type Packages = { panels: Record<Channel, string>; hostFolder: string };

export async function makePackages({ outFolder, nodeFolder }: PackageOptions): Promise<Packages> {
  await mkdir(outFolder, { recursive: true });
  const panels = {
    direct: await makePanel('direct', outFolder),
    // Installed over the other, so of the same name, so in a folder of its own.
    'any-address': await makePanel('any-address', path.join(outFolder, 'any-address')),
    marketplace: await makePanel('marketplace', outFolder),
  };
  const hostFolder = path.join(outFolder, `framescore-host-${process.platform}-${process.arch}`);
  await makeHostFolder(hostFolder, nodeFolder);
  return { panels, hostFolder };
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
  const { values } = parseArgs({ options: { node: { type: 'string' }, out: { type: 'string' } } });
  const outFolder = path.resolve(values.out ?? path.join(ROOT, 'dist'));
  const { panels, hostFolder } = await makePackages({ outFolder, nodeFolder: values.node });
  for (const made of [...Object.values(panels), hostFolder]) console.log(path.relative(process.cwd(), made));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
