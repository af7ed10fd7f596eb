// The second backend: the user's own ffmpeg (FFMPEG_PATH). Gives the same frames and times as node-av.
import { readAudioWithFfmpeg } from './ffmpeg-audio.js';
import { halfwayFilter, oversamplingOf } from './ffmpeg-filters.js';
import { probeEach, readEach } from './ffmpeg-pictures.js';
import { leadsToOnePlace, probeWithFfprobe, readHeader, scanEnd, type StreamPart } from './ffmpeg-probe.js';
import { previewWithFfmpeg } from './ffmpeg-preview.js';
import {
  exitOf,
  type FfmpegProgram,
  ffmpegProgram,
  frameTimesOption,
  inputArguments,
} from './ffmpeg-program.js';
import { type FrameNote, FrameNotes } from './frame-notes.js';
import type { MediaBackend, VideoFrame } from './frame-source.js';
import { alphaDecoder, lightOf } from './frame-tags.js';
import {
  chooseVideo,
  describeMedia,
  isStill,
  lastFrameEndSeconds,
  type RawMedia,
  type RawStream,
  zeroSeconds,
} from './media-info.js';
import { noDecodableFrame, noVideo } from './media-problems.js';
import type { FrameRequest, FrameSummary } from './media-protocol.js';
import { orientationOf, orientPicture, swapsAxes } from './orient-picture.js';
import { halfwaySize, pictureAsShown } from './picture-as-shown.js';
import { RangeGate } from './range-gate.js';
import { readBytes } from './read-bytes.js';
import { readRecords } from './record-reader.js';
import { StreamClock } from './stream-clock.js';
import { startTool } from './tool-process.js';

// ffmpeg lands on the key frame before; where that begins after the wanted time all the same: this much earlier, then from the start.
const SEEK_BACK_SECONDS = [0, 2, 20, Infinity];

/** Less is rounding. */
const SAME_FRAME_SECONDS = 1e-3;

/** R, G, B and alpha, 16 bits each. */
const PIXEL_BYTES = 8;

type PictureSize = { widthPx: number; heightPx: number };
type StoredFrame = { seconds: number; rgba: Uint16Array; note: FrameNote };
type Pass = {
  program: FfmpegProgram;
  request: FrameRequest;
  raw: RawMedia;
  video: RawStream;
  frameSeconds: number;
  counts: { packetCount: number; damagedPacketCount: number };
};

export function ffmpegBackend(ffmpegPath: string): MediaBackend {
  const program = ffmpegProgram(ffmpegPath);
  return {
    probe: (path, signal) => probeWithFfprobe(program, path, signal),
    frames: (request, signal) => readFrames(program, request, signal),
    audio: (request, signal) => readAudioWithFfmpeg(program, request, signal),
    probes: (paths, signal) => probeEach(paths, (path) => probeWithFfprobe(program, path, signal)),
    preview: (request, run) => previewWithFfmpeg(program, request, run),
    pictures: (request, signal) => readEach(request, (range) => readFrames(program, range, signal), signal),
  };
}

async function* readFrames(
  program: FfmpegProgram,
  request: FrameRequest,
  signal: AbortSignal,
): AsyncGenerator<VideoFrame, FrameSummary> {
  const raw = await readHeader(program, request.path, signal, request.numbered);
  const video = chooseVideo(raw);
  if (!video) throw noVideo(request.path);
  const { numerator, denominator } = describeMedia(raw, null).frameRate;
  const frameSeconds = denominator / numerator;
  const pass = {
    program,
    request,
    raw,
    video,
    frameSeconds,
    counts: { packetCount: 0, damagedPacketCount: 0 },
  };
  const gate = new RangeGate<StoredFrame>(request);
  const zero = zeroSeconds(raw);
  let lastSeconds = 0;
  let lastDecodedSeconds = 0;
  let isOver = isStill(raw);
  const show = ({ timeSeconds, item }: { timeSeconds: number; item: StoredFrame }): VideoFrame => {
    lastSeconds = timeSeconds;
    return { timeSeconds, rgb: asShown(item, request, video) };
  };
  for await (const stored of framesFrom(pass, request.startSeconds + zero, signal)) {
    const step = gate.offer(stored.seconds - zero, stored);
    lastDecodedSeconds = stored.seconds;
    yield* step.shown.map(show);
    isOver ||= step.isOver;
    if (step.isOver) break;
  }
  yield* gate.end().shown.map(show);
  const endSeconds = isOver ? null : await endOfLast(pass, lastDecodedSeconds, signal);
  return {
    ...pass.counts,
    lastSeconds,
    leftOutCount: gate.leftOutCount,
    pictureEndSeconds: endSeconds === null ? null : endSeconds - zero - request.startSeconds,
  };
}

function partOf({ request, raw, video }: Pass): StreamPart {
  return { path: request.path, raw, stream: video };
}

