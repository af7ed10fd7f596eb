// The packages as a person gets them: unpacked, and looked through.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { PANEL_FOLDER } from '../../scripts/build-panel.js';
import { HOST_TARGETS } from '../../scripts/host-folder/targets.js';
import { makePackages, type Packages } from '../../scripts/package.js';
import { packFolder } from '../../scripts/panel/ccx.js';
import { listIconFiles, manifestSchema, type PanelManifest } from '../../scripts/panel/manifest.js';
import type { CheckList } from './check-list.js';
import { checkHostFolders } from './host-folder-checks.js';
import { readZipDirectory, type ZipEntry } from './zip-directory.js';

export async function checkPackages(checks: CheckList): Promise<void> {
  const outFolder = await mkdtemp(path.join(tmpdir(), 'framescore-package-'));
  try {
    let packages: Packages | undefined;
    await checks.check('npm run package makes three panels and the host folders', async () => {
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
      const isFile = (name: string) => !name.endsWith('/');
      assert.deepEqual(Object.keys(files).filter(isFile).sort(), expected.sort());
    }
  });
  await checks.check('each .ccx is laid out as an installer on macOS needs it', async () => {
    for (const file of Object.values(panels)) assertInstallable(readZipDirectory(await readFile(file)));
    // An entry without permission bits, as a plain zip writes it, must be found.
    const bare = Buffer.from(zipSync({ 'manifest.json': new Uint8Array(1) }));
    assert.throws(() => assertInstallable(readZipDirectory(bare)), /manifest\.json/);
  });
  await checks.check('the Marketplace panel has an id of its own and can start no program', async () => {
    const [direct, marketplace] = [await readPanel(panels.direct), await readPanel(panels.marketplace)];
    assert.notEqual(marketplace.manifest.id, direct.manifest.id);
    assert.equal(marketplace.manifest.requiredPermissions.launchProcess, undefined);
    assert.ok(direct.manifest.requiredPermissions.launchProcess?.extensions.includes('.command'));
    const script = (panel: typeof direct) => Buffer.from(panel.files['main.js'] ?? []).toString();
    assert.notEqual(script(direct), script(marketplace));
  });
  await checks.check('the panel for any address is the direct one, with one permission more', async () => {
    const [direct, any] = [await readPanel(panels.direct), await readPanel(panels['any-address'])];
    const { requiredPermissions } = direct.manifest;
    const widened = { ...requiredPermissions, network: { domains: 'all' } };
    assert.deepEqual(any.manifest, { ...direct.manifest, requiredPermissions: widened });
  });
  await checks.check('the same files are packed into the same bytes', async () => {
    const copies = ['one.zip', 'two.zip'].map((name) => path.join(outFolder, name));
    for (const copy of copies) await packFolder(PANEL_FOLDER, copy);
    const [one, two] = await Promise.all(copies.map((copy) => readFile(copy)));
    assert.ok(one?.equals(two ?? Buffer.alloc(0)));
  });
}

/** Manifest first; made by Unix with the modes of plain files and folders; each folder an entry before what lies in it. */
function assertInstallable(entries: readonly ZipEntry[]): void {
  assert.equal(entries[0]?.name, 'manifest.json');
  const seen = new Set<string>();
  for (const { name, madeBy, mode, isCompressed } of entries) {
    const isFolder = name.endsWith('/');
    assert.deepEqual([name, madeBy, mode], [name, 3, isFolder ? 0o40755 : 0o100644]);
    assert.ok(!isFolder || !isCompressed, `${name} is a folder and has content`);
    const folder = name.replace(/[^/]+\/?$/, '');
    assert.ok(folder === '' || seen.has(folder), `${name} comes without its folder`);
    seen.add(name);
  }
}
