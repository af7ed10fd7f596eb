// Opens what write-wav.ts wrote: 24-bit stereo at 48 kHz, of any size; reads its head only. Other WAVs go through the decoder, not through here.
import { open, readFile, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { ScoreError } from '@framescore/contract';
import { isNotThere, systemCode, systemReason } from '../core/system/system-reason.js';
import { frameBytes, type Sound } from '../sound/sound.js';

const CHANNELS = 2;
const RATE_HZ = 48_000;
const UNKNOWN_SIZE = 0xffff_ffff;
const FRAME_BYTES = frameBytes({ encoding: 'pcm24' });
/** Chunks before the samples that are looked at: ours are three at most. */
const MOST_CHUNKS = 32;

/** Its sound, full scale at +-1; writing it again gives the same bytes. Throws media-missing or media-unreadable. */
export async function openWav(file: string): Promise<Sound> {
  const handle = await open(file, 'r').catch((cause: unknown) => {
    throw new ScoreError('media-missing', `${file} cannot be read. A score needs its WAV beside it.`, {
      cause,
    });
  });
  try {
    const data = await findSamples(handle);
    if (data) {
      const samples = Math.floor(data.bytes / FRAME_BYTES);
      return [{ path: file, encoding: 'pcm24', offsetBytes: data.offset, samples }];
    }
  } catch (cause) {
    throw unreadable(file, cause);
  } finally {
    await handle.close();
  }
  throw unreadable(file);
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

/** Where the samples of the data chunk lie, or undefined where the file is no WAV of ours. */
async function findSamples(file: FileHandle): Promise<{ offset: number; bytes: number } | undefined> {
  const { size: fileBytes } = await file.stat();
  const head = await bytesAt(file, 0, 36);
  const isWave = ['RIFF', 'RF64'].includes(textAt(head, 0)) && textAt(head, 8) === 'WAVE';
  let isOurs = false;
  let at = 12;
  for (let chunk = 0; isWave && chunk < MOST_CHUNKS && at + 8 <= fileBytes; chunk += 1) {
    const start = await bytesAt(file, at, 8 + 16);
    const size = start.readUInt32LE(4);
    if (textAt(start, 0) === 'fmt ') {
      isOurs =
        start.readUInt16LE(8 + 2) === CHANNELS &&
        start.readUInt32LE(8 + 4) === RATE_HZ &&
        start.readUInt16LE(8 + 14) === 24;
    }
    if (textAt(start, 0) === 'data') {
      // In RF64 the size is in ds64, the first chunk: 8 bytes behind the RIFF size.
      const bytes = size === UNKNOWN_SIZE ? Number(head.readBigUInt64LE(12 + 8 + 8)) : size;
      const offset = at + 8;
      return isOurs && offset + bytes <= fileBytes ? { offset, bytes } : undefined;
    }
    at += 8 + size + (size % 2);
  }
  return undefined;
}

/** Zeros behind the end of the file. */
async function bytesAt(file: FileHandle, at: number, count: number): Promise<Buffer> {
  const bytes = Buffer.alloc(count);
  await file.read(bytes, 0, count, at);
  return bytes;
}

function textAt(bytes: Buffer, at: number): string {
  return bytes.toString('latin1', at, at + 4);
}

function unreadable(file: string, cause?: unknown): ScoreError {
  const detail = `${path.basename(file)} is not a WAV of FrameScore (24-bit stereo, 48 kHz). Use the file as it was written.`;
  return new ScoreError('media-unreadable', detail, { cause });
}
