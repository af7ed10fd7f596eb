// The picture that a request means: its file, checked, and the range of it in seconds.
import {
  LONGEST_SECONDS,
  SHORTEST_SECONDS,
  ScoreError,
  type FrameRate,
  type Run,
  type ScoreRequest,
} from '@framescore/contract';
import type { MediaPort } from './ports.js';

export type Source = {
  path: string;
  startSeconds: number;
  endSeconds: number;
  durationSeconds: number;
  frameRate: FrameRate;
};

/** Probes the media and resolves the range. Throws media-*, range-invalid or range-too-short. */
export async function openSource(request: ScoreRequest, media: MediaPort, run: Run): Promise<Source> {
  const path = request.mediaPath;
  const info = await media.probeMedia(path, run);
  if (!info.hasVideo) {
    throw new ScoreError('media-no-video', `${path} has sound only. Choose a file with a picture to score.`);
  }
  const [startSeconds, endSeconds] = request.rangeSeconds ?? [0, info.durationSeconds];
  checkRange(startSeconds, endSeconds, info.durationSeconds, request.rangeSeconds !== undefined);
  return {
    path,
    startSeconds,
    endSeconds,
    durationSeconds: endSeconds - startSeconds,
    frameRate: info.frameRate,
  };
}

function checkRange(start: number, end: number, mediaSeconds: number, asked: boolean): void {
  const range = `${start.toFixed(3)}-${end.toFixed(3)} s`;
  const media = `${mediaSeconds.toFixed(3)} s`;
  if (asked && end <= start) {
    throw new ScoreError(
      'range-invalid',
      `The range ${range} ends before it begins. Give the earlier time first.`,
    );
  }
  // Half a second of grace: durations that containers state and ranges that people type are rounded.
  if (asked && (start >= mediaSeconds || end > mediaSeconds + 0.5)) {
    throw new ScoreError(
      'range-invalid',
      `The range ${range} is not inside the media, which is ${media} long.`,
    );
  }
  if (end - start < SHORTEST_SECONDS) {
    if (!asked)
      throw new ScoreError(
        'media-too-short',
        `The media is ${media} long; music needs at least ${SHORTEST_SECONDS} second.`,
      );
    throw new ScoreError(
      'range-too-short',
      `The range ${range} is too short for music. Choose at least ${SHORTEST_SECONDS} second.`,
    );
  }
  if (end - start > LONGEST_SECONDS) {
    throw new ScoreError(
      'range-invalid',
      `The range ${range} is longer than ${LONGEST_SECONDS / 3600} hours. Score it in parts.`,
    );
  }
}
