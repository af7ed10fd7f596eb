// A timeline made ready to be watched: what is seen in the range, where it changes, which files show it. Reads headers, no frames. The work
// grows with the timeline, so a thread does it: the host answers meanwhile, and a cancel ends it.
import {
  ScoreError,
  ticksToSeconds,
  unusableTimeline,
  type Run,
  type ScoreWarning,
  type TimelineSequence,
  type TimelineSnapshot,
} from '@framescore/contract';
import type { FileFacts, KnownFiles } from './core/timeline/choose-file.js';
import type { NestingFault } from './core/timeline/find-nesting-fault.js';
import { findRoot, type OpenTimeline, type TimelineOutline } from './core/timeline/open-timeline.js';
import type { MediaInfo, MediaPort, Ports } from './ports.js';

export type { OpenTimeline };

/** A list of a hundred files helps nobody. */
const MOST_NAMED = 8;

/** `formerPath`: where the timeline was when it was written, if it has moved with its media since. */
type AskedTimeline = {
  path: string;
  formerPath: string | undefined;
  rangeSeconds: readonly [number, number] | undefined;
};
type CheckRange = (range: readonly [number, number], mediaSeconds: number, asked: boolean) => void;

export function isTimelinePath(path: string): boolean {
  return path.toLowerCase().endsWith('.json');
}

/** Throws timeline-invalid, media-missing or media-no-video where nothing can be seen, and what `checkRange` throws. */
export async function openTimeline(
  { path, formerPath, rangeSeconds }: AskedTimeline,
  { media, compute, checkRange }: Pick<Ports, 'media' | 'compute'> & { checkRange: CheckRange },
  run: Run,
): Promise<OpenTimeline> {
  const text = await media.readTimelineText(path, run);
  const outline = await compute.run('outline-timeline', { text, rangeSeconds }, run.signal);
  if ('reason' in outline) throw unusableTimeline(path, outline.reason);
  if ('fault' in outline) throw nestingProblem(outline.fault);
  checkWindow(outline, rangeSeconds !== undefined, checkRange);
  if (outline.paths === null) {
    const detail = 'The nested sequences multiply into more cuts than can be handled. Score a shorter range.';
    throw new ScoreError('timeline-invalid', detail);
  }
  const { window, framePaths } = outline;
  const { places, guessed } = await media.findPlaces([...outline.paths, ...framePaths], path, formerPath);
  const paths = outline.paths.map((written) => places.get(written) ?? written);
  const files = await readHeaders(paths, media, run);
  const timeline = await compute.run('plan-timeline', { text, window, files, places }, run.signal);
  assertVisible(timeline);
  return { ...timeline, warnings: [...guessWarnings(guessed, places), ...timeline.warnings] };
}

function guessWarnings(guessed: readonly string[], places: ReadonlyMap<string, string>): ScoreWarning[] {
  if (guessed.length === 0) return [];
  const named = guessed
    .slice(0, MOST_NAMED)
    .map((written) => `${places.get(written)} in place of ${written}`);
  const more = guessed.length > MOST_NAMED ? ` and ${guessed.length - MOST_NAMED} more` : '';
  const detail = `Files of the same name beside the timeline were taken: ${named.join(', ')}${more}. Check that they are the same.`;
  return [{ code: 'media-elsewhere', detail }];
}

/** The scored sequence. Throws timeline-invalid where it is not there or nests cannot be taken apart. */
export function rootOf(snapshot: TimelineSnapshot): TimelineSequence {
  const found = findRoot(snapshot);
  if (found.root) return found.root;
  throw nestingProblem(found.fault);
}

function nestingProblem(fault: NestingFault): ScoreError {
  return new ScoreError('timeline-invalid', describeFault(fault));
}

function describeFault({ kind, names }: NestingFault): string {
  const chain = names.map((name) => `"${name}"`).join(' in ');
  switch (kind) {
    case 'no-root':
      return 'The sequence to score is not in the timeline. Open it and read the timeline again.';
    case 'cycle':
      return `A sequence is nested in itself (${chain}). Remove it from itself and try again.`;
    case 'too-deep':
      return `Sequences are nested too deep (${chain}). Render the inner ones and replace them.`;
  }
}

function checkWindow(
  { window, isMarked, endSeconds }: TimelineOutline,
  isAsked: boolean,
  checkRange: CheckRange,
): void {
  const seconds = [ticksToSeconds(window.startTicks), ticksToSeconds(window.endTicks)] as const;
  // A range may reach past the last clip: there the picture is black, and the music ends there.
  const reachSeconds = seconds[0] < endSeconds ? Math.max(endSeconds, seconds[1]) : endSeconds;
  checkRange(seconds, reachSeconds, isAsked || isMarked);
}

async function readHeaders(paths: readonly string[], media: MediaPort, run: Run): Promise<KnownFiles> {
  const readable = new Map<string, FileFacts>();
  const missing = new Set<string>();
  for (const [path, info] of await media.probeFiles(paths, run)) {
    if (!(info instanceof ScoreError)) readable.set(path, factsOf(info));
    else if (info.code === 'media-missing') missing.add(path);
  }
  return { readable, missing };
}

function factsOf({ durationSeconds, frameRate, hasVideo, isStill, isFollowed }: MediaInfo): FileFacts {
  const framesPerSecond = frameRate.numerator / frameRate.denominator;
  return { durationSeconds, hasVideo, isStill, isFollowed, framesPerSecond };
}

/** A score needs something to look at: one clip is enough. */
function assertVisible({ shots, warnings }: OpenTimeline): void {
  if (shots.some(({ picture }) => picture.kind !== 'plain')) return;
  const unseen = warnings.find(({ code }) => code !== 'transitions-unknown' && code !== 'effects-unseen');
  if (unseen) {
    const detail = `No clip in this range can be seen. ${unseen.detail}`;
    throw new ScoreError('media-missing', detail);
  }
  throw new ScoreError(
    'media-no-video',
    'Nothing in this range has a picture: there are only gaps or titles. Choose a range with clips.',
  );
}
