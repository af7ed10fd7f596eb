// The record in the sequence's properties: small, and nothing that is not a record is taken for one.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseStored, serialise, type StoredScore } from './placed-score.js';

const stored: StoredScore = {
  guid: 'guid',
  placed: {
    jobId: 'job',
    take: 1,
    version: 2,
    range: { startTicks: '0', endTicks: '254016000000' },
    trackName: 'Audio 2',
    markers: { isOn: true, everyNth: 2, areDownbeatsColoured: true },
    markerCount: 12,
    settings: '{"style":"auto"}',
  },
  trackIndex: 1,
  sources: [{ itemId: 'item', path: '/music/a.wav' }],
};

test('a record comes back as it was', () => {
  expect(parseStored(serialise(stored))).toEqual(stored);
});

test('a record stays below 8,000 characters, with long paths, many versions and large settings', () => {
  const path = `/music/${'a'.repeat(250)}.wav`;
  const sources = Array.from({ length: 100 }, (_, index) => ({ itemId: `item-${index}`, path }));
  const large = { ...stored, sources, placed: { ...stored.placed, settings: 'x'.repeat(50_000) } };
  expect(serialise(large).length).toBeLessThan(8_000);
  const kept = parseStored(serialise(large));
  expect(kept?.sources.at(-1)).toEqual(sources.at(-1));
  expect(serialise({ ...stored, sources }).length).toBeLessThan(8_000);
});

test.each(['', '{', 'null', '[]', '{}', '{"guid":"x"}', '"text"'])('%j is no record', (text) => {
  expect(parseStored(text)).toBeNull();
});

test('a record with any field missing or of another type is none', () => {
  for (const key of Object.keys(stored))
    expect(parseStored(JSON.stringify({ ...stored, [key]: null }))).toBeNull();
  for (const key of Object.keys(stored.placed)) {
    const damaged = { ...stored, placed: { ...stored.placed, [key]: { not: 'this' } } };
    expect(parseStored(JSON.stringify(damaged))).toBeNull();
  }
});

test('no text at all makes it throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(parseStored(text)).toBeNull();
    }),
  );
});
