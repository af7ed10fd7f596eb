// A stream is read whole once, and again only where its file has changed.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type KnownScan, learnScans, scanOnce, scansOf, tellFoundScans } from './known-scans.js';

let folder = '';
let file = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'framescore-scans-'));
  file = path.join(folder, 'film.ts');
  await writeFile(file, 'one');
});
afterEach(async () => {
  tellFoundScans(() => undefined);
  await rm(folder, { recursive: true });
});

function countedScan(): { scan: () => Promise<null>; count(): number } {
  let count = 0;
  return { scan: () => Promise.resolve(((count += 1), null)), count: () => count };
}

const stream = (streamIndex: number) => ({ reader: 'this', path: file, streamIndex });

test('a stream is scanned once, another stream of the file by itself', async () => {
  const { scan, count } = countedScan();
  for (const index of [0, 0, 1, 0, 1]) await scanOnce(stream(index), scan);
  expect(count()).toBe(2);
});

test('a file that has changed is scanned anew', async () => {
  const { scan, count } = countedScan();
  await scanOnce(stream(0), scan);
  await writeFile(file, 'longer');
  await scanOnce(stream(0), scan);
  expect(count()).toBe(2);
});

test('what failed is tried again', async () => {
  const { scan, count } = countedScan();
  await expect(scanOnce(stream(0), () => Promise.reject(new Error('cancelled')))).rejects.toThrow();
  await scanOnce(stream(0), scan);
  expect(count()).toBe(1);
});

test('what one process found spares the next one its reading', async () => {
  const { scan, count } = countedScan();
  const found: KnownScan[] = [];
  tellFoundScans((one) => found.push(one));
  await scanOnce(stream(0), scan);
  expect(scansOf([file])).toEqual(found);
  expect(scansOf(['/elsewhere.ts'])).toEqual([]);
  learnScans(found.map((one) => ({ ...one, key: one.key.replace('this', 'that') })));
  await scanOnce({ ...stream(0), reader: 'that' }, scan);
  expect(count()).toBe(1);
});

test('of very many files the oldest are forgotten', () => {
  const many = Array.from({ length: 5000 }, (_, i) => ({ path: `${i}.ts`, key: String(i), scan: null }));
  learnScans(many);
  expect(scansOf(many.map(({ path: name }) => name))).toHaveLength(2000);
});
