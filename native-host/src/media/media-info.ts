// What a media file is, from what either backend reads of its headers: which streams count, where time zero lies,
// how long the picture lasts. Pure; knows neither node-av nor ffmpeg.
import type { FrameTags } from './frame-tags.js';
import { isBareStream, mayBeJoined } from './stream-clock.js';

/** The format of numbered pictures that are read as a film; one picture by itself is a still. */
export const NUMBERED_FORMAT = 'numbered pictures';

export type Rational = { numerator: number; denominator: number };

/** What the pipeline learns about a file before it reads a frame. Times are on the file's own axis, which begins at 0. */
export type MediaInfo = {
  /** Until when the picture lasts (the sound, where there is no picture); 0 for a still, which lasts as long as asked. */
  durationSeconds: number;
  /** What the header says in its place: more than a second longer where the file is cut off. */
  statedSeconds: number;
  hasVideo: boolean;
  hasAudio: boolean;
  /** The average where the rate varies; 25 for stills and without picture, so that positions in frames can be named. */
  frameRate: Rational;
  /** As shown: a quarter turn is already applied. 0 without picture. */
  widthPx: number;
  heightPx: number;
  /** Clockwise turn that the file asks for: 0, 90, 180 or 270. */
  rotationDegrees: number;
  isStill: boolean;
  /** Of a still in a timeline: whether the picture with the next number lies beside it. */
  isFollowed?: boolean;
  /** When the first frame is shown; above 0 where the sound begins first. */
  startSeconds: number;
  /** The timecode of the first frame, as the file writes it, and the rate it counts in; null where it has none. */
  startTimecode: { text: string; frameRate: Rational } | null;
  audio: { sampleRateHz: number; channels: number } | null;
  /** Where the film is a series of numbered pictures. `missing`: numbers that are not there, as they are written. */
  numbered?: NumberedInfo;
};

export type NumberedInfo = {
  pattern: string;
  count: number;
  missing: readonly string[];
  isRateGiven: boolean;
};

export type RawStream = {
  index: number;
  kind: 'video' | 'audio' | 'other';
  codecName: string | null;
  isAttachedPicture: boolean;
  isDefault: boolean;
  startSeconds: number | null;
  durationSeconds: number | null;
  frameCount: number;
  averageRate: Rational;
  /** The rate in which all frame times can be expressed: the true one where the average is drawn off by one odd frame. */
  baseRate: Rational;
  widthPx: number;
  heightPx: number;
  /** Width of a pixel by its height; 1/1 where the file does not say. */
  pixelAspect: Rational;
  /** The nine 16.16 numbers of the container's display matrix, or null. */
  displayMatrix: readonly number[] | null;
  /** What the header says of its pixels; frames may differ. */
  tags: FrameTags;
  /** Whether the container says that transparency travels beside the picture (VP8, VP9). */
  hasAlphaBeside: boolean;
  sampleRateHz: number;
  channels: number;
  /** The tag `timecode`: of a timecode track, and in most files also of its picture. */
  timecode: string | null;
};

/** What a container's header says, the same for both backends. Times are the container's own. */
export type RawMedia = {
  formatName: string;
  startSeconds: number | null;
  durationSeconds: number | null;
  /** The tag `timecode` of the whole file. */
  timecode: string | null;
  streams: readonly RawStream[];
};

/** What the packets of the video stream say, in container time. A duration of 0 is unknown. */
export type PacketScan = {
  /** Whether all packets were read, or only the tail. */
  isWhole: boolean;
  /** When the last frame begins, and how long it lasts. */
  lastSeconds: number;
  lastDurationSeconds: number;
  averageStepSeconds: number;
  /** How often the clock started anew: then the header's end is that of one part only. */
  restartCount: number;
  /** The median distance, which a gap does not move but a clock of whole milliseconds does. */
  typicalStepSeconds: number;
};

// Above this a container's rate is a clock (1000, 90000), not a frame rate.
const HIGHEST_FRAME_RATE = 480;
// Less is rounding: no film runs at 1000 frames a second.
const SHORTEST_FRAME_SECONDS = 1e-3;
const NO_RATE: Rational = { numerator: 25, denominator: 1 };
const USUAL_RATES: readonly Rational[] = [
  ...[24000, 30000, 48000, 60000, 120000].map((numerator) => ({ numerator, denominator: 1001 })),
  ...[10, 12, 15, 24, 25, 30, 48, 50, 60, 100, 120].map((numerator) => ({ numerator, denominator: 1 })),
];

