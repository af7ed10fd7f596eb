// The sound of a preview: the film's own with the music under it, or either alone, mixed into a file of raw samples.
import { type FileHandle, open } from 'node:fs/promises';
import { ScoreError, type Run } from '@framescore/contract';
import { musicFactor, peakFactor, soundingLevelDb } from '../core/audio/preview-levels.js';
import { throwIfCancelled } from '../core/system/cancelled.js';
import {
  type AudioRequest,
  PREVIEW_CHANNELS,
  PREVIEW_RATE_HZ,
  type PreviewRequest,
} from './media-protocol.js';

const BLOCK_SAMPLES = (PREVIEW_RATE_HZ * PREVIEW_CHANNELS * 2) / 5; // 0.4 s, as loudness is measured in

export type PreviewSounds = Pick<PreviewRequest, 'videoPath' | 'startSeconds' | 'endSeconds'> & {
  wavPath: string;
  /** What is heard; a film without sound is silent. */
  heard: 'film' | 'music' | 'both';
};
export type ReadAudio = (request: AudioRequest, run: Run) => AsyncIterable<Float32Array>;

/** Writes interleaved 32-bit floats of exactly the range to `path`, which must not be there. Gives the factor by which they are to be played. */
export async function mixPreviewSound(
  sounds: PreviewSounds,
  path: string,
  readAudio: ReadAudio,
  run: Run,
): Promise<number> {
  const read = (part: 'film' | 'music') => blocksOf(part, sounds, readAudio, run);
  const isMixed = sounds.heard === 'both';
  const factor = isMixed ? musicFactor(await levelOf(read('film')), await levelOf(read('music'))) : 1;
  const film = sounds.heard === 'music' ? null : read('film');
  const music = sounds.heard === 'film' ? null : read('music');
  const file = await open(path, 'wx');
  try {
    return peakFactor(await writeSum(file, film, music, factor));
  } finally {
    await Promise.all([film?.return(), music?.return(), file.close()]);
  }
}

async function levelOf(blocks: AsyncIterable<Float32Array>): Promise<number | null> {
  const meanSquares: number[] = [];
  for await (const block of blocks) {
    let sum = 0;
    for (const value of block) sum += value * value;
    meanSquares.push(sum / block.length);
  }
  return soundingLevelDb(meanSquares);
}

type Blocks = AsyncGenerator<Float32Array, void> | null;

/** Gives the peak of what was written. Both end together, since both are as long as the range. */
async function writeSum(file: FileHandle, film: Blocks, music: Blocks, musicBy: number): Promise<number> {
  let peak = 0;
  for (;;) {
    const [own, scored] = [(await film?.next())?.value, (await music?.next())?.value];
    const sum = own ?? scored?.map((value) => value * musicBy);
    if (!sum) return peak;
    if (own && scored) for (let i = 0; i < sum.length; i++) sum[i] = own[i]! + scored[i]! * musicBy;
    for (const value of sum) peak = Math.max(peak, Math.abs(value));
    await file.write(new Uint8Array(sum.buffer, sum.byteOffset, sum.byteLength));
  }
}

/** Blocks of 0.4 s from the start to the end of the range, silent where there is no sound. */
async function* blocksOf(
  part: 'film' | 'music',
  { videoPath, wavPath, startSeconds, endSeconds }: PreviewSounds,
  readAudio: ReadAudio,
  run: Run,
): AsyncGenerator<Float32Array, void> {
  const lengthSeconds = endSeconds - startSeconds;
  const range =
    part === 'film' ? { startSeconds, endSeconds } : { startSeconds: 0, endSeconds: lengthSeconds };
  const format = { sampleRateHz: PREVIEW_RATE_HZ, channels: PREVIEW_CHANNELS };
  const request = { path: part === 'film' ? videoPath : wavPath, ...range, ...format };
  const sound = readAudio(request, run)[Symbol.asyncIterator]();
  const next = part === 'film' ? () => sound.next().catch(asSilence) : () => sound.next();
  let left = Math.round(lengthSeconds * PREVIEW_RATE_HZ) * PREVIEW_CHANNELS;
  let rest: Float32Array = new Float32Array(0);
  try {
    while (left > 0) {
      throwIfCancelled(run.signal);
      const block = new Float32Array(Math.min(BLOCK_SAMPLES, left));
      for (let filled = 0; filled < block.length;) {
        if (rest.length === 0) {
          const more = await next();
          if (more.done === true) break;
          rest = more.value;
        }
        const taken = rest.subarray(0, block.length - filled);
        block.set(taken, filled);
        filled += taken.length;
        rest = rest.subarray(taken.length);
      }
      left -= block.length;
      yield block;
    }
  } finally {
    await sound.return?.();
  }
}

/** A film that has no sound, or none that can be decoded, is silent: its picture is worth a preview all the same. */
function asSilence(error: unknown): IteratorReturnResult<undefined> {
  const isSoundless =
    error instanceof ScoreError && ['media-no-audio', 'media-unreadable'].includes(error.code);
  if (!isSoundless) throw error;
  return { done: true, value: undefined };
}
