import { describe, expect, test } from '@jest/globals';
import { arpeggioPitch, chordFromToken, NO_CHORD, QUALITY_INTERVALS, voiceChord } from './chord-voicing.js';

const C_MAJOR = { root: 0, quality: 0 };
const A_MINOR_7 = { root: 9, quality: 8 };

describe('voiceChord', () => {
  test('closes C major at anchor 48 and, from v = 1, at anchor 50 as its first inversion', () => {
    expect(voiceChord(C_MAJOR, 0)).toEqual([48, 52, 55]);
    expect(voiceChord(C_MAJOR, 4)).toEqual([52, 55, 60]); // anchor 50: E is the first chord pitch
  });

  test('opens a chord by dropping the second-highest pitch, and a power chord by raising the higher one', () => {
    expect(voiceChord(C_MAJOR, 1)).toEqual([40, 48, 55]);
    expect(voiceChord(NO_CHORD, 1)).toEqual([48, 67]);
  });

  test('plays power chords from the root at or above anchor - 12, with the chord`s own fifth', () => {
    expect(voiceChord(C_MAJOR, 2)).toEqual([36, 43, 48]);
    expect(voiceChord({ root: 11, quality: 2 }, 2)).toEqual([47, 53, 59]); // dim: 6
    expect(voiceChord({ root: 0, quality: 3 }, 2)).toEqual([36, 44, 48]); // aug: 8
    expect(voiceChord({ root: 2, quality: 11 }, 2)).toEqual([38, 44, 50]); // dim7 has 6 and no 7
  });

  test('takes the two highest pitches of the close voicing as upper shape', () => {
    expect(voiceChord(C_MAJOR, 3)).toEqual([52, 55]);
    expect(voiceChord(A_MINOR_7, 3)).toEqual([55, 57]);
  });

  test('folds a ninth into the octave above the anchor', () => {
    expect(voiceChord({ root: 0, quality: 12 }, 0)).toEqual([48, 50, 52, 55]);
    expect(voiceChord({ root: 0, quality: 14 }, 0)).toEqual([48, 50, 52, 55, 59]);
  });

  test('gives each pitch class of every chord once, inside an octave from the anchor', () => {
    for (let token = 2; token < 194; token += 1) {
      const chord = chordFromToken(token);
      for (let v = 0; v < 8; v += 1) {
        const pitches = voiceChord(chord, 4 * v);
        const classes = new Set((QUALITY_INTERVALS[chord.quality] ?? []).map((i) => (chord.root + i) % 12));
        expect(new Set(pitches.map((pitch) => pitch % 12))).toEqual(classes);
        expect(pitches.every((pitch) => pitch >= 48 + 2 * v && pitch < 60 + 2 * v)).toBe(true);
        expect([...pitches].sort((a, b) => a - b)).toEqual(pitches);
      }
    }
  });
});

describe('chordFromToken', () => {
  test('reads root and quality, and no chord as a power chord on the tonic', () => {
    expect(chordFromToken(2 + 16 * 7 + 9)).toEqual({ root: 7, quality: 9 });
    expect(chordFromToken(1)).toEqual(NO_CHORD);
  });

  test('refuses hold and what lies outside the vocabulary', () => {
    expect(() => chordFromToken(0)).toThrow();
    expect(() => chordFromToken(194)).toThrow();
  });
});

describe('arpeggioPitch', () => {
  test('climbs the chord tones from 48 through the octaves', () => {
    expect([0, 1, 2, 3, 4, 5, 6].map((j) => arpeggioPitch(C_MAJOR, j))).toEqual([48, 52, 55, 60, 64, 67, 72]);
    expect([0, 1, 2, 3, 4].map((j) => arpeggioPitch(A_MINOR_7, j))).toEqual([48, 52, 55, 57, 60]);
  });
});
