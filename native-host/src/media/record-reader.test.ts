import { expect, test } from '@jest/globals';
import { readRecords } from './record-reader.js';

async function recordsOf(chunks: number[][], recordBytes: number): Promise<number[][]> {
  async function* source(): AsyncGenerator<Uint8Array> {
    for (const chunk of chunks) yield await Promise.resolve(Uint8Array.from(chunk));
  }
  const records: number[][] = [];
  for await (const record of readRecords(source(), recordBytes)) records.push([...record]);
  return records;
}

test('records are the same however the bytes are cut', async () => {
  const expected = [
    [1, 2, 3],
    [4, 5, 6],
  ];
  expect(await recordsOf([[1, 2, 3, 4, 5, 6]], 3)).toEqual(expected);
  expect(await recordsOf([[1], [2, 3, 4], [5], [6]], 3)).toEqual(expected);
});

test('what is left over comes last', async () => {
  expect(await recordsOf([[1, 2, 3, 4]], 3)).toEqual([[1, 2, 3], [4]]);
});

test('no bytes are no records', async () => {
  expect(await recordsOf([], 3)).toEqual([]);
});