/** The stream that a player would show: one with frames, marked default, the largest, the first. */
export function chooseVideo(raw: RawMedia): RawStream | null {
  const usable = raw.streams.filter(
    ({ kind, codecName, isAttachedPicture, widthPx }) =>
      kind === 'video' && codecName !== null && !isAttachedPicture && widthPx > 0,
  );
  const rank = (stream: RawStream): number[] => [
    stream.frameCount > 0 ? 1 : 0,
    stream.isDefault ? 1 : 0,
    stream.widthPx * stream.heightPx,
  ];
  return bestBy(usable, rank);
}

export function chooseAudio(raw: RawMedia): RawStream | null {
  const usable = raw.streams.filter(
    ({ kind, codecName, sampleRateHz }) => kind === 'audio' && codecName !== null && sampleRateHz > 0,
  );
  return bestBy(usable, (stream) => [stream.isDefault ? 1 : 0, stream.channels]);
}

function bestBy(streams: readonly RawStream[], rank: (stream: RawStream) => number[]): RawStream | null {
  const isBetter = (one: number[], other: number[]): boolean => {
    const at = one.findIndex((value, i) => value !== other[i]);
    return at >= 0 && (one[at] ?? 0) > (other[at] ?? 0);
  };
  return streams.reduce<RawStream | null>(
    (best, stream) => (best === null || isBetter(rank(stream), rank(best)) ? stream : best),
    null,
  );
}

/** The container time that counts as 0: where picture or sound begins, whichever is first. */
export function zeroSeconds(raw: RawMedia): number {
  const video = chooseVideo(raw);
  const audio = chooseAudio(raw);
  // A sound stream that begins before 0 carries codec padding that is never heard.
  const starts = [
    ...(video ? [video.startSeconds ?? 0] : []),
    ...(audio ? [Math.max(0, audio.startSeconds ?? 0)] : []),
  ];
  return starts.length > 0 ? Math.min(...starts) : 0;
}

export function isStill(raw: RawMedia): boolean {
  const video = chooseVideo(raw);
  if (video === null || chooseAudio(raw) !== null) return false;
  return (
    /(^image2$|_pipe$)/.test(raw.formatName) || (video.frameCount === 1 && (video.durationSeconds ?? 0) <= 0)
  );
}

/**
 * How much of the video stream's packets must be read for its end: headers leave it out (Matroska), or are wrong (variable rate
 * with B-frames). All of them where the header names no end or no believable frame rate, or can speak of the first part only.
 */
export function packetsToScan(raw: RawMedia): 'none' | 'tail' | 'whole' {
  const video = chooseVideo(raw);
  if (video === null || isStill(raw)) return 'none';
  if (mayBeJoined(raw.formatName) || isBareStream(raw.formatName)) return 'whole';
  const isEndKnown = (video.durationSeconds ?? 0) > 0 || (raw.durationSeconds ?? 0) > 0;
  return isEndKnown && isBelievable(video.averageRate) ? 'tail' : 'whole';
}

/** Where the tail of a file begins, in container time: long enough to hold the last key frame as a rule. */
export function tailStartSeconds(raw: RawMedia): number {
  return Math.max(0, containerEndSeconds(raw) - 5);
}

export function describeMedia(raw: RawMedia, scan: PacketScan | null): MediaInfo {
  const video = chooseVideo(raw);
  const audio = chooseAudio(raw);
  const turn = video ? quarterTurns(video.displayMatrix) : 0;
  const isTurned = turn % 2 === 1;
  return {
    durationSeconds: isStill(raw) ? 0 : endSeconds(raw, scan) - zeroSeconds(raw),
    statedSeconds: isStill(raw) ? 0 : statedEndSeconds(raw, scan) - zeroSeconds(raw),
    hasVideo: video !== null,
    hasAudio: audio !== null,
    frameRate: video === null || isStill(raw) ? NO_RATE : frameRate(video, scan),
    widthPx: (isTurned ? video?.heightPx : video?.widthPx) ?? 0,
    heightPx: (isTurned ? video?.widthPx : video?.heightPx) ?? 0,
    rotationDegrees: turn * 90,
    isStill: isStill(raw),
    startSeconds: video ? (video.startSeconds ?? 0) - zeroSeconds(raw) : 0,
    startTimecode: video === null || isStill(raw) ? null : startTimecode(raw, video, scan),
    audio: audio && { sampleRateHz: audio.sampleRateHz, channels: audio.channels },
  };
}

/** The picture's own first: a file may hold timecode of other tracks too. */
function startTimecode(raw: RawMedia, video: RawStream, scan: PacketScan | null): MediaInfo['startTimecode'] {
  const tracks = raw.streams.filter(({ kind, timecode }) => kind === 'other' && timecode !== null);
  const text = video.timecode ?? tracks[0]?.timecode ?? raw.timecode;
  if (text === null || !/^\d+[:;]\d+[:;]\d+[:;.,]\d+$/.test(text)) return null;
  // A timecode track counts in its own rate: often half that of a picture at 50 or 59.94.
  const track = tracks.find((stream) => stream.timecode === text && isBelievable(stream.averageRate));
  const counted = track && (usualRate(track.averageRate) ?? track.averageRate);
  return { text, frameRate: counted ?? frameRate(video, scan) };
}

