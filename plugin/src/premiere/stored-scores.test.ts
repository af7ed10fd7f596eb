// The records in the sequence's properties: small, and nothing that is not a record is taken for one.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseSingle, parseStored, serialise, withSource, type StoredScores } from './stored-scores.js';

const range = { startTicks: '0', endTicks: '254016000000' };
const score = {
  placed: {
    jobId: 'job',
    take: 1,
    version: 2,
    range,
    parts: [range],
    trackName: 'Audio 2',
    markers: { isOn: true, everyNth: 2, areDownbeatsColoured: true },
    markerCount: 12,
    settings: '{"style":"auto"}',
  },
  trackIndex: 1,
  sources: [{ itemId: 'item', path: '/music/a.wav' }],
};
const other = { ...score, placed: { ...score.placed, jobId: 'other', parts: [] }, trackIndex: 3 };
const stored: StoredScores = { guid: 'guid', scores: [score, other] };

test('records come back as they were', () => {
  expect(parseStored(serialise(stored))).toEqual(stored);
});

test('the record of a version that knew one score a sequence is one score with all of its range', () => {
  const { parts: _parts, ...placed } = score.placed;
  const single = { guid: 'guid', placed, trackIndex: 1, sources: score.sources };
  expect(parseSingle(JSON.stringify(single))).toEqual({ guid: 'guid', scores: [score] });
  expect(parseStored(JSON.stringify(single))).toBeNull();
});

test('a record keeps its newest sources, and no settings that are a book', () => {
  const path = `/music/${'a'.repeat(250)}.wav`;
  const sources = Array.from({ length: 100 }, (_, index) => ({ itemId: `item-${index}`, path }));
  const large = { ...score, sources, placed: { ...score.placed, settings: 'x'.repeat(50_000) } };
  const kept = parseStored(serialise({ guid: 'guid', scores: [large] }));
  expect(kept?.scores[0]?.sources.at(-1)).toEqual(sources.at(-1));
  expect(kept?.scores[0]?.sources).toHaveLength(24);
  expect(kept?.scores[0]?.placed.settings).toBe('');
});

test('a source that is placed again is the newest, once', () => {
  const [a, b] = [
    { itemId: 'a', path: '/a.wav' },
    { itemId: 'b', path: '/b.wav' },
  ];
  expect(withSource([a, b], a)).toEqual([b, a]);
});

test.each(['', '{', 'null', '[]', '{}', '{"guid":"x"}', '"text"', '{"guid":"x","scores":[1]}'])(
  '%j is no record',
  (text) => {
    expect(parseStored(text)).toBeNull();
    expect(parseSingle(text)).toBeNull();
  },
);

test('a record with any field missing or of another type is none', () => {
  const parse = (damaged: unknown) => parseStored(JSON.stringify({ guid: 'guid', scores: [score, damaged] }));
  for (const key of Object.keys(score)) expect(parse({ ...score, [key]: null })).toBeNull();
  for (const key of Object.keys(score.placed)) {
    expect(parse({ ...score, placed: { ...score.placed, [key]: { not: 'this' } } })).toBeNull();
  }
});

test('no text at all makes it throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect([parseStored(text), parseSingle(text)]).toEqual([null, null]);
    }),
  );
});
