// Chords of the score family and the pitches that comp, pad and arp make of them (docs/score-family.md, "Voicing").
// Pitches are MIDI numbers for tonic C; transposition and sound belong to others.
import assert from 'node:assert/strict';

export type Chord = { root: number; quality: number };

/** Intervals above the root in semitones, by quality id 0..15. */
export const QUALITY_INTERVALS: readonly (readonly number[])[] = [
  [0, 4, 7], // maj
  [0, 3, 7], // min
  [0, 3, 6], // dim
  [0, 4, 8], // aug
  [0, 2, 7], // sus2
  [0, 5, 7], // sus4
  [0, 7], // power
  [0, 4, 7, 11], // maj7
  [0, 3, 7, 10], // min7
  [0, 4, 7, 10], // dom7
  [0, 3, 6, 10], // m7b5
  [0, 3, 6, 9], // dim7
  [0, 4, 7, 14], // add9
  [0, 3, 7, 14], // madd9
  [0, 4, 7, 11, 14], // maj9
  [0, 3, 7, 10, 14], // min9
];

/** "No chord": a power chord on the tonic. */
export const NO_CHORD: Chord = { root: 0, quality: 6 };

export function chordFromToken(token: number): Chord {
  assert(token >= 1 && token < 194, `chord token ${token} is outside 1..193`);
  return token === 1 ? NO_CHORD : { root: (token - 2) >> 4, quality: (token - 2) & 15 };
}

function intervalsOf(chord: Chord): readonly number[] {
  const intervals = QUALITY_INTERVALS[chord.quality];
  assert(intervals, `chord quality ${chord.quality} does not exist`);
  return intervals;
}

function pitchClassesOf(chord: Chord): number[] {
  return intervalsOf(chord).map((interval) => (chord.root + interval) % 12);
}

function lowestPitchFrom(anchor: number, pitchClass: number): number {
  return anchor + ((((pitchClass - anchor) % 12) + 12) % 12);
}

function closeVoicing(chord: Chord, anchor: number): number[] {
  // Every pitch class has exactly one pitch in [anchor, anchor + 12), and those are the next pitches upward.
  return pitchClassesOf(chord)
    .map((pitchClass) => lowestPitchFrom(anchor, pitchClass))
    .sort((a, b) => a - b);
}

function openVoicing(close: number[]): number[] {
  const dropped = [...close];
  const index = close.length === 2 ? 1 : close.length - 2;
  dropped[index] = (dropped[index] ?? 0) + (close.length === 2 ? 12 : -12);
  return dropped.sort((a, b) => a - b);
}

function powerVoicing(chord: Chord, anchor: number): number[] {
  const intervals = intervalsOf(chord);
  const root = lowestPitchFrom(anchor - 12, chord.root);
  const fifth = intervals.includes(7) ? 7 : intervals.includes(6) ? 6 : 8; // dim keeps its 6, aug its 8
  return [root, root + fifth, root + 12];
}

/** Pitches of a comp or pad strike: `voicing` is `4 * v + shape` (token - 2), low to high. */
export function voiceChord(chord: Chord, voicing: number): number[] {
  assert(voicing >= 0 && voicing < 32, `voicing ${voicing} is outside 0..31`);
  const anchor = 48 + 2 * (voicing >> 2);
  const close = closeVoicing(chord, anchor);
  switch (voicing & 3) {
    case 0:
      return close;
    case 1:
      return openVoicing(close);
    case 2:
      return powerVoicing(chord, anchor);
    default:
      return close.slice(-2);
  }
}

/** Chord tone j of the arpeggio: the (j+1)-th pitch upward from the lowest pitch >= 48 in the chord. */
export function arpeggioPitch(chord: Chord, toneIndex: number): number {
  const tones = closeVoicing(chord, 48);
  const octave = Math.floor(toneIndex / tones.length);
  const pitch = tones[toneIndex % tones.length];
  assert(pitch !== undefined, 'a chord has at least one tone');
  return pitch + 12 * octave;
}
