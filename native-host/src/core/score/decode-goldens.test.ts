import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { ScoreDecoder, type DecodedStep } from './decode-tokens.js';
import { PITCHED_PARTS } from './score-streams.js';

type Golden = { style: string; tonicSemitones: number; tokens: number[][]; notes: unknown[][] };

/** Written by models/scripts/make_score_goldens.py with `to_notes` of models/vmas/score/streams.py. */
const { pieces } = JSON.parse(
  readFileSync(new URL('../../../../test/goldens/score-decode.json', import.meta.url), 'utf8'),
) as { pieces: Golden[] };

type Note = [part: string, startStep: number, endStep: number, pitch: number, level: number];

/** Notes as Python lists them: by start, then part, then pitch. */
function notesOf(steps: DecodedStep[]): Note[] {
  const notes: Note[] = [];
  for (const [step, { strikes, releases, level }] of steps.entries()) {
    for (const note of notes) {
      const isReleased = releases.some((part) => part === note[0]);
      if (isReleased && note[2] === steps.length && note[1] < step) note[2] = step;
    }
    for (const { part, pitches } of strikes)
      for (const pitch of pitches) notes.push([part, step, steps.length, pitch, level]);
  }
  return notes;
}

describe('ScoreDecoder beside Python', () => {
  test.each(pieces.map((piece) => [piece.style, piece] as const))(
    'decodes the %s piece to the same notes',
    (_, piece) => {
      const decoder = new ScoreDecoder(piece.tonicSemitones);
      const notes = notesOf(piece.tokens.map((column) => decoder.push(column)));
      const order = ([part, start]: unknown[]) =>
        Number(start) * 8 + PITCHED_PARTS.indexOf(part as Note[0] as never);
      const sorted = (list: unknown[][]) => [...list].sort((a, b) => order(a) - order(b));
      expect(sorted(notes)).toEqual(sorted(piece.notes));
      expect(notes.length).toBeGreaterThan(20);
    },
  );
});
