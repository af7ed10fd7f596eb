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

/** A list of a hundred gaps helps nobody. */
const MOST_NAMED_GAPS = 8;

export type Source = {
  path: string;
  /** Of numbered pictures, where the request gives one. */
  pictureRateFps?: number | undefined;
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
  const info = await media.probeMedia(path, run, request.pictureRateFps);
  if (!info.hasVideo) {
    throw new ScoreError('media-no-video', `${path} has sound only. Choose a file with a picture to score.`);
  }
  if (info.numbered && request.outputs.preview) throw noNumberedPreview();
  const { rangeSeconds } = request;
  if (info.isStill && !rangeSeconds) throw stillWithoutRange(path);
  const [startSeconds, endSeconds] = rangeSeconds ?? [0, info.durationSeconds];
  // A still lasts as long as it is asked to.
  const mediaSeconds = info.isStill ? endSeconds : info.durationSeconds;
  checkRange([startSeconds, endSeconds], mediaSeconds, rangeSeconds !== undefined, spanOf(info));
  const durationSeconds = endSeconds - startSeconds;
  const cutOff = rangeSeconds ? [] : cutOffWarnings(path, info);
  const warnings = [...cutOff, ...numberedNotes(path, info)];
  return {
    path,
    pictureRateFps: request.pictureRateFps,
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

function stillWithoutRange(path: string): ScoreError {
  return new ScoreError(
    'media-too-short',
    `${path} is a single picture, which lasts as long as asked. Say how long with --range, as --range 0-30.`,
  );
}

function noNumberedPreview(): ScoreError {
  return new ScoreError(
    'usage-wrong',
    'A preview can be made of a film only, and these are numbered pictures. Leave --preview out, or join them first.',
  );
}

/** How numbered pictures were understood, for their rate stands nowhere, and which of them are missing. */
function numberedNotes(path: string, { numbered, frameRate }: MediaInfo): ScoreWarning[] {
  if (!numbered) return [];
  const { pattern, count, missing, isRateGiven } = numbered;
  const fps = Number((frameRate.numerator / frameRate.denominator).toFixed(3));
  const rate = `${path}: ${count} numbered pictures (${pattern}) were read at ${fps} a second`;
  const notes = isRateGiven
    ? []
    : [{ code: 'picture-rate-assumed', detail: `${rate}. Give --fps for another rate.` }];
  if (missing.length === 0) return notes;
  const named = missing.slice(0, MOST_NAMED_GAPS).join(', ');
  const more = missing.length > MOST_NAMED_GAPS ? ` and ${missing.length - MOST_NAMED_GAPS} more` : '';
  const gaps = `${path}: pictures ${named}${more} are missing; the one before was held. Render them again.`;
  return [...notes, { code: 'pictures-missing', detail: gaps }];
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
