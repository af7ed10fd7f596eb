// Sound to a 24-bit WAV file with named cue points, block by block. What is a WAV already goes over byte for byte.
import { open, type FileHandle } from 'node:fs/promises';
import { ScoreError, type Run } from '@framescore/contract';
import type { StereoSignal } from '../core/audio/signal.js';
import { decodeInto, pcm24 } from '../sound/pcm.js';
import { cutSound, frameBytes, samplesOf, type Sound, type SoundPiece } from '../sound/sound.js';
import { throwIfCancelled } from '../core/system/cancelled.js';
import { type WavBroadcast, wavChunks, type WavCue } from './wav-chunks.js';
import { writeAtomically } from './write-file.js';

export type Wav = {
  path: string;
  sampleRateHz: number;
  sound: Sound;
  cues: readonly WavCue[];
  broadcast?: WavBroadcast;
};

const BLOCK_SAMPLES = 65_536;

export async function writeWav({ path, sampleRateHz, sound, cues, broadcast }: Wav, run: Run): Promise<void> {
  const frameCount = samplesOf(sound);
  const { head, tail } = wavChunks({ sampleRateHz, channels: 2, frameCount, cues, broadcast });
  await writeAtomically(path, run.signal, async (file) => {
    await file.appendFile(head);
    let done = 0;
    for await (const { bytes, samples } of pcmBlocks(sound)) {
      throwIfCancelled(run.signal);
      await file.appendFile(bytes);
      done += samples;
      run.report({ stage: 'write', fraction: done / frameCount });
    }
    await file.appendFile(tail);
  });
}

async function* pcmBlocks(sound: Sound): AsyncGenerator<{ bytes: Uint8Array; samples: number }> {
  for (const piece of sound) {
    const file = await open(piece.path, 'r');
    try {
      for (let from = 0; from < piece.samples; from += BLOCK_SAMPLES) {
        const [block] = cutSound([piece], from, from + BLOCK_SAMPLES);
        yield { bytes: asPcm(await bytesOf(file, block!), block!), samples: block!.samples };
      }
    } finally {
      await file.close();
    }
  }
}

async function bytesOf(file: FileHandle, piece: SoundPiece): Promise<Uint8Array> {
  const bytes = new Uint8Array(piece.samples * frameBytes(piece));
  let done = 0;
  while (done < bytes.length) {
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, piece.offsetBytes + done);
    if (bytesRead === 0)
      throw new ScoreError(
        'media-unreadable',
        `${piece.path} was cut short while it was read. Do not touch the files of a score while it is composed anew.`,
      );
    done += bytesRead;
  }
  return bytes;
}

function asPcm(bytes: Uint8Array, { encoding, samples }: SoundPiece): Uint8Array {
  if (encoding === 'pcm24') return bytes;
  const sides: StereoSignal = [new Float32Array(samples), new Float32Array(samples)];
  decodeInto(sides, 0, bytes, encoding);
  return pcm24(sides);
}
