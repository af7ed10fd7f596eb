// The frames of a source in time order, from one file or from the shots of a timeline, and what was met on the way.
import type { Run, ScoreWarning } from '@framescore/contract';
import { HELD_SECONDS } from './core/timeline/plan-shots.js';
import { endsEarlyWarning, gatherWarnings, qualityWarnings } from './core/timeline/shot-warnings.js';
import type { TimedFrame } from './core/video/frame-sampler.js';
import type { Source } from './open-source.js';
import type { MediaPort, PictureSize } from './ports.js';
import { TimelineReader } from './read-timeline.js';

export type PictureReading = {
  frames: AsyncIterable<TimedFrame>;
  /** What the user should know of the source; complete when the frames have been read. */
  warnings(): ScoreWarning[];
};

export function readPicture(source: Source, size: PictureSize, media: MediaPort, run: Run): PictureReading {
  const withSource = (met: ScoreWarning[]) => gatherWarnings([...source.warnings, ...met]);
  if (source.timeline) {
    const reader = new TimelineReader(source.timeline, size, media);
    return { frames: reader.frames(run), warnings: () => withSource(reader.warnings()) };
  }
  const { path, startSeconds, endSeconds, pictureRateFps } = source;
  const frames = media.readFrames({ path, startSeconds, endSeconds, pictureRateFps, ...size }, run);
  const met = () => {
    const summary = frames.summary();
    if (!summary) return [];
    return [...earlyEnd(source, summary.pictureEndSeconds), ...qualityWarnings(path, summary, 0)];
  };
  return { frames, warnings: () => withSource(met()) };
}

function earlyEnd(
  { path, startSeconds, durationSeconds }: Source,
  endSeconds: number | null,
): ScoreWarning[] {
  if (endSeconds === null || durationSeconds - endSeconds <= HELD_SECONDS) return [];
  const heldSeconds = Math.min(durationSeconds, durationSeconds - endSeconds);
  return [endsEarlyWarning(path, startSeconds + endSeconds, heldSeconds, Math.max(0, endSeconds))];
}
