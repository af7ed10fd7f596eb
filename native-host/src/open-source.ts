// The picture that a request means: a file or a timeline, checked, and the range of it in seconds.
import {
  LONGEST_SECONDS,
  SHORTEST_SECONDS,
  ScoreError,
  type FrameRate,
  type Run,
  type ScoreRequest,
  type ScoreWarning,
} from '@framescore/contract';
import { timecodeAt } from './core/timeline/film-timecode.js';
import { HELD_SECONDS } from './core/timeline/plan-shots.js';
import { isTimelinePath, openTimeline, type OpenTimeline } from './open-timeline.js';
import type { MediaInfo, MediaPort, Ports } from './ports.js';

type SourcePorts = Pick<Ports, 'media' | 'compute'>;

export type Source = {
  path: string;
  /** On the clock of the file, or of the timeline's sequence. */
  startSeconds: number;
  endSeconds: number;
  durationSeconds: number;
  frameRate: FrameRate;
  /** Length of the whole film or sequence; 0 for a still. */
  mediaSeconds: number;
  /** The range in the film's own timecode; null where it has none. */
  timecode: [start: string, end: string] | null;
  /** What is seen of the timeline in the range; null where the source is one file. */
  timeline: OpenTimeline | null;
  /** What the user should know of it before a frame is read. */
  warnings: ScoreWarning[];
};

/**
 * Probes the media and resolves the range. `formerPath`: where the media were when they were first scored, if they have moved since.
 * Throws media-*, range-invalid, range-too-short or timeline-invalid.
 */
export async function openSource(
  request: ScoreRequest,
  ports: SourcePorts,
  run: Run,
  formerPath?: string,
): Promise<Source> {
  return isTimelinePath(request.mediaPath)
    ? openSequence(request, ports, run, formerPath)
    : openFile(request, ports.media, run);
}

async function openFile(request: ScoreRequest, media: MediaPort, run: Run): Promise<Source> {
  const path = request.mediaPath;
  const info = await media.probeMedia(path, run);
  if (!info.hasVideo) {
    throw new ScoreError('media-no-video', `${path} has sound only. Choose a file with a picture to score.`);
  }
  const [startSeconds, endSeconds] = request.rangeSeconds ?? [0, info.durationSeconds];
  checkRange(
    [startSeconds, endSeconds],
    info.durationSeconds,
    request.rangeSeconds !== undefined,
    spanOf(info),
  );
  const durationSeconds = endSeconds - startSeconds;
  const warnings = request.rangeSeconds ? [] : cutOffWarnings(path, info);
  return {
    path,
    startSeconds,
    endSeconds,
    durationSeconds,
    frameRate: info.frameRate,
    mediaSeconds: info.durationSeconds,
    timecode: timecodeOf([startSeconds, endSeconds], info),
    timeline: null,
    warnings,
  };
}

function timecodeOf(seconds: readonly [number, number], film: MediaInfo): [string, string] | null {
  const [start, end] = seconds.map((time) => timecodeAt(time, film));
  return start && end ? [start, end] : null;
}

/** The film's own timecode, for those who typed it; nothing where it has none. */
function spanOf(film: MediaInfo): string {
  const span = timecodeOf([film.startSeconds, film.durationSeconds], film);
  return span
    ? ` The film starts at ${span[0]} and ends at ${span[1]}; seconds are counted from its start.`
    : '';
}

/** A whole file that lacks its end: the music ends where the picture does. */
function cutOffWarnings(path: string, { durationSeconds, statedSeconds }: MediaInfo): ScoreWarning[] {
  const missingSeconds = statedSeconds - durationSeconds;
  if (missingSeconds <= HELD_SECONDS) return [];
  const ends = `${path} ends at ${durationSeconds.toFixed(1)} s, ${missingSeconds.toFixed(1)} seconds before its header says`;
  const detail = `${ends}: the music ends there too. The file is probably cut off; copy or export it again.`;
  return [{ code: 'media-ends-early', atSeconds: durationSeconds, detail }];
}

async function openSequence(
  request: ScoreRequest,
  ports: SourcePorts,
  run: Run,
  formerPath?: string,
): Promise<Source> {
  const path = request.mediaPath;
  if (request.outputs.preview) {
    throw new ScoreError(
      'usage-wrong',
      'A preview can be made of one media file only, and this is a timeline. Leave --preview out and watch it in the editing program.',
    );
  }
  const asked = { path, formerPath, rangeSeconds: request.rangeSeconds };
  const timeline = await openTimeline(asked, { ...ports, checkRange }, run);
  const { startSeconds, endSeconds } = timeline;
  return {
    path,
    startSeconds,
    endSeconds,
    durationSeconds: endSeconds - startSeconds,
    frameRate: timeline.frameRate,
    mediaSeconds: timeline.sequenceSeconds,
    timecode: null,
    timeline,
    warnings: timeline.warnings,
  };
}

/** `asked` is false where the range is the whole of the media. */
function checkRange(
  [start, end]: readonly [number, number],
  mediaSeconds: number,
  asked: boolean,
  span = '',
): void {
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
      `The range ${range} is not inside the media, which is ${media} long.${span}`,
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
