// Reads back what write-wav.ts wrote, sample for sample: 24-bit stereo at 48 kHz. Other WAVs go through the decoder, not through here.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ScoreError } from '@framescore/contract';
import { isNotThere, systemCode, systemReason } from '../core/system/system-reason.js';
import { BYTES_PER_SAMPLE } from './wav-chunks.js';

const FULL_SCALE = 2 ** 23;
const CHANNELS = 2;
const RATE_HZ = 48_000;
const UNKNOWN_SIZE = 0xffff_ffff;

/** Left and right, full scale at +-1; writing them again gives the same bytes. Throws media-missing or media-unreadable. */
export async function readWav(file: string): Promise<[Float32Array, Float32Array]> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new ScoreError('media-missing', `${file} cannot be read. A score needs its WAV beside it.`, {
      cause,
    });
  });
  const data = findSamples(bytes);
  if (!data) {
    throw new ScoreError(
      'media-unreadable',
      `${path.basename(file)} is not a WAV of FrameScore (24-bit stereo, 48 kHz). Use the file as it was written.`,
    );
  }
  const count = Math.floor(data.length / (CHANNELS * BYTES_PER_SAMPLE));
  const sides: [Float32Array, Float32Array] = [new Float32Array(count), new Float32Array(count)];
  for (let i = 0; i < count; i += 1) {
    for (const [c, side] of sides.entries())
      side[i] = data.readIntLE((i * CHANNELS + c) * BYTES_PER_SAMPLE, BYTES_PER_SAMPLE) / FULL_SCALE;
  }
  return sides;
}

/** Text of a small file, or undefined where there is none. Throws job-unknown where there is one that cannot be read. */
export async function readText(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    if (isNotThere(cause)) return undefined;
    throw new ScoreError('job-unknown', `${file} cannot be read: ${readReason(cause)}.`, { cause });
  });
}

function readReason(cause: unknown): string {
  const code = systemCode(cause);
  if (code === 'EISDIR') return 'it is a folder. Give the path of the score.json in it';
  return code === 'EACCES' || code === 'EPERM'
    ? 'your user may not read it. Change its rights'
    : systemReason(cause);
}

/** The samples of the data chunk, or undefined where the file is no WAV of ours. */
function findSamples(bytes: Buffer): Buffer | undefined {
  const isWave =
    ['RIFF', 'RF64'].includes(bytes.toString('latin1', 0, 4)) && bytes.toString('latin1', 8, 12) === 'WAVE';
  let isOurs = false;
  let at = 12;
  while (isWave && at + 8 <= bytes.length) {
    const id = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    const body = bytes.subarray(at + 8);
    if (id === 'fmt ' && body.length >= 16) {
      isOurs =
        body.readUInt16LE(2) === CHANNELS && body.readUInt32LE(4) === RATE_HZ && body.readUInt16LE(14) === 24;
    }
    if (id === 'data') {
      // In RF64 the size is in ds64, the first chunk: 8 bytes behind the RIFF size.
      const length = size === UNKNOWN_SIZE ? Number(bytes.readBigUInt64LE(12 + 8 + 8)) : size;
      return isOurs && length <= body.length ? body.subarray(0, length) : undefined;
    }
    at += 8 + size + (size % 2);
  }
  return undefined;
}
