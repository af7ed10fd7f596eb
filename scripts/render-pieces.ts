// Plays pieces of score tokens through the product's own sampler, one after another, as training material: not mastered, which would
// cost more than the sound is worth. `tsx scripts/render-pieces.ts PIECES.json BANK.sf3 OUT` writes OUT/<name>.wav, mono, 48 kHz, 16 bits.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import wavefile from 'wavefile';
import { openPlayer, pieceArguments, readPieces, SAMPLE_RATE_HZ } from './play-piece.js';

/** Root mean square of a mix at about -16 LUFS. */
const TARGET_RMS = 0.13;

function encodeMono([left, right]: [Float32Array, Float32Array]): Uint8Array {
  const samples = left.map((sample, n) => (sample + right[n]!) / 2);
  const rms = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length) || 1;
  const scaled = samples.map((sample) => Math.max(-1, Math.min(1, (sample * TARGET_RMS) / rms)));
  const wav = new wavefile.WaveFile();
  wav.fromScratch(
    1,
    SAMPLE_RATE_HZ,
    '16',
    Int16Array.from(scaled, (sample) => Math.round(32_767 * sample)),
  );
  return wav.toBuffer();
}

const { pieces, bank, folder } = pieceArguments('scripts/render-pieces.ts');
const play = await openPlayer(bank);
for (const piece of await readPieces(pieces))
  await writeFile(path.join(folder, `${piece.name}.wav`), encodeMono(play(piece).mix));
