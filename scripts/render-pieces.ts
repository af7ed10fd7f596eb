// Plays pieces of score tokens through the product's own sampler, one after another, as training material of the beat tracker.
// `tsx scripts/render-pieces.ts PIECES.json BANK.sf3 OUT`: PIECES.json is a list of `Piece`; writes OUT/<name>.wav, mono, 48 kHz.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ScoreDecoder } from '../native-host/src/core/score/decode-tokens.js';
import { listInstruments } from '../native-host/src/core/score/instruments.js';
import { mixerSound } from '../native-host/src/core/score/mix-sound.js';
import { Performer } from '../native-host/src/core/score/performance.js';
import { parseScoreStyles, styleById, type ScoreStyles } from '../native-host/src/core/score/styles.js';
import { loadBank } from '../native-host/src/sampler/load-bank.js';
import { ScoreRenderer } from '../native-host/src/sampler/score-renderer.js';

type Piece = {
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

const SAMPLE_RATE_HZ = 48_000;
/** Root mean square of a mix at about -16 LUFS. */
const TARGET_RMS = 0.13;

function renderMono(
  piece: Piece,
  bank: Awaited<ReturnType<typeof loadBank>>,
  styles: ScoreStyles,
): Float32Array {
  const style = styleById(styles, piece.styleId);
  const performer = new Performer({ plan: piece, style, styles, seed: piece.seed });
  const decoder = new ScoreDecoder(piece.tonicSemitones);
  const durationSeconds = piece.timesSeconds.at(-1)!;
  const renderer = new ScoreRenderer(bank, {
    instruments: listInstruments(style, styles),
    mixer: mixerSound(style, styles, durationSeconds / piece.tokens.length),
    durationSeconds,
    endingFadeSeconds: performer.endingFadeSeconds,
    sampleRateHz: SAMPLE_RATE_HZ,
    stems: false,
  });
  for (const column of piece.tokens) renderer.push(performer.push(decoder.push(column)));
  renderer.push(performer.end());
  const [left, right] = renderer.finish().mix;
  return left.map((sample, n) => (sample + right[n]!) / 2);
}

/** 16-bit mono WAV; the level is set here, since mastering would cost more than the sound is worth. */
function encodeWav(samples: Float32Array): Buffer {
  const rms = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length) || 1;
  const bytes = Buffer.alloc(44 + 2 * samples.length);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(36 + 2 * samples.length, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16); // size of the format chunk
  bytes.writeUInt16LE(1, 20); // PCM
  bytes.writeUInt16LE(1, 22); // channels
  bytes.writeUInt32LE(SAMPLE_RATE_HZ, 24);
  bytes.writeUInt32LE(2 * SAMPLE_RATE_HZ, 28); // bytes a second
  bytes.writeUInt16LE(2, 32); // bytes a frame
  bytes.writeUInt16LE(16, 34); // bits
  bytes.write('data', 36);
  bytes.writeUInt32LE(2 * samples.length, 40);
  samples.forEach((sample, n) => {
    const scaled = Math.max(-1, Math.min(1, (sample * TARGET_RMS) / rms));
    bytes.writeInt16LE(Math.round(32_767 * scaled), 44 + 2 * n);
  });
  return bytes;
}

const [piecesPath, bankPath, outputFolder] = process.argv.slice(2);
if (!piecesPath || !bankPath || !outputFolder) {
  console.error('Usage: tsx scripts/render-pieces.ts PIECES.json BANK.sf3 OUT');
  process.exit(2);
}
const stylesUrl = new URL('../models/styles.json', import.meta.url);
const styles = parseScoreStyles(JSON.parse(await readFile(stylesUrl, 'utf8')));
const bank = await loadBank(bankPath);
for (const piece of JSON.parse(await readFile(piecesPath, 'utf8')) as Piece[]) {
  await writeFile(path.join(outputFolder, `${piece.name}.wav`), encodeWav(renderMono(piece, bank, styles)));
}
