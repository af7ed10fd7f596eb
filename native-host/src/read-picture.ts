// The frames of a source in time order, from one file or from the shots of a timeline, and what was met on the way.
import type { Run, ScoreWarning } from '@framescore/contract';
import { endsEarlyWarning } from './core/timeline/shot-warnings.js';
import type { TimedFrame } from './core/video/frame-sampler.js';
import type { Source } from './open-source.js';
import type { MediaPort, PictureSize } from './ports.js';
import { TimelineReader } from './read-timeline.js';

export type PictureReading = {
  frames: AsyncIterable<TimedFrame>;
  /** Complete when the frames have been read. */
  warnings(): ScoreWarning[];
};

/** A last frame that stands longer than this is noticed; durations that containers state are rounded. */
export const HELD_SECONDS = 0.5;

export function readPicture(source: Source, size: PictureSize, media: MediaPort, run: Run): PictureReading {
  if (source.timeline) {
    const reader = new TimelineReader(source.timeline, size, media);
    return { frames: reader.frames(run), warnings: () => reader.warnings() };
  }
  const { path, startSeconds, endSeconds } = source;
  const frames = media.readFrames({ path, startSeconds, endSeconds, ...size }, run);
  return { frames, warnings: () => earlyEnd(source, frames.summary()?.pictureEndSeconds ?? null) };
}

function earlyEnd(
  { path, startSeconds, durationSeconds }: Source,
  endSeconds: number | null,
): ScoreWarning[] {
  if (endSeconds === null || durationSeconds - endSeconds <= HELD_SECONDS) return [];
  const heldSeconds = Math.min(durationSeconds, durationSeconds - endSeconds);
  return [endsEarlyWarning(path, startSeconds + endSeconds, heldSeconds, Math.max(0, endSeconds))];
}
