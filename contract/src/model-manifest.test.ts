import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { modelManifest, type ModelManifest } from './model-manifest.js';

const file = fileURLToPath(new URL('../../models/bundles/debug-score/model.json', import.meta.url));
const manifest = JSON.parse(readFileSync(file, 'utf8')) as ModelManifest;

test('the manifest that the export script wrote is one', () => {
  expect(modelManifest.parse(manifest)).toMatchObject({ id: 'debug-score', family: 'score', channels: 2 });
});

test('sampling defaults name each stream', () => {
  expect(manifest.sampling.temperature).toHaveLength(manifest.streams.length);
  expect(manifest.sampling.topK).toHaveLength(manifest.streams.length);
});

const [firstFile] = manifest.files;
test.each([
  ['another schema version', { schemaVersion: 2 }],
  ['a family nobody plays', { family: 'midi' }],
  ['an id that is a path', { id: '../small' }],
  ['a file outside its folder', { files: [{ ...firstFile, path: '../a.onnx' }] }],
  ['a hash that is none', { files: [{ ...firstFile, sha256: 'abc' }] }],
  ['no file', { files: [] }],
  ['no style', { styles: [] }],
  ['a style without a tempo range', { styles: [{ id: 'a', title: 'A', tempoBpm: [90] }] }],
  ['no stream', { streams: [] }],
])('a manifest with %s is refused', (_, wrong) => {
  expect(modelManifest.safeParse({ ...manifest, ...wrong }).success).toBe(false);
});
