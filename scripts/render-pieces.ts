// Plays pieces of score tokens through the product's own sampler, one after another, as training material: not mastered, which would
// cost more than the sound is worth. `tsx scripts/render-pieces.ts PIECES.json BANK.sf3 OUT` writes OUT/<name>.wav, mono, 48 kHz, 16 bits.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import wavefile from 'wavefile';
import { openPlayer, pieceArguments, readPieces, SAMPLE_RATE_HZ } from './play-piece.js';

/** Root mean square of a mix at about -16 LUFS. */
const TARGET_RMS = 0.13;

/** 16-bit WAV of both channels' mean. Plain loops: with callbacks this was a sixth of the time of a piece. */
function encodeMono([left, right]: [Float32Array, Float32Array]): Uint8Array {
  let power = 0;
  for (let n = 0; n < left.length; n++) power += ((left[n]! + right[n]!) / 2) ** 2;
  const gain = TARGET_RMS / (Math.sqrt(power / left.length) || 1);
  const samples = new Int16Array(left.length);
  for (let n = 0; n < left.length; n++) {
    const sample = ((left[n]! + right[n]!) / 2) * gain;
    samples[n] = Math.round(32_767 * Math.max(-1, Math.min(1, sample)));
  }
  const wav = new wavefile.WaveFile();
  wav.fromScratch(1, SAMPLE_RATE_HZ, '16', samples);
  return wav.toBuffer();
}

const { pieces, bank, folder } = pieceArguments('scripts/render-pieces.ts');
const play = await openPlayer(bank);
for (const piece of await readPieces(pieces))
  await writeFile(path.join(folder, `${piece.name}.wav`), encodeMono(play(piece).mix.channels));
