// What Premiere would find in a file that the host wrote: here read from the WAV's own header.
import { open, type FileHandle } from 'node:fs/promises';

const TICKS_PER_SECOND = 254_016_000_000n;
type ProbedMedia = { durationTicks: string; framesPerSecond: number; hasVideo: boolean };

/** Null for anything that is no WAV. */
export async function probeMedia(file: string): Promise<ProbedMedia | null> {
  if (!file.endsWith('.wav')) return null;
  const handle = await open(file).catch(() => null);
  if (!handle) return null;
  try {
    return await readWav(handle);
  } finally {
    await handle.close();
  }
}

/** Walks the chunks of RIFF until format and data are known. */
async function readWav(handle: FileHandle): Promise<ProbedMedia | null> {
  const head = await readAt(handle, 0, 12);
  if (head.toString('latin1', 0, 4) !== 'RIFF') return null;
  let format: Buffer | undefined;
  for (let at = 12; ;) {
    const chunk = await readAt(handle, at, 8);
    if (chunk.length < 8) return null;
    const [name, bytes] = [chunk.toString('latin1', 0, 4), chunk.readUInt32LE(4)];
    if (name === 'fmt ') format = await readAt(handle, at + 8, 16);
    if (name === 'data' && format) return toMedia(format, bytes);
    at += 8 + bytes + (bytes % 2);
  }
}

function toMedia(format: Buffer, dataBytes: number): ProbedMedia {
  const [sampleRateHz, bytesPerSample] = [format.readUInt32LE(4), format.readUInt16LE(12)];
  const samples = BigInt(dataBytes / bytesPerSample);
  const durationTicks = (samples * TICKS_PER_SECOND) / BigInt(sampleRateHz);
  return { durationTicks: String(durationTicks), framesPerSecond: 0, hasVideo: false };
}

async function readAt(handle: FileHandle, at: number, bytes: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, at);
  return buffer.subarray(0, bytesRead);
}
