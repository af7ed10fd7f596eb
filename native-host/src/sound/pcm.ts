// Samples to the bytes in which they lie on the disk, and back. Pure; little-endian, as every machine this runs on.
import type { StereoSignal } from '../core/audio/signal.js';
import { SOUND_CHANNELS, type SoundPiece } from './sound.js';

const BYTES_24 = 3;
const FULL_SCALE = 2 ** 23;

/** Left and right, interleaved. */
export function floatBytes([left, right]: StereoSignal): Uint8Array {
  const both = new Float32Array(SOUND_CHANNELS * left.length);
  for (let i = 0; i < left.length; i += 1) {
    both[2 * i] = left[i]!;
    both[2 * i + 1] = right[i]!;
  }
  return new Uint8Array(both.buffer);
}

/**
 * Interleaved little-endian 24-bit samples. Rounded without dither: at -144 dBFS its noise is below any converter's, while rounding
 * gives the same bytes for samples that were read from such a file, and silence stays 0.
 */
export function pcm24([left, right]: StereoSignal): Uint8Array {
  const bytes = new Uint8Array(left.length * SOUND_CHANNELS * BYTES_24);
  let at = 0;
  for (let i = 0; i < left.length; i += 1) {
    at = putSample(bytes, at, left[i]!);
    at = putSample(bytes, at, right[i]!);
  }
  return bytes;
}

function putSample(bytes: Uint8Array, at: number, sample: number): number {
  const value = Math.max(-FULL_SCALE, Math.min(FULL_SCALE - 1, Math.round(sample * FULL_SCALE)));
  bytes[at] = value & 0xff;
  bytes[at + 1] = (value >> 8) & 0xff;
  bytes[at + 2] = (value >> 16) & 0xff;
  return at + BYTES_24;
}

/** Writes the samples of `bytes` into both sides from `at` on; the bytes begin at the start of a buffer or at a multiple of 4. */
export function decodeInto(
  [left, right]: StereoSignal,
  at: number,
  bytes: Uint8Array,
  encoding: SoundPiece['encoding'],
): void {
  if (encoding === 'float32') {
    const both = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
    for (let i = 0; 2 * i < both.length; i += 1) {
      left[at + i] = both[2 * i]!;
      right[at + i] = both[2 * i + 1]!;
    }
    return;
  }
  const count = bytes.length / (SOUND_CHANNELS * BYTES_24);
  for (let i = 0, byte = 0; i < count; i += 1, byte += 6) {
    left[at + i] = sampleAt(bytes, byte);
    right[at + i] = sampleAt(bytes, byte + BYTES_24);
  }
}

function sampleAt(bytes: Uint8Array, at: number): number {
  const value = (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16)) << 8; // the sign comes to the top
  return (value >> 8) / FULL_SCALE;
}