function endSeconds(raw: RawMedia, scan: PacketScan | null): number {
  const video = chooseVideo(raw);
  if (video === null) return headerEndSeconds(chooseAudio(raw)) ?? containerEndSeconds(raw);
  const headerSeconds = headerEndSeconds(video) ?? (chooseAudio(raw) === null ? containerEndSeconds(raw) : 0);
  if (scan === null) return headerEndSeconds(video) ?? containerEndSeconds(raw);
  const lastSeconds = lastFrameEndSeconds(raw, scan);
  if (isHeaderSilent(raw, scan)) return lastSeconds;
  if (isCutOff(headerSeconds, lastSeconds, scan)) return lastSeconds;
  // A header that ends before the last frame begins says nothing about the picture.
  if (headerSeconds > scan.lastSeconds + SHORTEST_FRAME_SECONDS) return headerSeconds;
  return chooseAudio(raw) === null ? Math.max(lastSeconds, containerEndSeconds(raw)) : lastSeconds;
}

function statedEndSeconds(raw: RawMedia, scan: PacketScan | null): number {
  const seconds = endSeconds(raw, scan);
  if (scan && isHeaderSilent(raw, scan)) return seconds;
  return Math.max(seconds, headerEndSeconds(chooseVideo(raw)) ?? 0);
}

/** What FFmpeg calls the length of a bare stream is a guess; of joined files it knows one part. */
function isHeaderSilent({ formatName }: RawMedia, { restartCount }: PacketScan): boolean {
  return restartCount > 0 || isBareStream(formatName);
}

/** A last frame of no length, or one that ends long after everything else, is a slip of the container. */
export function lastFrameEndSeconds(
  raw: RawMedia,
  { lastSeconds, lastDurationSeconds, averageStepSeconds }: PacketScan,
): number {
  const endSeconds = lastSeconds + lastDurationSeconds;
  const latestSeconds = Math.max(containerEndSeconds(raw), lastSeconds + averageStepSeconds) + 1;
  const isBelievable = lastDurationSeconds > SHORTEST_FRAME_SECONDS && endSeconds < latestSeconds;
  return isBelievable ? endSeconds : lastSeconds + averageStepSeconds;
}

/** All packets were read, and the header promises over a second more. */
function isCutOff(headerSeconds: number, lastSeconds: number, { isWhole }: PacketScan): boolean {
  return isWhole && headerSeconds > lastSeconds + 1;
}

function headerEndSeconds(stream: RawStream | null): number | null {
  if (stream === null || (stream.durationSeconds ?? 0) <= 0) return null;
  return (stream.startSeconds ?? 0) + (stream.durationSeconds ?? 0);
}

function containerEndSeconds(raw: RawMedia): number {
  return (raw.startSeconds ?? 0) + (raw.durationSeconds ?? 0);
}

function frameRate({ averageRate, baseRate }: RawStream, scan: PacketScan | null): Rational {
  const average = isBelievable(averageRate) ? averageRate : scannedRate(scan);
  const base = usualRate(baseRate);
  // In a short clip one long last frame moves the average by a few percent.
  if (base && Math.abs(valueOf(base) / valueOf(average) - 1) < 0.035) return base;
  return usualRate(average) ?? average;
}

function scannedRate(scan: PacketScan | null): Rational {
  if (scan === null || scan.averageStepSeconds <= 0) return NO_RATE;
  const typical = usualRate({ numerator: 1, denominator: scan.typicalStepSeconds });
  return typical ?? { numerator: Math.round(1000 / scan.averageStepSeconds), denominator: 1000 };
}

/** Containers round (359/12, 2997/100, 54000/1801): the usual rate within 0.04 %, less than 24 differs from 23.976. */
function usualRate(rate: Rational): Rational | null {
  return USUAL_RATES.find((usual) => Math.abs(valueOf(usual) / valueOf(rate) - 1) < 4e-4) ?? null;
}

function valueOf({ numerator, denominator }: Rational): number {
  return numerator / denominator;
}

function isBelievable({ numerator, denominator }: Rational): boolean {
  return numerator > 0 && denominator > 0 && numerator / denominator <= HIGHEST_FRAME_RATE;
}

/** Clockwise quarter turns of a display matrix [a b u c d v x y w], where the frame's x axis is shown along (a, b). */
function quarterTurns(matrix: readonly number[] | null): number {
  if (matrix === null) return 0;
  const turns = Math.round(Math.atan2(matrix[1] ?? 0, matrix[0] ?? 1) / (Math.PI / 2));
  return (turns + 4) % 4;
}
