// Token columns of the score family, one step at a time, into strikes, releases and drum hits in steps.
// Normative text: docs/score-family.md. Knows no seconds, no instruments, no loudness.
import assert from 'node:assert/strict';
import { arpeggioPitch, chordFromToken, NO_CHORD, voiceChord, type Chord } from './chord-voicing.js';
import {
  LOWEST_PITCH,
  PITCHED_PARTS,
  SCORE_STREAMS,
  STREAM_INDEX,
  type PitchedPart,
} from './score-streams.js';

export type KickStroke = 'soft' | 'hard';
export type SnareStroke = 'ghost' | 'hit' | 'accent' | 'side-stick' | 'clap';
const CYMBALS = [
  'closed-hat-soft',
  'closed-hat',
  'closed-hat-accent',
  'open-hat',
  'pedal-hat',
  'ride',
  'ride-bell',
  'crash',
  'china',
  'reverse-swell',
] as const;
const PERCUSSION = [
  'shaker-soft',
  'shaker-accent',
  'tambourine',
  'low-tom',
  'mid-tom',
  'high-tom',
  'taiko',
  'high-conga',
  'low-conga',
  'bongo',
  'cowbell',
  'wood-block',
  'triangle',
  'finger-snap',
  'timpani',
  'impact',
] as const;
const SNARES: readonly SnareStroke[] = ['ghost', 'hit', 'accent', 'side-stick', 'clap'];

export type DrumHit =
  `kick-${KickStroke}` | `snare-${SnareStroke}` | (typeof CYMBALS)[number] | (typeof PERCUSSION)[number];

export type Strike = { part: PitchedPart; pitches: number[] };

export type DecodedStep = {
  step: number;
  /** Role 0..7 and palette 0..3 in force from this step on. */
  section: { role: number; palette: number };
  sectionChanged: boolean;
  /** Dynamics level 1..8 of the pitched notes struck here. */
  level: number;
  /** The chord in force; "no chord" is a power chord on the tonic. Root transposed as the pitches are. */
  chord: Chord;
  chordChanged: boolean;
  /** Parts whose sounding notes end at this step, because of a rest or of a new strike. */
  releases: PitchedPart[];
  /** MIDI pitches struck here, transposed, low to high. */
  strikes: Strike[];
  hits: DrumHit[];
};

/** What holds before the first token says otherwise. */
const INITIAL_SECTION = { role: 1, palette: 0 };
const INITIAL_LEVEL = 5;

export class ScoreDecoder {
  #step = 0;
  #section = INITIAL_SECTION;
  #level = INITIAL_LEVEL;
  #chord: Chord = NO_CHORD;
  readonly #sounding = new Set<PitchedPart>();
  readonly #tonicSemitones: number;

  constructor(tonicSemitones = 0) {
    assert(Number.isInteger(tonicSemitones), 'tonicSemitones is a whole number');
    this.#tonicSemitones = tonicSemitones;
  }

  /** Takes the K tokens of the next step and says what happens on it. */
  push(column: ArrayLike<number>): DecodedStep {
    assertColumn(column);
    const sectionToken = column[STREAM_INDEX.section] ?? 0;
    if (sectionToken > 0) this.#section = { role: (sectionToken - 1) >> 2, palette: (sectionToken - 1) & 3 };
    this.#level = column[STREAM_INDEX.dynamics] || this.#level;
    const chordToken = column[STREAM_INDEX.chord] ?? 0;
    if (chordToken > 0) this.#chord = chordFromToken(chordToken);
    return {
      step: this.#step++,
      section: this.#section,
      sectionChanged: sectionToken > 0,
      level: this.#level,
      chord: { root: (this.#chord.root + this.#tonicSemitones + 12) % 12, quality: this.#chord.quality },
      chordChanged: chordToken > 0,
      ...this.#movePitchedParts(column),
      hits: hitsOf(column),
    };
  }

  #movePitchedParts(column: ArrayLike<number>): Pick<DecodedStep, 'releases' | 'strikes'> {
    const releases: PitchedPart[] = [];
    const strikes: Strike[] = [];
    for (const part of PITCHED_PARTS) {
      const token = column[STREAM_INDEX[part]] ?? 0;
      if (token === 0) continue;
      if (this.#sounding.delete(part)) releases.push(part);
      if (token === 1) continue;
      this.#sounding.add(part);
      strikes.push({
        part,
        pitches: this.#pitchesOf(part, token - 2).map((pitch) => pitch + this.#tonicSemitones),
      });
    }
    return { releases, strikes };
  }

  #pitchesOf(part: PitchedPart, value: number): number[] {
    switch (part) {
      case 'comp':
      case 'pad':
        return voiceChord(this.#chord, value);
      case 'arp':
        return [arpeggioPitch(this.#chord, value)];
      default:
        return [LOWEST_PITCH[part] + value];
    }
  }
}

function assertColumn(column: ArrayLike<number>): void {
  assert(
    column.length === SCORE_STREAMS.length,
    `a step has ${SCORE_STREAMS.length} tokens, not ${column.length}`,
  );
  for (const [index, stream] of SCORE_STREAMS.entries()) {
    const token = column[index] ?? -1;
    assert(
      Number.isInteger(token) && token >= 0 && token < stream.size,
      `${stream.name} token ${token} does not exist`,
    );
  }
}

function hitsOf(column: ArrayLike<number>): DrumHit[] {
  const hits: DrumHit[] = [];
  const kit = column[STREAM_INDEX.kit] ?? 0;
  const kick = Math.floor(kit / 6);
  const snare = SNARES[(kit % 6) - 1];
  if (kick > 0) hits.push(kick === 1 ? 'kick-soft' : 'kick-hard');
  if (snare) hits.push(`snare-${snare}`);
  const cymbal = CYMBALS[(column[STREAM_INDEX.cymbals] ?? 0) - 1];
  if (cymbal) hits.push(cymbal);
  const percussion = PERCUSSION[(column[STREAM_INDEX.percussion] ?? 0) - 1];
  if (percussion) hits.push(percussion);
  return hits;
}
