// Plays pieces of score tokens as the product would, mastering included, so that a corpus can stand beside its output:
// `tsx scripts/evaluation/play-pieces.ts PIECES.json BANK.sf3 OUT` writes OUT/<name>.wav, stereo, 48 kHz, 16 bits. Files there are kept.
import { access, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import wavefile from 'wavefile';
import { masterMusic } from '../../native-host/src/core/audio/master.js';
import { ScoreDecoder } from '../../native-host/src/core/score/decode-tokens.js';
import { listInstruments } from '../../native-host/src/core/score/instruments.js';
import { mixerSound } from '../../native-host/src/core/score/mix-sound.js';
import { Performer } from '../../native-host/src/core/score/performance.js';
import { parseScoreStyles, styleById, type ScoreStyles } from '../../native-host/src/core/score/styles.js';
import { loadBank } from '../../native-host/src/sampler/load-bank.js';
import { ScoreRenderer } from '../../native-host/src/sampler/score-renderer.js';

/** As scripts/render-pieces.ts reads it; times in seconds [T + 1], tokens [T, K]. */
type Piece = {
  name: string;
  styleId: string;
  seed: number;
  tonicSemitones: number;
  timesSeconds: number[];
  accents: number[];
  barPhases: number[];
  energies: number[];
  endingStep: number;
  tokens: number[][];
};

const SAMPLE_RATE_HZ = 48_000;

function playMastered(
  piece: Piece,
  bank: Awaited<ReturnType<typeof loadBank>>,
  styles: ScoreStyles,
): [Float32Array, Float32Array] {
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
  return masterMusic({ mix: renderer.finish().mix, stems: [], durationSeconds }).mix;
}

function encodeWav(channels: [Float32Array, Float32Array]): Uint8Array {
  const wav = new wavefile.WaveFile();
  const integers = channels.map((side) => Int16Array.from(side, (sample) => Math.round(32_767 * sample)));
  wav.fromScratch(2, SAMPLE_RATE_HZ, '16', integers);
  return wav.toBuffer();
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

const [piecesPath, bankPath, outputFolder] = process.argv.slice(2);
if (!piecesPath || !bankPath || !outputFolder)
  throw new Error('Usage: tsx scripts/evaluation/play-pieces.ts PIECES.json BANK.sf3 OUT');
const stylesUrl = new URL('../../models/styles.json', import.meta.url);
const styles = parseScoreStyles(JSON.parse(await readFile(stylesUrl, 'utf8')));
const bank = await loadBank(bankPath);
for (const piece of JSON.parse(await readFile(piecesPath, 'utf8')) as Piece[]) {
  const file = path.join(outputFolder, `${piece.name}.wav`);
  if (await exists(file)) continue;
  await writeFile(`${file}.part`, encodeWav(playMastered(piece, bank, styles)));
  await rename(`${file}.part`, file);
}
