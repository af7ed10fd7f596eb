// A piece of score tokens through the product's own sampler and mixer: what the scripts share that play a corpus. Knows no files but
// the bank and the styles.
import { readFile } from 'node:fs/promises';
import { ScoreDecoder } from '../native-host/src/core/score/decode-tokens.js';
import { listInstruments } from '../native-host/src/core/score/instruments.js';
import { mixerSound } from '../native-host/src/core/score/mix-sound.js';
import { Performer } from '../native-host/src/core/score/performance.js';
import { parseScoreStyles, styleById } from '../native-host/src/core/score/styles.js';
import { loadBank } from '../native-host/src/sampler/load-bank.js';
import { MemorySound } from '../native-host/src/core/audio/signal.js';
import { ScoreRenderer } from '../native-host/src/sampler/score-renderer.js';

/** What models/vmas/beats/sampler_material.py writes. */
export type Piece = {
  name: string;
  styleId: string;
  seed: number;
  tonicSemitones: number;
  /** Start of each step and the end, seconds [T + 1]. */
  timesSeconds: number[];
  accents: number[];
  barPhases: number[];
  energies: number[];
  endingStep: number;
  /** [T, K] */
  tokens: number[][];
};

export const SAMPLE_RATE_HZ = 48_000;

/** Reads a list of pieces. */
export async function readPieces(file: string): Promise<Piece[]> {
  return JSON.parse(await readFile(file, 'utf8')) as Piece[];
}

/** Opens a bank; the function it gives plays a piece, stereo, before mastering. */
export async function openPlayer(
  bankPath: string,
): Promise<(piece: Piece) => { mix: MemorySound; durationSeconds: number }> {
  const stylesUrl = new URL('../models/styles.json', import.meta.url);
  const styles = parseScoreStyles(JSON.parse(await readFile(stylesUrl, 'utf8')));
  const bank = await loadBank(bankPath);
  return (piece) => {
    const style = styleById(styles, piece.styleId);
    const performer = new Performer({ plan: piece, style, styles, seed: piece.seed });
    const decoder = new ScoreDecoder(piece.tonicSemitones);
    const durationSeconds = piece.timesSeconds.at(-1)!;
    const mix = new MemorySound();
    const job = {
      instruments: listInstruments(style, styles),
      mixer: mixerSound(style, styles, durationSeconds / piece.tokens.length),
      durationSeconds,
      endingFadeSeconds: performer.endingFadeSeconds,
      sampleRateHz: SAMPLE_RATE_HZ,
      stems: false,
    };
    const renderer = new ScoreRenderer(bank, job, { mix, stems: [] });
    for (const column of piece.tokens) renderer.push(performer.push(decoder.push(column)));
    renderer.push(performer.end());
    renderer.finish();
    return { mix, durationSeconds };
  };
}

/** A command line of `PIECES.json BANK.sf3 OUT`; says how it is used and ends the program where one is missing. */
export function pieceArguments(script: string): { pieces: string; bank: string; folder: string } {
  const [pieces, bank, folder] = process.argv.slice(2);
  if (pieces && bank && folder) return { pieces, bank, folder };
  console.error(`Usage: tsx ${script} PIECES.json BANK.sf3 OUT`);
  process.exit(2);
}
