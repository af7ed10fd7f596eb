// Plays pieces of score tokens as the product would, mastering included, so that a corpus can stand beside its output:
// `tsx scripts/evaluation/play-pieces.ts PIECES.json BANK.sf3 OUT` writes OUT/<name>.wav, stereo, 48 kHz, 16 bits. Files there are kept.
import { access, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import wavefile from 'wavefile';
import { masterMusic } from '../../native-host/src/core/audio/master.js';
import { MemoryCurve } from '../../native-host/src/core/audio/signal.js';
import { openPlayer, pieceArguments, readPieces, SAMPLE_RATE_HZ } from '../play-piece.js';

function encodeStereo(channels: [Float32Array, Float32Array]): Uint8Array {
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

const { pieces, bank, folder } = pieceArguments('scripts/evaluation/play-pieces.ts');
const play = await openPlayer(bank);
for (const piece of await readPieces(pieces)) {
  const file = path.join(folder, `${piece.name}.wav`);
  if (await exists(file)) continue;
  const { mix, durationSeconds } = play(piece);
  const { samples } = masterMusic({ mix, stems: [], durationSeconds, envelope: new MemoryCurve() });
  await writeFile(`${file}.part`, encodeStereo(mix.read(0, samples)));
  await rename(`${file}.part`, file);
}
