// The pipeline's way to read media: what a file is, its frames, its sound. Chooses the backend; both give the same.
import { stat } from 'node:fs/promises';
import { type Run, ScoreError } from '@framescore/contract';
import { throwIfCancelled } from './cancelled.js';
import { ffmpegBackend } from './ffmpeg-frames.js';
import type { MediaInfo } from './media-info.js';
import type { AudioRequest, FrameRequest, ReadSummary, TimeRange } from './media-protocol.js';
import { nodeAvBackend } from './node-av-frames.js';

/** One picture as it is shown, from timeSeconds (of the range) until the next one. */
export type VideoFrame = { timeSeconds: number; rgb: Uint8Array };

/** Can be iterated once. `summary` is what was met on the way, null until the iteration is over. */
export type MediaStream<T> = AsyncIterable<T> & { summary(): ReadSummary | null };

export type Media = {
  probeMedia(path: string, run: Run): Promise<MediaInfo>;
  /**
   * Every frame shown in [startSeconds, endSeconds), upright, RGB24, row by row. The frame on screen at the start comes first, at 0;
   * a still is one frame. Nothing is read ahead of the consumer but what the pipe holds.
   */
  readFrames(request: FrameRequest, run: Run): MediaStream<VideoFrame>;
  /** Blocks of interleaved samples; the first sample is at startSeconds. Ends before endSeconds where the sound does. */
  readAudio(request: AudioRequest, run: Run): MediaStream<Float32Array>;
};

/** What a backend brings; paths are checked and ranges sane before it is asked. */
export type MediaBackend = {
  probe: (path: string, signal: AbortSignal) => Promise<MediaInfo>;
  frames: (request: FrameRequest, signal: AbortSignal) => AsyncGenerator<VideoFrame, ReadSummary>;
  audio: (request: AudioRequest, signal: AbortSignal) => AsyncGenerator<Float32Array, ReadSummary>;
};

/** With `ffmpegPath` (the user's FFMPEG_PATH) that program decodes, with the ffprobe beside it; without, node-av. */
export function openMedia({ ffmpegPath }: { ffmpegPath?: string | undefined } = {}): Media {
  const backend = ffmpegPath ? ffmpegBackend(ffmpegPath) : nodeAvBackend;
  return {
    async probeMedia(path, run) {
      await assertReadable(path, run.signal);
      return backend.probe(path, run.signal);
    },
    readFrames: (request, run) =>
      streamOf(checked(request, run.signal, backend.frames), frameProgress(request, run)),
    readAudio: (request, run) => streamOf(checked(request, run.signal, backend.audio)),
  };
}

async function* checked<R extends TimeRange & { path: string }, T>(
  request: R,
  signal: AbortSignal,
  read: (request: R, signal: AbortSignal) => AsyncGenerator<T, ReadSummary>,
): AsyncGenerator<T, ReadSummary> {
  const { startSeconds, endSeconds, path } = request;
  if (!(startSeconds >= 0 && endSeconds > startSeconds && Number.isFinite(endSeconds))) {
    throw new ScoreError(
      'range-invalid',
      `The range ${startSeconds}-${endSeconds} s is empty or reversed. Give a start before the end.`,
    );
  }
  await assertReadable(path, signal);
  return yield* read(request, signal);
}

function streamOf<T>(
  items: AsyncGenerator<T, ReadSummary>,
  onItem: (item: T) => void = () => undefined,
): MediaStream<T> {
  let summary: ReadSummary | null = null;
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
    throw new ScoreError(
      'media-missing',
      `${path} was not found. Check the path, and that its drive is connected.`,
      { cause },
    );
  });
  if (found.isDirectory())
    throw new ScoreError('media-unreadable', `${path} is a folder. Name a video file inside it.`);
  if (found.isFile() && found.size === 0) {
    throw new ScoreError('media-unreadable', `${path} is empty (0 bytes). Copy or export it again.`);
  }
}
