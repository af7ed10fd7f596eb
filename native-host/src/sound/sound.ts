// Sound of any length that lies on the disk: pieces of files, one after the other, stereo at 48 kHz. Pure; reads and writes nothing.

/** A stretch of one file: interleaved 32-bit floats of a run that is not over, or the 24-bit samples of a WAV. */
export type SoundPiece = {
  path: string;
  encoding: 'float32' | 'pcm24';
  /** Where the first sample stands in the file. */
  offsetBytes: number;
  /** Samples per channel. */
  samples: number;
};

export type Sound = readonly SoundPiece[];

export const SOUND_CHANNELS = 2;
const SAMPLE_BYTES = { float32: 4, pcm24: 3 } as const;

/** Bytes of one sample of both channels. */
export function frameBytes({ encoding }: Pick<SoundPiece, 'encoding'>): number {
  return SOUND_CHANNELS * SAMPLE_BYTES[encoding];
}

export function samplesOf(sound: Sound): number {
  return sound.reduce((sum, { samples }) => sum + samples, 0);
}

/** Samples [from, to) of it, as far as there are any. */
export function cutSound(sound: Sound, from: number, to: number): SoundPiece[] {
  const pieces: SoundPiece[] = [];
  let start = 0;
  for (const piece of sound) {
    const first = Math.max(0, from - start);
    const samples = Math.min(piece.samples, to - start) - first;
    if (samples > 0)
      pieces.push({ ...piece, offsetBytes: piece.offsetBytes + first * frameBytes(piece), samples });
    start += piece.samples;
  }
  return pieces;
}