/** Until when the last frame is shown: the file says it where frames last unequally. */
async function endOfLast(pass: Pass, lastSeconds: number, signal: AbortSignal): Promise<number> {
  const { program, request, raw, frameSeconds } = pass;
  const scan = request.numbered ? null : await scanEnd(program, partOf(pass), signal);
  const isOfThatFrame = scan !== null && Math.abs(scan.lastSeconds - lastSeconds) < SAME_FRAME_SECONDS;
  return isOfThatFrame ? lastFrameEndSeconds(raw, scan) : lastSeconds + frameSeconds;
}

function asShown({ rgba, note }: StoredFrame, request: FrameRequest, video: RawStream): Uint8Array {
  const { firstField } = note;
  const oversampling = oversamplingOf(video);
  // Pictures of linear light say so in their header only.
  const light = lightOf(video.tags.transfer === 'linear' ? video.tags : note);
  const halfway = { rgba, oversampling, firstField, alpha: 'straight', light } as const;
  const picture = pictureAsShown(halfway, storedSize(request, video));
  return orientPicture(picture, request, orientationOf(video.displayMatrix));
}

function storedSize({ widthPx, heightPx }: FrameRequest, { displayMatrix }: RawStream): PictureSize {
  const isTurned = swapsAxes(orientationOf(displayMatrix));
  return isTurned ? { widthPx: heightPx, heightPx: widthPx } : { widthPx, heightPx };
}

/** Frames in presentation order, beginning at or before a container time. */
async function* framesFrom(
  pass: Pass,
  seconds: number,
  signal: AbortSignal,
): AsyncGenerator<StoredFrame, void> {
  const startSeconds = pass.video.startSeconds ?? 0;
  const canSeek = seconds > startSeconds && (await leadsToOnePlace(pass.program, partOf(pass), signal));
  for (const backSeconds of SEEK_BACK_SECONDS) {
    const fromSeconds = seconds - backSeconds;
    const isFromStart = !canSeek || fromSeconds <= startSeconds;
    const frames = decodeFrom(pass, isFromStart ? null : fromSeconds, signal);
    try {
      const first = await frames.next();
      if (!isFromStart && (first.done === true || first.value.seconds > seconds)) continue;
      if (first.done === true) return;
      yield first.value;
      return yield* frames;
    } finally {
      await frames.return();
    }
  }
}

async function* decodeFrom(
  pass: Pass,
  fromSeconds: number | null,
  signal: AbortSignal,
): AsyncGenerator<StoredFrame, void> {
  const { program, request, video, raw, frameSeconds } = pass;
  const notes = new FrameNotes();
  const clock = new StreamClock(raw.formatName, video.startSeconds ?? 0);
  const onErrorLine = (line: string): boolean => {
    countDamage(pass, line);
    return notes.takeLine(line);
  };
  const size = halfwaySize(storedSize(request, video), oversamplingOf(video));
  const recordBytes = size.widthPx * size.heightPx * PIXEL_BYTES;
  const args = await frameArguments(pass, size, fromSeconds, signal);
  const tool = startTool(
    { command: program.ffmpegPath, args, input: '', reads: request.path, onErrorLine },
    signal,
  );
  void tool.ended.then(() => notes.end());
  let frameCount = 0;
  try {
    for await (const record of readRecords(readBytes(tool), recordBytes)) {
      const note = await tool.watch.during(notes.next());
      if (note === undefined || record.length < recordBytes) break;
      frameCount += 1;
      pass.counts.packetCount += 1;
      const rgba = new Uint16Array(record.buffer, record.byteOffset, record.length / 2);
      yield { seconds: clock.place(note.seconds, frameSeconds), rgba, note };
    }
    await exitOf(tool, program.ffmpegPath, signal);
    if (frameCount === 0 && fromSeconds === null)
      throw noDecodableFrame(request.path, new Error(tool.errorTail()));
  } finally {
    await tool.dispose();
  }
}

/** A packet without a frame counts as read here; one with holes gives a frame, and is counted as read with that. */
function countDamage({ counts }: Pass, line: string): void {
  const isRefused = /error while decoding stream|error submitting (a )?packet/i.test(line);
  if (isRefused) counts.packetCount += 1;
  if (isRefused || /\] concealing \d+/.test(line)) counts.damagedPacketCount += 1;
}

async function frameArguments(
  { program, request, video }: Pass,
  size: PictureSize,
  fromSeconds: number | null,
  signal: AbortSignal,
): Promise<string[]> {
  // Times stay the container's own: the range is cut here, by the same rules as for node-av.
  const seek =
    fromSeconds === null ? [] : ['-noaccurate_seek', '-seek_timestamp', '1', '-ss', fromSeconds.toFixed(6)];
  const decoder = alphaDecoder(video);
  return [
    ...['-nostdin', '-hide_banner', '-nostats', '-loglevel', 'info', '-noautorotate'],
    ...[...seek, '-copyts', ...(decoder === null ? [] : ['-c:v', decoder])],
    ...inputArguments(request.path, request.numbered),
    ...['-map', `0:${video.index}`, '-vf', halfwayFilter(size, video)],
    ...[await frameTimesOption(program, signal), 'passthrough'],
    ...['-f', 'rawvideo', 'pipe:1'],
  ];
}
