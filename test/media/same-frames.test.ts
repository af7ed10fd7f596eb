// The contract between the two backends: the user's ffmpeg gives the frames and times that node-av gives.
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ScoreError } from '@framescore/contract';
import type { MediaInfo } from '../../native-host/src/media/media-info.js';
import { type Media, openMedia, type VideoFrame } from '../../native-host/src/media/frame-source.js';
import {
  dataFiles,
  FFMPEG_PATH,
  fixture,
  meanDifference,
  quietRun,
  readRange,
  readSound,
} from './media-samples.js';

const FIXTURES = [
  'cuts-at-0.5-and-1.25-24fps.mp4',
  'variable-frame-rate.mp4',
  'turned-clockwise.mp4',
  'one-frame.mp4',
  'begins-at-10-seconds.m2ts',
  'sound-before-picture.mkv',
  'sound-only.m4a',
  'fields.mp4',
  'fields.mpg',
  'two-seconds.m2ts',
  'pq.mp4',
  'strange-matrix.mp4',
  'anamorphic.mp4',
  'transparent-until-1.mov',
  'still.png',
  'still.jpg',
].map(fixture);
const FILES = [...FIXTURES, ...dataFiles('odd'), ...dataFiles('clips')];
// Enough of a long clip to tell; the whole of a short one.
const LONGEST_SECONDS = 4;
/** Formats that FFmpeg learnt after 5.1: an older ffmpeg refuses them, which is right for it. */
const NEW_FORMATS = /vvc/;

// Sound that FFmpeg 5.1 and 8.1 decode differently themselves: noise for 24-bit ipcm, other lengths for ALAC and damaged MP3, other
// gaps for WMA, whose packets carry no times, and a rounding that shows at a level of 0.003.
const DECODED_DIFFERENTLY = /ipcm_24le|garbage-prefix|alac|ima_adpcm|\.wmv|mkv_sample\.mkv/;
const SILENCE = 2e-3;

/** Level of each 5 ms (240 samples at 48 kHz). */
function loudness(samples: Float32Array): number[] {
  return Array.from({ length: Math.floor(samples.length / 240) }, (_, i) =>
    Math.sqrt(samples.subarray(i * 240, (i + 1) * 240).reduce((sum, value) => sum + value ** 2, 0) / 240),
  );
}

type Outcome = { info: MediaInfo; frames: VideoFrame[] } | { problem: string };

async function tryFile(media: Media, file: string): Promise<Outcome> {
  try {
    const info = await media.probeMedia(file, quietRun());
    const startSeconds = info.durationSeconds > LONGEST_SECONDS ? 1.5 : 0;
    const endSeconds =
      info.isStill || info.durationSeconds <= 0 ? 1 : Math.min(info.durationSeconds, LONGEST_SECONDS);
    return { info, frames: await readRange(media, file, startSeconds, endSeconds) };
  } catch (error) {
    if (error instanceof ScoreError) return { problem: error.code };
    throw error;
  }
}

const describeBoth = FFMPEG_PATH ? describe : describe.skip;
describeBoth('node-av and the ffmpeg of FFMPEG_PATH (skipped where that is not set)', () => {
  const nodeAv = openMedia();
  const ffmpeg = openMedia({ ffmpegPath: FFMPEG_PATH });

  test.each(FILES.map((file) => [path.basename(file), file]))(
    '%s has the same frames at the same times',
    async (name, file) => {
      const [ours, theirs] = [await tryFile(nodeAv, file), await tryFile(ffmpeg, file)];
      if (NEW_FORMATS.test(name) && 'problem' in theirs) return;
      if ('problem' in ours || 'problem' in theirs) {
        expect(ours).toEqual(theirs);
        return;
      }
      const roundedAlike = { durationSeconds: 0, statedSeconds: 0, startSeconds: 0 };
      expect({ ...ours.info, ...roundedAlike }).toEqual({ ...theirs.info, ...roundedAlike });
      expect(ours.info.durationSeconds).toBeCloseTo(theirs.info.durationSeconds, 3);
      expect(ours.frames).toHaveLength(theirs.frames.length);
      const pairs = ours.frames.map((frame, i) => [frame, theirs.frames[i] ?? frame] as const);
      expect(
        Math.max(...pairs.map(([one, other]) => Math.abs(one.timeSeconds - other.timeSeconds))),
      ).toBeLessThan(1e-3);
      expect(
        Math.max(...pairs.map(([one, other]) => meanDifference(one.rgb, other.rgb))),
      ).toBeLessThanOrEqual(2);
    },
    120_000,
  );

  test.each(
    FILES.filter((file) => !DECODED_DIFFERENTLY.test(file)).map((file) => [path.basename(file), file]),
  )(
    '%s has the same sound at the same times',
    async (_name, file) => {
      const read = (media: Media): Promise<Float32Array | string> =>
        readSound(media, file, { startSeconds: 0.25, endSeconds: 1.25 }).catch((error: unknown) => {
          if (error instanceof ScoreError) return error.code;
          throw error;
        });
      const [ours, theirs] = [await read(nodeAv), await read(ffmpeg)];
      if (typeof ours === 'string' || typeof theirs === 'string') {
        expect(ours).toEqual(theirs);
        return;
      }
      // Decoders of different years end a stream some packets apart, and round their filters differently: what has to agree
      // is when it is loud.
      expect(Math.abs(ours.length - theirs.length)).toBeLessThan(5_000);
      const [one, other] = [loudness(ours), loudness(theirs)];
      const length = Math.min(one.length, other.length);
      const peak = Math.max(...other, SILENCE);
      const differences = Array.from({ length }, (_, i) => Math.abs((one[i] ?? 0) - (other[i] ?? 0)));
      expect(differences.reduce((sum, value) => sum + value, 0) / Math.max(1, length)).toBeLessThan(
        0.05 * peak,
      );
    },
    60_000,
  );
});
