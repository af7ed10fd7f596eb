// The packages as a person gets them: unpacked, and looked through.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { PANEL_FOLDER } from '../../scripts/build-panel.js';
import { HOST_TARGETS } from '../../scripts/host-folder/targets.js';
import { makePackages, type Packages } from '../../scripts/package.js';
import { packFolder } from '../../scripts/panel/ccx.js';
import { listIconFiles, manifestSchema, type PanelManifest } from '../../scripts/panel/manifest.js';
import type { CheckList } from './check-list.js';
import { checkHostFolders } from './host-folder-checks.js';

export async function checkPackages(checks: CheckList): Promise<void> {
  const outFolder = await mkdtemp(path.join(tmpdir(), 'framescore-package-'));
  try {
    let packages: Packages | undefined;
    await checks.check('npm run package makes two panels and the host folders', async () => {
      packages = await makePackages({ outFolder, targets: HOST_TARGETS });
    });
    if (!packages) return;
    await checkPanels(checks, packages, outFolder);
    await checkHostFolders(checks, packages.hostFolders, outFolder);
  } finally {
    await rm(outFolder, { recursive: true, force: true });
  }
}

async function readPanel(
  file: string,
): Promise<{ files: Record<string, Uint8Array>; manifest: PanelManifest }> {
  const files = unzipSync(await readFile(file));
  const manifest = manifestSchema.parse(JSON.parse(Buffer.from(files['manifest.json'] ?? []).toString()));
  return { files, manifest };
}

async function checkPanels(checks: CheckList, { panels }: Packages, outFolder: string): Promise<void> {
  await checks.check('each .ccx holds a whole panel, manifest at its root', async () => {
    for (const file of Object.values(panels)) {
      const { files, manifest } = await readPanel(file);
      assert.equal(path.basename(file), `${manifest.id}_premierepro.ccx`);
      const expected = [
        'index.html',
        'main.js',
        'manifest.json',
        'panel.css',
        'LICENSE',
        'NOTICE',
        ...listIconFiles(manifest),
      ];
      assert.deepEqual(Object.keys(files).sort(), expected.sort());
    }
  });
  await checks.check('the Marketplace panel has an id of its own and can start no program', async () => {
    const [direct, marketplace] = [await readPanel(panels.direct), await readPanel(panels.marketplace)];
    assert.notEqual(marketplace.manifest.id, direct.manifest.id);
    assert.deepEqual(marketplace.manifest.requiredPermissions.launchProcess.extensions, []);
    assert.ok(direct.manifest.requiredPermissions.launchProcess.extensions.includes('.command'));
    const script = (panel: typeof direct) => Buffer.from(panel.files['main.js'] ?? []).toString();
    assert.notEqual(script(direct), script(marketplace));
  });
  await checks.check('the same files are packed into the same bytes', async () => {
    const copies = ['one.zip', 'two.zip'].map((name) => path.join(outFolder, name));
    for (const copy of copies) await packFolder(PANEL_FOLDER, copy);
    const [one, two] = await Promise.all(copies.map((copy) => readFile(copy)));
    assert.ok(one?.equals(two ?? Buffer.alloc(0)));
  });
}
