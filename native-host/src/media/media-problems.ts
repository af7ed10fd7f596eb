// What can be wrong with a media file, said to the user: the same words from both backends.
import { ScoreError } from '@framescore/contract';
import type { FrameTags } from './frame-tags.js';

export function unreadable(path: string, reason: string, cause?: unknown): ScoreError {
  return new ScoreError(
    'media-unreadable',
    `${path} cannot be used: ${reason}. Check that it plays elsewhere, or convert it to MP4 (H.264) and try again.`,
    { cause },
  );
}

export function unknownFormat(path: string, cause?: unknown): ScoreError {
  return unreadable(path, 'its contents are not a video, sound or picture format that can be read', cause);
}

export function noDecodableFrame(path: string, cause?: unknown): ScoreError {
  return unreadable(path, 'no frame of its picture can be decoded', cause);
}

/** A frame that cannot be turned into RGB, even when what it says of its colours is left out. */
export function unscalable(
  path: string,
  { width, height }: { width: number; height: number },
  { pixelFormat, matrix }: FrameTags,
  cause: unknown,
): ScoreError {
  const what = `${width}x${height}, pixel format ${pixelFormat}, colour matrix ${matrix}`;
  const detail = `${path} has frames that cannot be converted (${what}). Set FFMPEG_PATH to an ffmpeg that plays the file, or convert it to MP4 (H.264).`;
  return new ScoreError('media-unreadable', detail, { cause });
}

export function noDecodableSound(path: string, cause?: unknown): ScoreError {
  return unreadable(path, 'none of its sound can be decoded', cause);
}

export function neitherPictureNorSound(path: string): ScoreError {
  return unreadable(path, 'it holds neither picture nor sound');
}

export function noVideo(path: string): ScoreError {
  return new ScoreError(
    'media-no-video',
    `${path} has no picture to compose for. Choose a video, or a still image with a range.`,
  );
}

export function noAudio(path: string): ScoreError {
  return new ScoreError('media-no-audio', `${path} has no sound. Choose a music file or a video with music.`);
}
