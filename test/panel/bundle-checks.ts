// What must be true of the built panel before anyone opens it: size, form, and the subset of CSS that UXP draws.
import assert from 'node:assert/strict';
import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { LARGEST_BUNDLE_BYTES, PANEL_FOLDER } from '../../scripts/build-panel.js';
import { listIconFiles, manifestSchema } from '../../scripts/panel/manifest.js';
import type { CheckList } from './check-list.js';
import { findForbiddenCss } from './forbidden-css.js';

export async function checkBundle(checks: CheckList, bytes: number): Promise<void> {
  const read = (name: string) => readFile(path.join(PANEL_FOLDER, name), 'utf8');
  const script = await read('main.js');
  await checks.check(`the bundle is no larger than 1.5 MiB (${(bytes / 1024).toFixed(0)} KiB)`, () => {
    assert.ok(bytes <= LARGEST_BUNDLE_BYTES);
  });
  await checks.check('the bundle is one classic script that requires only what Premiere has', () => {
    assert.match(script, /^"use strict";\(\(\)=>\{/);
    assert.doesNotMatch(script, /\bimport\(|^export |\bimport\.meta\b/m);
    const required = [...script.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, id]) => id);
    assert.deepEqual(
      required.filter((id) => !['premierepro', 'uxp', 'fs', 'os'].includes(id ?? '')),
      [],
    );
  });
  await checks.check('the page loads the script in the way UXP can', async () => {
    const page = await read('index.html');
    assert.match(page, /<script src="main\.js">/);
    assert.doesNotMatch(page, /type="module"|crossorigin/);
  });
  await checks.check('the styles stay within the CSS of UXP', async () => {
    assert.deepEqual(findForbiddenCss(await read('panel.css')), []);
    assert.deepEqual(findForbiddenCss('a { display: grid; gap: 4px; }').length, 2);
  });
  await checks.check('the manifest fits its schema, names its icons, and they exist', async () => {
    const manifest = manifestSchema.parse(JSON.parse(await read('manifest.json')));
    const icons = listIconFiles(manifest);
    assert.equal(icons.length, 6);
    for (const icon of icons) await access(path.join(PANEL_FOLDER, icon));
  });
}
