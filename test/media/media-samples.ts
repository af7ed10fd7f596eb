// What the media tests share: the fixtures, both backends, and a way to read a range as a whole.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Run } from '@framescore/contract';
import { type Media, openMedia, type VideoFrame } from '../../native-host/src/media/frame-source.js';

export const FFMPEG_PATH = process.env.FFMPEG_PATH;
/** Real files, where this machine has them; each folder under it is optional. */
const DATA = process.env.FRAMESCORE_DATA ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));

export const BACKENDS: [string, Media][] = [
  ['node-av', openMedia()],
  ...(FFMPEG_PATH ? [['ffmpeg', openMedia({ ffmpegPath: FFMPEG_PATH })] as [string, Media]] : []),
];

export function fixture(name: string): string {
  return fileURLToPath(new URL(`../fixtures/media/${name}`, import.meta.url));
}

export function dataFiles(folder: string): string[] {
  const directory = path.join(DATA, folder);
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((name) => !name.endsWith('.json'))
    .sort()
    .map((name) => path.join(directory, name));
}

export function quietRun(signal: AbortSignal = new AbortController().signal): Run {
  return { signal, report: () => undefined };
}

export async function readRange(
  media: Media,
  file: string,
  startSeconds: number,
  endSeconds: number,
): Promise<VideoFrame[]> {
  const request = { path: file, startSeconds, endSeconds, widthPx: 64, heightPx: 36 };
  const frames: VideoFrame[] = [];
  for await (const frame of media.readFrames(request, quietRun())) frames.push(frame);
  return frames;
}

export async function readSound(
  media: Media,
  file: string,
  range: { startSeconds: number; endSeconds: number },
  format = { sampleRateHz: 48_000, channels: 1 },
): Promise<Float32Array> {
  const blocks: Float32Array[] = [];
  for await (const block of media.readAudio({ path: file, ...range, ...format }, quietRun()))
    blocks.push(block);
  const joined = new Float32Array(blocks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const block of blocks) {
    joined.set(block, at);
    at += block.length;
  }
  return joined;
}

/** The mean colour of a part of a 64x36 picture. */
export function meanColour(
  { rgb }: VideoFrame,
  part: { left: number; top: number; right: number; bottom: number },
): number[] {
  const sums = [0, 0, 0];
  for (let y = part.top; y < part.bottom; y++) {
    for (let x = part.left; x < part.right; x++) {
      for (let c = 0; c < 3; c++) sums[c] = (sums[c] ?? 0) + (rgb[(y * 64 + x) * 3 + c] ?? 0);
    }
  }
  const pixels = (part.right - part.left) * (part.bottom - part.top);
  return sums.map((sum) => Math.round(sum / pixels));
}

export function meanDifference(one: Uint8Array, other: Uint8Array): number {
  return one.reduce((sum, value, i) => sum + Math.abs(value - (other[i] ?? 0)), 0) / one.length;
}
