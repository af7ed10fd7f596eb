import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { modelManifest, statusOf, type ModelManifest } from './model-manifest.js';

function read(id: string): ModelManifest {
  const file = fileURLToPath(new URL(`../../models/bundles/${id}/model.json`, import.meta.url));
  return JSON.parse(readFileSync(file, 'utf8')) as ModelManifest;
}
const manifest = read('debug-score');
const coded = read('debug-rvq');

test.each([
  [manifest, 'score'],
  [coded, 'rvq'],
])('the manifest that the export script wrote is one', (written, family) => {
  expect(modelManifest.parse(written)).toMatchObject({ id: `debug-${family}`, family, channels: 2 });
});

test('family score has no codec', () => {
  expect(modelManifest.safeParse({ ...manifest, codec: coded.codec }).success).toBe(false);
});

test.each([
  ['no codec', { codec: undefined }],
  ['delays for other streams', { codec: { ...coded.codec, delays: [0, 1] } }],
  ['delays that none begins', { codec: { ...coded.codec, delays: coded.streams.map((_, k) => k + 1) } }],
  ['frames of another length than their rate says', { codec: { ...coded.codec, samplesPerFrame: 1280 } }],
  ['a codec of three channels', { codec: { ...coded.codec, channels: 3 } }],
])('family rvq with %s is refused', (_, wrong) => {
  expect(modelManifest.safeParse({ ...coded, ...wrong }).success).toBe(false);
});

test('family rvq is experimental until its manifest says otherwise', () => {
  expect([statusOf(manifest), statusOf(coded), statusOf({ ...coded, status: 'released' })]).toEqual([
    'released',
    'experimental',
    'released',
  ]);
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
