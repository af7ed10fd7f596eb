// The second backend: the user's own ffmpeg (FFMPEG_PATH). Gives the same frames and times as node-av.
import { readAudioWithFfmpeg } from './ffmpeg-audio.js';
import { probeEach, readEach } from './ffmpeg-pictures.js';
import { probeWithFfprobe, readHeader } from './ffmpeg-probe.js';
import { exitOf, type FfmpegProgram, ffmpegProgram, inputArguments, runProgram } from './ffmpeg-program.js';
import type { MediaBackend, VideoFrame } from './frame-source.js';
import { FrameTimes } from './frame-times.js';
import {
  chooseVideo,
  describeMedia,
  isStill,
  type RawMedia,
  type RawStream,
  zeroSeconds,
} from './media-info.js';
import { noDecodableFrame, noVideo } from './media-problems.js';
import type { FrameRequest, FrameSummary } from './media-protocol.js';
import { orientationOf, orientPicture, swapsAxes } from './orient-picture.js';
import { RangeGate } from './range-gate.js';
import { readBytes } from './read-bytes.js';
import { readRecords } from './record-reader.js';
import { startTool } from './tool-process.js';

// ffmpeg lands on the key frame before; where that begins after the wanted time all the same: this much earlier, then from the start.
const SEEK_BACK_SECONDS = [0, 2, 20, Infinity];

type StoredFrame = { seconds: number; stored: Uint8Array };
type Pass = {
  program: FfmpegProgram;
  request: FrameRequest;
  raw: RawMedia;
  video: RawStream;
  damage: { count: number };
};

export function ffmpegBackend(ffmpegPath: string): MediaBackend {
  const program = ffmpegProgram(ffmpegPath);
  return {
    probe: (path, signal) => probeWithFfprobe(program, path, signal),
    frames: (request, signal) => readFrames(program, request, signal),
    audio: (request, signal) => readAudioWithFfmpeg(program, request, signal),
    probes: (paths, signal) => probeEach(paths, (path) => probeWithFfprobe(program, path, signal)),
    pictures: (request, signal) => readEach(request, (range) => readFrames(program, range, signal), signal),
  };
}

async function* readFrames(
  program: FfmpegProgram,
  request: FrameRequest,
  signal: AbortSignal,
): AsyncGenerator<VideoFrame, FrameSummary> {
  const raw = await readHeader(program, request.path, signal);
  const video = chooseVideo(raw);
  if (!video) throw noVideo(request.path);
  const pass = { program, request, raw, video, damage: { count: 0 } };
  const orientation = orientationOf(video.displayMatrix);
  const gate = new RangeGate<Uint8Array>(request);
  const zero = zeroSeconds(raw);
  const { numerator, denominator } = describeMedia(raw, null).frameRate;
  let lastSeconds = 0;
  let lastDecodedSeconds = 0;
  let isOver = isStill(raw);
  const show = ({ timeSeconds, item }: { timeSeconds: number; item: Uint8Array }): VideoFrame => {
    lastSeconds = timeSeconds;
    return { timeSeconds, rgb: orientPicture(item, request, orientation) };
  };
  for await (const { seconds, stored } of framesFrom(pass, request.startSeconds + zero, signal)) {
    const step = gate.offer(seconds - zero, stored);
    lastDecodedSeconds = seconds;
    yield* step.shown.map(show);
    isOver ||= step.isOver;
    if (step.isOver) break;
  }
  yield* gate.end().shown.map(show);
  const pictureEndSeconds = lastDecodedSeconds + denominator / numerator - zero - request.startSeconds;
  return {
    damagedPacketCount: pass.damage.count,
    lastSeconds,
    pictureEndSeconds: isOver ? null : pictureEndSeconds,
  };
}

/** Frames in presentation order, beginning at or before a container time. */
async function* framesFrom(
  pass: Pass,
  seconds: number,
  signal: AbortSignal,
): AsyncGenerator<StoredFrame, void> {
  for (const backSeconds of SEEK_BACK_SECONDS) {
    const fromSeconds = seconds - backSeconds;
    const isFromStart = fromSeconds <= (pass.video.startSeconds ?? 0);
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
  const { program, request, video, raw } = pass;
  const { numerator, denominator } = describeMedia(raw, null).frameRate;
  const times = new FrameTimes();
  const onErrorLine = (line: string): boolean => {
    if (/error while decoding|error submitting (a )?packet/i.test(line)) pass.damage.count += 1;
    return times.takeLine(line);
  };
  const args = await frameArguments(pass, fromSeconds, signal);
  const tool = startTool(
    { command: program.ffmpegPath, args, input: '', reads: request.path, onErrorLine },
    signal,
  );
  void tool.ended.then(() => times.end());
  let frameCount = 0;
  let lastSeconds = video.startSeconds ?? 0;
  try {
    for await (const stored of readRecords(readBytes(tool), request.widthPx * request.heightPx * 3)) {
      const seconds: number | null | undefined = await tool.watch.during(times.next());
      if (seconds === undefined) break;
      lastSeconds = seconds ?? (frameCount === 0 ? lastSeconds : lastSeconds + denominator / numerator);
      frameCount += 1;
      yield { seconds: lastSeconds, stored };
    }
    await exitOf(tool, program.ffmpegPath, signal);
    if (frameCount === 0 && fromSeconds === null)
      throw noDecodableFrame(request.path, new Error(tool.errorTail()));
  } finally {
    await tool.dispose();
  }
}

async function frameArguments(
  { program, request, video }: Pass,
  fromSeconds: number | null,
  signal: AbortSignal,
): Promise<string[]> {
  const isTurned = swapsAxes(orientationOf(video.displayMatrix));
  const size = isTurned ? `${request.heightPx}:${request.widthPx}` : `${request.widthPx}:${request.heightPx}`;
  // Times stay the container's own: the range is cut here, by the same rules as for node-av.
  const seek =
    fromSeconds === null ? [] : ['-noaccurate_seek', '-seek_timestamp', '1', '-ss', fromSeconds.toFixed(6)];
  const input = [
    '-nostdin',
    '-hide_banner',
    '-nostats',
    '-loglevel',
    'info',
    '-noautorotate',
    ...seek,
    '-copyts',
  ];
  const filter = `scale=${size}:flags=area,format=rgb24,showinfo`;
  const output = [
    '-map',
    `0:${video.index}`,
    '-vf',
    filter,
    ...(await everyFrame(program, signal)),
    '-f',
    'rawvideo',
    'pipe:1',
  ];
  return [...input, ...inputArguments(request.path), ...output];
}

const everyFrameOptions = new Map<string, Promise<string[]>>();

/** The option that keeps ffmpeg from dropping or repeating frames was renamed in 5.1. */
function everyFrame({ ffmpegPath }: FfmpegProgram, signal: AbortSignal): Promise<string[]> {
  const known = everyFrameOptions.get(ffmpegPath) ?? askVersion(ffmpegPath, signal);
  everyFrameOptions.set(ffmpegPath, known);
  known.catch(() => everyFrameOptions.delete(ffmpegPath));
  return known;
}

async function askVersion(ffmpegPath: string, signal: AbortSignal): Promise<string[]> {
  let text = '';
  await runProgram(ffmpegPath, ['-version'], { signal, onText: (piece) => (text += piece) });
  const [, major, minor] = /^ffmpeg version n?(\d+)\.(\d+)/.exec(text) ?? [];
  const isBefore51 = major !== undefined && (Number(major) < 5 || (Number(major) === 5 && Number(minor) < 1));
  return isBefore51 ? ['-vsync', 'passthrough'] : ['-fps_mode', 'passthrough'];
}
