// Samples to a 24-bit WAV file with named cue points. Streams block by block: the file is never in memory as a whole.
import type { Run } from '@framescore/contract';
import { throwIfCancelled } from './cancelled.js';
import { BYTES_PER_SAMPLE, type WavBroadcast, wavChunks, type WavCue } from './wav-chunks.js';
import { writeAtomically } from './write-file.js';

export type Wav = {
  path: string;
  sampleRateHz: number;
  /** Left and right, of equal length, full scale at +-1. */
  channels: [Float32Array, Float32Array];
  cues: readonly WavCue[];
  broadcast?: WavBroadcast;
};

const BLOCK_SAMPLES = 65_536;
const FULL_SCALE = 2 ** 23;

export async function writeWav(
  { path, sampleRateHz, channels, cues, broadcast }: Wav,
  run: Run,
): Promise<void> {
  const [left, right] = channels;
  if (left.length !== right.length) throw new RangeError('left and right differ in length');
  const { head, tail } = wavChunks({ sampleRateHz, channels: 2, frameCount: left.length, cues, broadcast });
  await writeAtomically(path, run.signal, async (file) => {
    await file.appendFile(head);
    for (let from = 0; from < left.length; from += BLOCK_SAMPLES) {
      throwIfCancelled(run.signal);
      const to = Math.min(from + BLOCK_SAMPLES, left.length);
      await file.appendFile(pcm24(left.subarray(from, to), right.subarray(from, to)));
      run.report({ stage: 'write', fraction: to / left.length });
    }
    await file.appendFile(tail);
  });
}

/**
 * Interleaved little-endian 24-bit samples. Rounded without dither: at -144 dBFS its noise is below any converter's, while rounding
 * gives the same bytes for samples that were read from such a file, so a regenerated range leaves the rest identical, and silence stays 0.
 */
export function pcm24(left: Float32Array, right: Float32Array): Uint8Array {
  const bytes = new Uint8Array(left.length * 2 * BYTES_PER_SAMPLE);
  let at = 0;
  for (let i = 0; i < left.length; i++) {
    at = putSample(bytes, at, left[i] ?? 0);
    at = putSample(bytes, at, right[i] ?? 0);
  }
  return bytes;
}

function putSample(bytes: Uint8Array, at: number, sample: number): number {
  const value = Math.max(-FULL_SCALE, Math.min(FULL_SCALE - 1, Math.round(sample * FULL_SCALE)));
  bytes[at] = value & 0xff;
  bytes[at + 1] = (value >> 8) & 0xff;
  bytes[at + 2] = (value >> 16) & 0xff;
  return at + BYTES_PER_SAMPLE;
}
