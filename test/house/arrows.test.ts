// Imports of the product point the way arrows.json says, and the check that says so catches each kind of wrong one.
import { expect, test } from '@jest/globals';
import { findWrongArrows, zoneOf } from '../../scripts/house/arrows.js';
import { readProductSources, readZones } from '../../scripts/house/read-repository.js';

const zones = readZones();
const check = (files: Record<string, string>) => findWrongArrows(new Map(Object.entries(files)), zones);

test('every import of the product points the allowed way', () => {
  const sources = readProductSources();
  expect(sources.size).toBeGreaterThan(5);
  expect(findWrongArrows(sources, zones)).toEqual([]);
});

test('a graph with only allowed imports has no findings', () => {
  const findings = check({
    'contract/src/score.ts': `import { z } from 'zod';`,
    'native-host/src/core/find-cues.ts': `import FFT from 'fft.js';\nimport { ScoreError } from '@framescore/contract';`,
    'native-host/src/media/decode.ts': `import av from 'node-av/api';\nimport fs from 'node:fs';\nimport type { Ports } from '../compose-score.js';`,
    'native-host/src/compose-score.ts': `import { findCues } from './core/find-cues.js';`,
    'native-host/src/main.ts': `import './media/decode.js';\nimport './compose-score.js';`,
  });
  expect(findings).toEqual([]);
});

test.each([
  ['a foreign package in the contract', 'contract/src/x.ts', `import 'node-av';`],
  ['the platform in the contract', 'contract/src/x.ts', `import 'node:fs';`],
  ['the platform in core', 'native-host/src/core/x.ts', `import { readFile } from 'node:fs/promises';`],
  ['an adapter in core', 'native-host/src/core/x.ts', `import { decode } from '../media/decode.js';`],
  [
    'an adapter type in core',
    'native-host/src/core/x.ts',
    `import type { Frame } from '../media/decode.js';`,
  ],
  ['onnx in media', 'native-host/src/media/x.ts', `import { Engine } from '../onnx/engine.js';`],
  ['media in the sampler', 'native-host/src/sampler/x.ts', `import { decode } from '../media/decode.js';`],
  [
    'an adapter in the use case',
    'native-host/src/compose-score.ts',
    `import { decode } from './media/decode.js';`,
  ],
  [
    'a value of the use case in an adapter',
    'native-host/src/onnx/x.ts',
    `import { a } from '../regenerate.js';`,
  ],
  ['onnxruntime outside onnx', 'native-host/src/main.ts', `const ort = await import('onnxruntime-node');`],
  ['the sampler package by require', 'native-host/src/media/x.ts', `const s = require('spessasynth_core');`],
  ['a re-export from elsewhere', 'native-host/src/core/x.ts', `export { decode } from '../media/decode.js';`],
  ['a type by import()', 'native-host/src/core/x.ts', `type A = import('../media/decode.js').A;`],
  ['models', 'native-host/src/onnx/x.ts', `import styles from '../../../models/styles.json';`],
  ['a folder nobody named', 'native-host/src/elsewhere/x.ts', `export const a = 1;`],
])('%s is caught', (_, file, text) => {
  const others = {
    'native-host/src/media/decode.ts': '',
    'native-host/src/onnx/engine.ts': '',
    'native-host/src/regenerate.ts': '',
  };
  const findings = check({ ...others, [file]: text });
  expect(findings).toHaveLength(1);
  expect(findings[0]).toContain(file);
});

test.each([
  ['chance', 'export const a = () => Math.random();', 'Math.random'],
  ['the clock', 'export const a = () => new Date().getTime();', 'Date'],
  ['the timer', 'export const a = () => performance.now();', 'performance'],
  ['asynchrony', 'export async function a() { return 1; }', 'async'],
  ['a promise', 'export const a = () => Promise.resolve(1);', 'Promise'],
  ['the environment', `export const a = process.env['A'];`, 'process'],
])('%s in core is caught', (_, text, what) => {
  expect(check({ 'native-host/src/core/a.ts': text })).toEqual([
    `native-host/src/core/a.ts: core is pure, but this uses ${what}.`,
  ]);
});

test('a property or method that is only named like a global is no impurity', () => {
  const text =
    'export class A { process() {} }\nexport const a = (work: { process: number }) => ({ process: work.process });';
  expect(check({ 'native-host/src/core/a.ts': text })).toEqual([]);
});

test('a file in a folder with its own zone does not belong to the zone of the parent', () => {
  expect(zoneOf('native-host/src/core/cues/cut.ts', zones)?.name).toBe('core');
  expect(zoneOf('native-host/src/compose-score.ts', zones)?.name).toBe('use-case');
  expect(zoneOf('native-host/src/main.ts', zones)?.name).toBe('main');
});
