import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ScoreDecoder } from './decode-tokens.js';
import { SCORE_STREAMS, STREAM_INDEX } from './score-streams.js';

function column(tokens: Partial<Record<keyof typeof STREAM_INDEX, number>>): number[] {
  const values = SCORE_STREAMS.map(() => 0);
  for (const [name, token] of Object.entries(tokens))
    values[STREAM_INDEX[name as keyof typeof STREAM_INDEX]] = token;
  return values;
}

describe('ScoreDecoder', () => {
  test('starts at rest: verse, palette 0, level 5, a power chord on the tonic', () => {
    const step = new ScoreDecoder().push(column({}));
    expect(step).toEqual({
      step: 0,
      section: { role: 1, palette: 0 },
      sectionChanged: false,
      level: 5,
      chord: { root: 0, quality: 6 },
      chordChanged: false,
      releases: [],
      strikes: [],
      hits: [],
    });
  });

  test('reads section, dynamics and chord of the same step before the notes', () => {
    const decoder = new ScoreDecoder();
    const step = decoder.push(
      column({ section: 1 + 4 * 2 + 3, dynamics: 7, chord: 2 + 16 * 9 + 1, comp: 2 }),
    );
    expect(step.section).toEqual({ role: 2, palette: 3 });
    expect(step.level).toBe(7);
    expect(step.strikes).toEqual([{ part: 'comp', pitches: [48, 52, 57] }]); // A minor from C
  });

  test('holds through a chord change and releases at the next strike or rest', () => {
    const decoder = new ScoreDecoder();
    expect(decoder.push(column({ chord: 2, pad: 2 })).strikes).toHaveLength(1);
    const changed = decoder.push(column({ chord: 2 + 16 * 5 }));
    expect([changed.releases, changed.strikes]).toEqual([[], []]);
    const struck = decoder.push(column({ pad: 2 }));
    expect(struck.releases).toEqual(['pad']);
    expect(struck.strikes).toEqual([{ part: 'pad', pitches: [48, 53, 57] }]);
    expect(decoder.push(column({ pad: 1 })).releases).toEqual(['pad']);
    expect(decoder.push(column({ pad: 1 })).releases).toEqual([]); // already resting
  });

  test('names bass, melody and counter pitches from 24, 55 and 43, transposed by the tonic', () => {
    const notes = new ScoreDecoder(-5).push(column({ bass: 2 + 12, melody: 2 + 36, counter: 2 })).strikes;
    expect(notes).toEqual([
      { part: 'bass', pitches: [31] },
      { part: 'melody', pitches: [86] },
      { part: 'counter', pitches: [38] },
    ]);
  });

  test('transposes the chord root too, and never a drum', () => {
    const step = new ScoreDecoder(-1).push(column({ chord: 2, percussion: 15, kit: 6 * 2 + 3, cymbals: 8 }));
    expect(step.chord.root).toBe(11);
    expect(step.hits).toEqual(['kick-hard', 'snare-accent', 'crash', 'timpani']);
  });

  test('refuses a column of the wrong length, the BOS id and fractions', () => {
    const decoder = new ScoreDecoder();
    expect(() => decoder.push([0, 0])).toThrow(/12 tokens/);
    expect(() => decoder.push(column({ melody: 39 }))).toThrow(/melody token 39/);
    expect(() => decoder.push(column({ kit: 0.5 }))).toThrow(/kit token/);
  });

  test('any columns of valid tokens decode, with releases only of parts that sounded', () => {
    const anyColumn = fc.tuple(...SCORE_STREAMS.map(({ size }) => fc.nat(size - 1)));
    fc.assert(
      fc.property(fc.array(anyColumn, { maxLength: 40 }), (columns) => {
        const decoder = new ScoreDecoder();
        const sounding = new Set<string>();
        for (const tokens of columns) {
          const { releases, strikes } = decoder.push(tokens);
          for (const part of releases) expect(sounding.delete(part)).toBe(true);
          for (const { part, pitches } of strikes) {
            expect(sounding.has(part)).toBe(false);
            expect(pitches.length).toBeGreaterThan(0);
            expect(pitches.every((pitch) => pitch >= 24 && pitch <= 48 + 8 * 12)).toBe(true);
            sounding.add(part);
          }
        }
      }),
      { numRuns: 50 },
    );
  });
});
