// `npm run build:panel`: the panel as UXP loads it, in plugin/dist/bundle: manifest, page, styles, icons and one script.
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT, bundleText, panelBuildOptions, type Channel } from './panel/bundle-panel.js';
import { manifestFor, readManifest, listIconFiles } from './panel/manifest.js';

/** Largest bundle that loads without a noticeable wait. */
export const LARGEST_BUNDLE_BYTES = 1.5 * 1024 * 1024;
export const PANEL_FOLDER = path.join(ROOT, 'plugin/dist/bundle');

/** Builds into `folder`; -> the size of the script, bytes. */
export async function buildPanel(channel: Channel, folder = PANEL_FOLDER): Promise<number> {
  const manifest = manifestFor(channel, await readManifest());
  await rm(folder, { recursive: true, force: true });
  await mkdir(path.join(folder, 'icons'), { recursive: true });
  const script = await bundleText('plugin/src/main.tsx', panelBuildOptions(channel, manifest.version));
  await writeFile(path.join(folder, 'main.js'), script);
  await writeFile(path.join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  const copies: [string, string][] = [
    ['plugin/index.html', 'index.html'],
    ['plugin/src/ui/panel.css', 'panel.css'],
    ['NOTICE', 'NOTICE'],
    ['LICENSE', 'LICENSE'],
    ...listIconFiles(manifest).map((file): [string, string] => [`plugin/${file}`, file]),
  ];
  for (const [from, to] of copies) await copyFile(path.join(ROOT, from), path.join(folder, to));
  return (await readFile(path.join(folder, 'main.js'))).length;
}

async function main(): Promise<void> {
  const bytes = await buildPanel('direct');
  console.log(`plugin/dist/bundle: main.js has ${(bytes / 1024).toFixed(0)} KiB`);
  if (bytes > LARGEST_BUNDLE_BYTES)
    throw new Error(`The bundle is larger than ${LARGEST_BUNDLE_BYTES} bytes.`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
