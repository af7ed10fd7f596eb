// What travels between the host and its media process: one request line in, reply lines and raw bytes out. Types and sizes only.
import type { ProblemCode } from '@framescore/contract';
import type { KnownScan } from './known-scans.js';
import type { MediaInfo } from './media-info.js';

export type TimeRange = { startSeconds: number; endSeconds: number };
/** A run of numbered pictures, opened by a pattern: FFmpeg's reader of them finds the rest by itself. */
export type NumberedRun = { firstNumber: number; fps: number };
export type FrameRequest = TimeRange & {
  path: string;
  widthPx: number;
  heightPx: number;
  /** How many of numbered pictures a second shows; of no meaning elsewhere. */
  pictureRateFps?: number | undefined;
  numbered?: NumberedRun;
};
export type AudioRequest = TimeRange & { path: string; sampleRateHz: number; channels: number };
/** Ranges of pictures, often many of few files, one after the other. */
export type PicturesRequest = {
  ranges: readonly (TimeRange & { path: string })[];
  widthPx: number;
  heightPx: number;
};
export const PREVIEW_RATE_HZ = 48_000;
export const PREVIEW_CHANNELS = 2;
/** `sound` is raw: 48 kHz stereo floats, interleaved, as long as the range, to be played by a factor. */
export type PreviewRequest = TimeRange & {
  videoPath: string;
  sound: { path: string; factor: number };
  outputPath: string;
};

export type MediaRequest =
  | { kind: 'probe'; path: string }
  | { kind: 'probes'; paths: readonly string[] }
  | ({ kind: 'frames' } & FrameRequest)
  | ({ kind: 'pictures' } & PicturesRequest)
  | ({ kind: 'audio' } & AudioRequest)
  | ({ kind: 'preview' } & PreviewRequest);

/** The request line: what is asked, and what earlier processes found in the same files. */
export type MediaRequestLine = MediaRequest & { knownScans: readonly KnownScan[] };

/** What was met while reading: data for warnings, never thrown. */
export type ReadSummary = {
  /** Packets that could not be decoded, or only with holes that were patched up. */
  damagedPacketCount: number;
  /** Range time at which the last frame begins or the last sample ends. */
  lastSeconds: number;
};

export type FrameSummary = ReadSummary & {
  /** Packets of the range that were read. */
  packetCount: number;
  /** Frames of the range that were never shown, because their time was not after that of the frame before. */
  leftOutCount: number;
  /** Range time at which the file's picture ends, where that is before the end of the range; else null. Negative: before its start. */
  pictureEndSeconds: number | null;
};

export type ProblemReply = { type: 'problem'; code: ProblemCode; detail: string; log: string };

export type MediaReply =
  | { type: 'info'; info: MediaInfo }
  | { type: 'end'; summary: ReadSummary }
  | { type: 'frames-end'; summary: FrameSummary }
  | { type: 'progress'; fraction: number }
  /** A file was read whole. */
  | { type: 'scanned'; found: KnownScan }
  /** Nothing to tell but that reading goes on. */
  | { type: 'alive' }
  | ProblemReply;

/** What the media process writes after each file of `probes`, and each range of `pictures`. */
export type ProbedFile = { info: MediaInfo } | { problem: ProblemReply };
export type PicturesEnd = { summary: FrameSummary } | { problem: ProblemReply };

/** A frame on the pipe: its time as a little-endian double, then heightPx rows of widthPx RGB24 pixels. */
export const FRAME_TIME_BYTES = 8;

export function frameRecordBytes({ widthPx, heightPx }: { widthPx: number; heightPx: number }): number {
  return FRAME_TIME_BYTES + widthPx * heightPx * 3;
}

/** The file descriptor on which the media process writes its reply lines; stdout carries only bytes. */
export const REPLY_DESCRIPTOR = 3;
