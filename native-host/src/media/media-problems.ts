// What can be wrong with a media file, said to the user: the same words from both backends.
import { ScoreError } from '@framescore/contract';
import type { FrameTags } from './frame-tags.js';
import { whatItIs, whatItIsInstead } from './what-it-is.js';

export function unreadable(path: string, reason: string, cause?: unknown): ScoreError {
  return new ScoreError(
    'media-unreadable',
    `${path} cannot be used: ${reason}. Check that it plays elsewhere, or convert it to MP4 (H.264) and try again.`,
    { cause },
  );
}

export function unknownFormat(path: string, cause?: unknown): ScoreError {
  const what = whatItIs(path);
  if (what !== null) return new ScoreError('media-unreadable', `${path} ${what}`, { cause });
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

/** There is nothing at that path. */
export function notFound(path: string, cause: unknown): ScoreError {
  const what = whatItIsInstead(path);
  if (what !== null) return new ScoreError('media-unreadable', `${path} ${what}`, { cause });
  const missing = /%(0\d)?d|##/.test(path)
    ? 'names no numbered pictures that are there. Check the folder and the number of digits.'
    : 'was not found. Check the path, and that its drive is connected.';
  const detail = `${path} ${missing}`;
  return new ScoreError('media-missing', detail, { cause });
}

export function isFolder(path: string): ScoreError {
  const what =
    whatItIs(path) ??
    'is a folder. Name a video file inside it; a folder with one series of numbered pictures is read as a film.';
  return new ScoreError('media-unreadable', `${path} ${what}`);
}

/** A pipe, a device or a socket: it cannot be read twice, and may never end. */
export function isNoFile(path: string): ScoreError {
  const detail = `${path} is a pipe or a device, no file: a film is read more than once. Save it to a file first, and give that.`;
  return new ScoreError('media-unreadable', detail);
}

export function isEmpty(path: string): ScoreError {
  return new ScoreError('media-unreadable', `${path} is empty (0 bytes). Copy or export it again.`);
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
