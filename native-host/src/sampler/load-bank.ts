// A bank of instruments from a file. Samples stay compressed until their first note.
import { readFile } from 'node:fs/promises';
import { BasicSoundBank, SoundBankLoader } from 'spessasynth_core';

export async function loadBank(bankPath: string): Promise<BasicSoundBank> {
  const bytes = await readFile(bankPath);
  await BasicSoundBank.isSF3DecoderReady;
  return SoundBankLoader.fromArrayBuffer(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
  );
}
