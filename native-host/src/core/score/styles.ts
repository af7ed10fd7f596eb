// How each style sounds: instruments, gains, room and playing manner, read from a bundle's styles.json.
// Knows no tokens, no synthesizer, no files.
import assert from 'node:assert/strict';
import { PITCHED_PARTS, SCORE_PARTS, type PitchedPart, type ScorePart } from './score-streams.js';

export type PartSound = { gainDb: number; pan: number; reverb: number };

/** A tempo-synchronous ping-pong echo: delay in sixteenths, share fed back, share sent by part. */
export type EchoSound = { steps: number; feedback: number; sends: Partial<Record<ScorePart, number>> };

export type MixSound = {
  /** Time in which the room falls by 60 dB, where its treble begins to fall faster, and its level in the mix. */
  reverb: { decaySeconds: number; dampingHz: number; preDelayMs: number; levelDb: number };
  echo?: EchoSound;
  /** How far a kick drum pushes the other parts down, and how fast they come back; 0 = not at all. */
  duck: { depthDb: number; releaseSeconds: number };
  /** Low-pass of the whole mix; 20,000 = open. */
  highCutHz: number;
  /** Drive into a soft saturation, by part. */
  driveDb: Partial<Record<ScorePart, number>>;
  /** Share of chorus, by part: width for synthesizers and electric pianos. */
  chorus: Partial<Record<ScorePart, number>>;
};

export type ScoreStyle = {
  id: string;
  title: string;
  tempoBpm: [number, number];
  swing: number;
  swingUnit: number;
  humanizeMs: number;
  drumKit: number;
  /** Whether kick and snare are the concert bass drum and snare of the orchestra kit. */
  orchestralDrums: boolean;
  drumGainDb: number;
  drumReverb: number;
  palettes: Record<PitchedPart, number>[];
  /** Added to the part gains of the document. */
  gainsDb: Partial<Record<ScorePart, number>>;
  /** Longest note in sixteenths, by part; a part without an entry plays its written length. */
  longestSteps: Partial<Record<PitchedPart, number>>;
  /** Whether keyboards hold the sustain pedal from chord to chord. */
  pedal: boolean;
  /** Milliseconds from string to string of a strummed chord. */
  strumMs: number;
  mix: MixSound;
};

export type ScoreStyles = {
  velocityLevels: number[];
  styles: ScoreStyle[];
  parts: Record<ScorePart, PartSound>;
  /** By part and program: corrects how loud the bank's recordings are; written by scripts/measure-programs.ts. */
  programGainDb: Partial<Record<ScorePart, Record<string, number>>>;
};

/** Checks the document of `styles.json`; throws AssertionError naming the first wrong field. */
export function parseScoreStyles(document: unknown): ScoreStyles {
  const styles = document as ScoreStyles;
  assert(isNumbers(styles?.velocityLevels, 8), 'styles.json: velocityLevels needs 8 numbers');
  assert(typeof styles.programGainDb === 'object', 'styles.json: programGainDb is missing');
  for (const part of SCORE_PARTS) {
    const sound = styles.parts?.[part];
    assert(
      sound && isNumbers([sound.gainDb, sound.pan, sound.reverb], 3),
      `styles.json: parts.${part} is wrong`,
    );
  }
  assert(Array.isArray(styles.styles) && styles.styles.length > 0, 'styles.json: styles is empty');
  for (const style of styles.styles) checkStyle(style);
  return styles;
}

function isNumbers(values: unknown, count: number): boolean {
  return Array.isArray(values) && values.length === count && values.every((value) => Number.isFinite(value));
}

function checkStyle(style: ScoreStyle): void {
  const where = `styles.json: style ${style.id}`;
  assert(
    typeof style.id === 'string' && isNumbers(style.tempoBpm, 2),
    `${where} needs an id and a tempo range`,
  );
  const numbers = [
    style.swing,
    style.swingUnit,
    style.humanizeMs,
    style.drumKit,
    style.drumGainDb,
    style.drumReverb,
  ];
  assert(isNumbers([...numbers, style.strumMs], 7), `${where} lacks a number`);
  assert(style.palettes?.length === 4, `${where} needs 4 palettes`);
  for (const palette of style.palettes)
    for (const part of PITCHED_PARTS)
      assert(palette[part] >= 0 && palette[part] < 128, `${where}: program of ${part} is not 0..127`);
  const { reverb, duck, highCutHz } = style.mix ?? {};
  const room = [reverb?.decaySeconds, reverb?.dampingHz, reverb?.preDelayMs, reverb?.levelDb];
  assert(
    isNumbers([...room, duck?.depthDb, duck?.releaseSeconds, highCutHz], 7),
    `${where}: mix lacks a number`,
  );
}

/** The style with this id; throws AssertionError where there is none. */
export function styleById(styles: ScoreStyles, id: string): ScoreStyle {
  const style = styles.styles.find((candidate) => candidate.id === id);
  assert(style, `styles.json has no style ${id}`);
  return style;
}
