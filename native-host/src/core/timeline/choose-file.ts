// Which file shows a clip: its proxy, its media, the frames that the editing program exported, or none. Knows no time on the timeline.
import type { TimelineClip } from '@framescore/contract';
import type { FileClock } from './file-time.js';

/** What is known of a file that can be read. */
export type FileFacts = FileClock & {
  hasVideo: boolean;
  isStill: boolean;
  /** Of a still: whether the picture with the next number lies beside it. */
  isFollowed?: boolean | undefined;
};

export type KnownFiles = {
  /** By path; what is not in it cannot be read. */
  readable: ReadonlyMap<string, FileFacts>;
  /** Of those that cannot be read: the paths at which there is nothing. */
  missing: ReadonlySet<string>;
};

export type ChosenFile =
  | { kind: 'file'; path: string; facts: FileFacts }
  | { kind: 'exported' }
  | { kind: 'none'; reason: 'offline' | 'unreadable' | 'no-picture' | 'nest-unknown' };

/** A proxy is made from the media: more than this apart, and more than two frames, it is of something else. */
const SAME_LENGTH_SECONDS = 0.1;
const SAME_LENGTH_FRAMES = 2;

/** The files of a clip that are worth looking at, the better one first. */
export function candidateFiles({ kind, proxyPath, mediaPath }: TimelineClip): string[] {
  if (kind !== 'media' && kind !== 'still') return [];
  return [proxyPath, mediaPath].filter((path) => path !== null);
}

export function chooseFile(clip: TimelineClip, files: KnownFiles): ChosenFile {
  const [proxy, media] = [clip.proxyPath, clip.mediaPath].map(
    (path) => path !== null && files.readable.get(path),
  );
  const hasExports = clip.frames.length > 0;
  if (candidateFiles(clip).length === 0 || (clip.isOffline && hasExports)) return withoutFile(clip);
  if (proxy && proxy.hasVideo && (!media || isSameLength(proxy, media)))
    return { kind: 'file', path: clip.proxyPath!, facts: proxy };
  if (media && media.hasVideo) return { kind: 'file', path: clip.mediaPath!, facts: media };
  if (hasExports) return { kind: 'exported' };
  if (media) return { kind: 'none', reason: 'no-picture' };
  const isMissing = clip.mediaPath !== null && files.missing.has(clip.mediaPath);
  return { kind: 'none', reason: clip.isOffline || isMissing ? 'offline' : 'unreadable' };
}

function withoutFile({ kind, frames }: TimelineClip): ChosenFile {
  if (frames.length > 0) return { kind: 'exported' };
  return { kind: 'none', reason: kind === 'sequence' ? 'nest-unknown' : 'offline' };
}

function isSameLength(proxy: FileFacts, media: FileFacts): boolean {
  const frames = SAME_LENGTH_FRAMES / media.framesPerSecond;
  return Math.abs(proxy.durationSeconds - media.durationSeconds) <= Math.max(SAME_LENGTH_SECONDS, frames);
}
