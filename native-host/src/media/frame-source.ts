// The pipeline's way to read media: what a file is, its frames, its sound. Chooses the backend; both give the same.
import { stat } from 'node:fs/promises';
import { type Run, ScoreError, type TimelineSnapshot } from '@framescore/contract';
import { throwIfCancelled } from '../core/system/cancelled.js';
import { fileSize, identifyFile, type FileIdentity } from './file-identity.js';
import { problemOfFile } from './file-problem.js';
import { ffmpegBackend } from './ffmpeg-frames.js';
import { findPlaces } from './find-places.js';
import type { MediaInfo } from './media-info.js';
import { isEmpty, isFolder, isNoFile, notFound } from './media-problems.js';
import type {
  AudioRequest,
  FrameRequest,
  FrameSummary,
  PicturesRequest,
  PreviewRequest,
  ReadSummary,
  TimeRange,
} from './media-protocol.js';
import { nodeAvBackend } from './node-av-frames.js';
import { findNumbered, firstOf, hasNextPicture } from './numbered-pictures.js';
import { describeNumbered, readNumbered } from './read-numbered.js';
import { type Preview, writePreview } from './preview.js';
import { readTimelineFile, readTimelineText } from './read-timeline-file.js';

/** One picture as it is shown, from timeSeconds (of the range) until the next one. */
export type VideoFrame = { timeSeconds: number; rgb: Uint8Array };

/** Can be iterated once. `summary` is what was met on the way, null until the iteration is over. */
export type MediaStream<T, S = ReadSummary> = AsyncIterable<T> & { summary(): S | null };

/** A frame of one of many ranges, at its time in that range; after the last one how the range ended. */
export type PictureEvent =
  | { kind: 'frame'; index: number; timeSeconds: number; rgb: Uint8Array }
  | { kind: 'end'; index: number; summary: FrameSummary }
  | { kind: 'failed'; index: number; problem: ScoreError };

export type Media = {
  /** A file, or a series of numbered pictures: a pattern (shot.%04d.png) or the folder that holds them, at `pictureRateFps` or 25 a second. */
  probeMedia(path: string, run: Run, pictureRateFps?: number): Promise<MediaInfo>;
  /**
   * Every frame shown in [startSeconds, endSeconds), upright, RGB24, row by row. The frame on screen at the start comes first, at 0;
   * a still is one frame. Nothing is read ahead of the consumer but what the pipe holds.
   */
  readFrames(request: FrameRequest, run: Run): MediaStream<VideoFrame, FrameSummary>;
  /** What each file is, or why it cannot be read. Throws only when cancelled. */
  probeFiles(paths: readonly string[], run: Run): Promise<Map<string, MediaInfo | ScoreError>>;
  /** Ranges of many files, one after the other as by `readFrames`. A range that cannot be read fails alone. */
  readPictures(request: PicturesRequest, run: Run): AsyncIterable<PictureEvent>;
  /** A timeline.json. Throws media-missing or timeline-invalid. */
  readTimeline(path: string, run: Run): Promise<TimelineSnapshot>;
  /** The same unread, for whoever reads it elsewhere. */
  readTimelineText(path: string, run: Run): Promise<string>;
  /** Where the files that a timeline names are now, as far as that is elsewhere. `formerPath`: where the timeline was when it was written. */
  findPlaces(
    paths: readonly string[],
    timelinePath: string,
    formerPath?: string,
  ): Promise<{ places: Map<string, string>; guessed: string[] }>;
  /** By what a file is known again; undefined where there is none. */
  identifyFile(path: string): Promise<FileIdentity | undefined>;
  /** In bytes; undefined where there is no file. */
  fileSize(path: string): Promise<number | undefined>;
  /** preview.mp4 of a range: picture, own sound and music. Leaves nothing unless it is whole. */
  writePreview(preview: Preview, run: Run): Promise<void>;
  /** Blocks of interleaved samples; the first sample is at startSeconds. Ends before endSeconds where the sound does. */
  readAudio(request: AudioRequest, run: Run): MediaStream<Float32Array>;
};

/** What a backend brings; paths are checked and ranges sane before it is asked. */
export type MediaBackend = {
  probe: (path: string, signal: AbortSignal) => Promise<MediaInfo>;
  frames: (request: FrameRequest, signal: AbortSignal) => AsyncGenerator<VideoFrame, FrameSummary>;
  audio: (request: AudioRequest, signal: AbortSignal) => AsyncGenerator<Float32Array, ReadSummary>;
  /** In the order of the paths. */
  probes: (paths: readonly string[], signal: AbortSignal) => AsyncGenerator<MediaInfo | ScoreError, void>;
  /** Writes `outputPath`, which must not be the final one. */
  preview: (request: PreviewRequest, run: Run) => Promise<void>;
  pictures: (request: PicturesRequest, signal: AbortSignal) => AsyncGenerator<PictureEvent, void>;
};

