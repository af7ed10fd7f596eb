// The instruments that a style can bring to a piece: one per part and palette, and those of the drums.
// Knows programs and gains; nothing of notes, time or the synthesizer.
import { PITCHED_PARTS, type PitchedPart, type ScorePart } from './score-streams.js';
import type { ScoreStyle, ScoreStyles } from './styles.js';

export type Instrument = {
  part: ScorePart;
  /** General MIDI program, or the kit's number for `kind: 'kit'`. */
  program: number;
  kind: 'kit' | 'melodic';
  /** Instrument only; the part's gain is applied to the part. */
  gainDb: number;
  /** -1 left .. 1 right. */
  pan: number;
};

/** Melodic programs that answer drum tokens (General MIDI, 0-based), with gains set by ear and meter against the kit. */
export const PERCUSSION_PROGRAMS = {
  taiko: { program: 116, gainDb: 4 },
  timpani: { program: 47, gainDb: 2 },
  reverse: { program: 119, gainDb: -4 },
  orchestra: { program: 48, gainDb: 2 }, // the orchestra kit: concert bass drum and cymbals of an impact
} as const;
export type DrumVoice = 'kit' | keyof typeof PERCUSSION_PROGRAMS;

const DRUM_VOICES = [
  'kit',
  'taiko',
  'timpani',
  'reverse',
  'orchestra',
] as const satisfies readonly DrumVoice[];
export const PALETTE_COUNT = 4;

/** Instruments of a style in the order of `instrumentIndex` and `drumInstrumentIndex`. */
export function listInstruments(style: ScoreStyle, styles: ScoreStyles): Instrument[] {
  const pitched = PITCHED_PARTS.flatMap((part) =>
    style.palettes.map((palette): Instrument => {
      const program = palette[part];
      return {
        part,
        program,
        kind: 'melodic',
        gainDb: styles.programGainDb[part]?.[program] ?? 0,
        pan: styles.parts[part].pan,
      };
    }),
  );
  const drums = DRUM_VOICES.map((voice): Instrument => {
    const kind = voice === 'kit' || voice === 'orchestra' ? 'kit' : 'melodic';
    if (voice === 'kit') return { part: 'drums', program: style.drumKit, kind, gainDb: 0, pan: 0 };
    const { program, gainDb } = PERCUSSION_PROGRAMS[voice];
    return { part: 'drums', program, kind, gainDb, pan: 0 };
  });
  return [...pitched, ...drums];
}

export function instrumentIndex(part: PitchedPart, palette: number): number {
  return PITCHED_PARTS.indexOf(part) * PALETTE_COUNT + palette;
}

export function drumInstrumentIndex(voice: DrumVoice): number {
  return PITCHED_PARTS.length * PALETTE_COUNT + DRUM_VOICES.indexOf(voice);
}

/** Gain of a whole part in decibels: document, style and, for drums, the style's kit. */
export function partGainDb(part: ScorePart, style: ScoreStyle, styles: ScoreStyles): number {
  const drumGainDb = part === 'drums' ? style.drumGainDb : 0;
  return styles.parts[part].gainDb + (style.gainsDb?.[part] ?? 0) + drumGainDb;
}

export function partReverb(part: ScorePart, style: ScoreStyle, styles: ScoreStyles): number {
  return part === 'drums' ? style.drumReverb : styles.parts[part].reverb;
}

/** Programs whose tone fades by itself while the key is down: plucked and struck strings, bars, bells, drums. */
export function isDecaying(program: number): boolean {
  return (
    program < 16 ||
    (program >= 24 && program <= 28) ||
    [31, 32, 33, 34, 36, 37, 45, 46, 47].includes(program) ||
    (program >= 104 && program <= 108) ||
    program >= 112
  );
}

/** Keyboards with a sustain pedal. */
export function hasPedal(program: number): boolean {
  return program <= 5;
}

/** Guitars, which strum: their chords spread from the lowest string. */
export function isStrummed(program: number): boolean {
  return program >= 24 && program <= 30;
}