/** With `ffmpegPath` (the user's FFMPEG_PATH) that program decodes, with the ffprobe beside it; without, node-av. */
export function openMedia({ ffmpegPath }: { ffmpegPath?: string | undefined } = {}): Media {
  const backend = ffmpegPath ? ffmpegBackend(ffmpegPath) : nodeAvBackend;
  const readAudio: Media['readAudio'] = (request, run) =>
    streamOf(checked(request, run.signal, backend.audio));
  return {
    probeMedia: (path, run, pictureRateFps) => probeMedia(backend, { path, pictureRateFps }, run.signal),
    readFrames: (request, run) =>
      streamOf(readFrames(backend, request, run.signal), frameProgress(request, run)),
    probeFiles: (paths, run) => probeFiles(backend, paths, run),
    readPictures: (request, run) => backend.pictures(request, run.signal),
    readTimeline: (path, run) => readTimelineFile(path, run.signal),
    readTimelineText: (path, run) => readTimelineText(path, run.signal),
    findPlaces,
    identifyFile,
    fileSize,
    writePreview: (preview, run) => writePreview(preview, { readAudio, makeFilm: backend.preview }, run),
    readAudio,
  };
}

async function probeMedia(
  backend: MediaBackend,
  { path, pictureRateFps }: { path: string; pictureRateFps?: number | undefined },
  signal: AbortSignal,
): Promise<MediaInfo> {
  const pictures = await findNumbered(path);
  if (!pictures) {
    await assertReadable(path, signal);
    return backend.probe(path, signal);
  }
  const firstPicture = await backend.probe(firstOf(pictures), signal);
  return describeNumbered(pictures, firstPicture, pictureRateFps);
}

async function* readFrames(
  backend: MediaBackend,
  request: FrameRequest,
  signal: AbortSignal,
): AsyncGenerator<VideoFrame, FrameSummary> {
  assertRange(request);
  throwIfCancelled(signal);
  const pictures = await findNumbered(request.path);
  if (!pictures) return yield* checked(request, signal, backend.frames);
  return yield* readNumbered(pictures, request, (part) => backend.frames(part, signal));
}

async function* checked<R extends TimeRange & { path: string }, T, S>(
  request: R,
  signal: AbortSignal,
  read: (request: R, signal: AbortSignal) => AsyncGenerator<T, S>,
): AsyncGenerator<T, S> {
  assertRange(request);
  await assertReadable(request.path, signal);
  return yield* read(request, signal);
}

function assertRange({ startSeconds, endSeconds }: TimeRange): void {
  if (!(startSeconds >= 0 && endSeconds > startSeconds && Number.isFinite(endSeconds))) {
    throw new ScoreError(
      'range-invalid',
      `The range ${startSeconds}-${endSeconds} s is empty or reversed. Give a start before the end.`,
    );
  }
}

async function probeFiles(
  backend: MediaBackend,
  paths: readonly string[],
  { signal }: Run,
): Promise<Map<string, MediaInfo | ScoreError>> {
  const found = new Map<string, MediaInfo | ScoreError>();
  const readable: string[] = [];
  for (const path of new Set(paths)) {
    const problem = await assertReadable(path, signal).then(() => null, problemOfFile);
    if (problem) found.set(path, problem);
    else readable.push(path);
  }
  let index = 0;
  for await (const probed of backend.probes(readable, signal)) {
    const path = readable[index];
    if (path !== undefined) found.set(path, await withNeighbour(path, probed));
    index += 1;
  }
  return found;
}

async function withNeighbour(path: string, probed: MediaInfo | ScoreError): Promise<MediaInfo | ScoreError> {
  const isFollowed = !(probed instanceof ScoreError) && probed.isStill && (await hasNextPicture(path));
  return isFollowed ? { ...probed, isFollowed } : probed;
}

function streamOf<T, S>(
  items: AsyncGenerator<T, S>,
  onItem: (item: T) => void = () => undefined,
): MediaStream<T, S> {
  let summary: S | null = null;
  const keepSummary = async function* (): AsyncGenerator<T, void> {
    summary = yield* items;
  };
  const pass = async function* (): AsyncGenerator<T, void> {
    for await (const item of keepSummary()) {
      onItem(item);
      yield item;
    }
  };
  const stream = pass();
  return { [Symbol.asyncIterator]: () => stream, summary: () => summary };
}

/** Reports each whole percent of the range once. */
function frameProgress({ startSeconds, endSeconds }: TimeRange, run: Run): (frame: VideoFrame) => void {
  let reportedFraction = 0;
  return ({ timeSeconds }) => {
    const fraction = timeSeconds / (endSeconds - startSeconds);
    if (fraction < reportedFraction + 0.01) return;
    reportedFraction = fraction;
    run.report({ stage: 'frames', fraction });
  };
}

async function assertReadable(path: string, signal: AbortSignal): Promise<void> {
  throwIfCancelled(signal);
  const found = await stat(path).catch((cause: unknown) => {
    throw notFound(path, cause);
  });
  if (found.isDirectory()) throw isFolder(path);
  if (!found.isFile()) throw isNoFile(path);
  if (found.size === 0) throw isEmpty(path);
}
