// The preview film, made by the user's own ffmpeg: the same sizes and filters as with node-av, encoded with what that program has.
import type { Run } from '@framescore/contract';
import { pictureClock } from './ffmpeg-filters.js';
import { findOnScreen, leadsToOnePlace, readHeader } from './ffmpeg-probe.js';
import { alphaDecoder } from './frame-tags.js';
import {
  exitOf,
  type FfmpegProgram,
  frameTimesOption,
  inputArguments,
  runProgram,
} from './ffmpeg-program.js';
import {
  chooseVideo,
  describeMedia,
  isStill,
  type RawMedia,
  type RawStream,
  zeroSeconds,
} from './media-info.js';
import { noVideo, unreadable } from './media-problems.js';
import { PREVIEW_CHANNELS, PREVIEW_RATE_HZ, type PreviewRequest } from './media-protocol.js';
import { lookOf, type PictureLook, previewFilters, previewSize } from './preview-look.js';
import { isBareStream } from './stream-clock.js';
import { startTool } from './tool-process.js';

/** The best first; the last one is part of every ffmpeg. */
const ENCODERS = ['libx264', 'h264_videotoolbox', 'h264_mf', 'libopenh264', 'mpeg4'];
/** ffmpeg lands on the key frame before; decoding begins this much earlier still, for streams that open in the middle of a picture. */
const SEEK_BACK_SECONDS = 2;
/** A rate above this is a clock, in which a picture that is held would be repeated. */
const SHORTEST_FRAME_SECONDS = 0.001;
/** All times can be told in it to 10 us; MPEG-4's own encoder takes none that is much finer. */
const ENCODER_CLOCK = '1:60000';
/** Less is rounding. */
const SAME_FRAME_SECONDS = 5e-4;

/** Where the range begins, container time on the unrolled clock; when the frame began that is on screen there, where that is known. */
type Beginning = { startSeconds: number; onScreenSeconds: number | null; canSeek: boolean };
type Film = { raw: RawMedia; video: RawStream; beginning: Beginning };

export async function previewWithFfmpeg(
  program: FfmpegProgram,
  request: PreviewRequest,
  run: Run,
): Promise<void> {
  const raw = await readHeader(program, request.videoPath, run.signal);
  const video = chooseVideo(raw);
  if (!video) throw noVideo(request.videoPath);
  const abilities = await abilitiesOf(program, run.signal);
  const beginning = await findBeginning(program, request, { raw, video }, run.signal);
  const film = { raw, video, beginning };
  const args = [...inputsOf(request, film), ...outputsOf(request, film, abilities)];
  const seconds = request.endSeconds - request.startSeconds;
  const onErrorLine = (line: string): boolean => {
    const [, micros] = /^out_time_(?:us|ms)=(\d+)$/.exec(line) ?? [];
    if (micros !== undefined)
      run.report({ stage: 'preview', fraction: Math.min(1, Number(micros) / 1e6 / seconds) });
    return /^\w+=\S*$/.test(line);
  };
  const tool = startTool({ command: program.ffmpegPath, args, input: '', onErrorLine }, run.signal);
  try {
    tool.stdout.resume();
    const exitCode = await exitOf(tool, program.ffmpegPath, run.signal);
    if (exitCode !== 0)
      throw unreadable(
        request.videoPath,
        'your ffmpeg could not make a preview of it',
        new Error(tool.errorTail()),
      );
  } finally {
    await tool.dispose();
  }
}

async function findBeginning(
  program: FfmpegProgram,
  request: PreviewRequest,
  { raw, video }: Omit<Film, 'beginning'>,
  signal: AbortSignal,
): Promise<Beginning> {
  if (isStill(raw)) return { startSeconds: 0, onScreenSeconds: null, canSeek: false };
  const startSeconds = request.startSeconds + zeroSeconds(raw);
  const part = { path: request.videoPath, raw, stream: video };
  const canSeek = await leadsToOnePlace(program, part, signal);
  // Frames that are counted are all equally long.
  const onScreenSeconds = isBareStream(raw.formatName)
    ? null
    : await findOnScreen(program, part, { atSeconds: startSeconds, canSeek }, signal);
  return { startSeconds, onScreenSeconds, canSeek };
}

function inputsOf(request: PreviewRequest, { video, beginning }: Film): string[] {
  const fromSeconds = (beginning.onScreenSeconds ?? beginning.startSeconds) - SEEK_BACK_SECONDS;
  const isFromStart = fromSeconds <= (video.startSeconds ?? 0) || !beginning.canSeek;
  const seek = isFromStart ? [] : ['-noaccurate_seek', '-seek_timestamp', '1', '-ss', fromSeconds.toFixed(6)];
  const decoder = alphaDecoder(video);
  return [
    ...['-nostdin', '-hide_banner', '-nostats', '-loglevel', 'error', '-progress', 'pipe:2', '-y', '-copyts'],
    ...(decoder === null ? [] : [`-c:${video.index}`, decoder]),
    ...[...seek, ...inputArguments(request.videoPath)],
    ...[
      '-f',
      'f32le',
      '-ar',
      String(PREVIEW_RATE_HZ),
      '-ac',
      String(PREVIEW_CHANNELS),
      '-i',
      request.sound.path,
    ],
  ];
}

function outputsOf(request: PreviewRequest, film: Film, abilities: Abilities): string[] {
  const seconds = (request.endSeconds - request.startSeconds).toFixed(6);
  const compression =
    abilities.encoder === 'libx264' ? ['-preset', 'veryfast', '-crf', '23'] : ['-b:v', '4M'];
  return [
    ...['-map', `0:${film.video.index}`, '-map', '1:a'],
    ...['-vf', pictureFilters(request, film, abilities), '-af', `volume=${request.sound.factor}`],
    // Each frame at its own time: the rate of a film may be that of its clock.
    ...[...abilities.frameTimes('vfr'), '-enc_time_base:v', ENCODER_CLOCK],
    ...['-c:v', abilities.encoder, ...compression, '-c:a', 'aac', '-b:a', '192k'],
    ...['-t', seconds, '-f', 'mp4', request.outputPath],
  ];
}

/** The frame on screen when the range begins is its first, at 0; a picture that ends early, or a still, is held to the end. */
function pictureFilters(
  request: PreviewRequest,
  { raw, video, beginning }: Film,
  { hasZscale }: Abilities,
): string {
  const { onScreenSeconds } = beginning;
  const { numerator, denominator } = describeMedia(raw, null).frameRate;
  // Where no packet tells: the frame before is as long as most are.
  const firstSeconds =
    onScreenSeconds === null
      ? 2 * SAME_FRAME_SECONDS - denominator / numerator
      : onScreenSeconds - beginning.startSeconds - SAME_FRAME_SECONDS;
  // Whether frames are interlaced is seen in each of them; others are left as they are.
  const asTagged = lookOf(video.tags, true);
  const look: PictureLook =
    hasZscale || asTagged.light === 'linear' ? asTagged : { ...asTagged, light: 'sdr' };
  const heldSeconds = request.endSeconds - request.startSeconds + Math.max(0, -firstSeconds);
  return [
    // Before any time is changed: behind that, some ffmpegs know of no frame rate any more.
    `tpad=stop_mode=clone:stop_duration=${heldSeconds.toFixed(6)}`,
    `setpts=${pictureClock(raw, video, beginning)}`,
    `select='gt(t,${firstSeconds.toFixed(6)})'`,
    `setpts='max(PTS,0)'`,
    `select='isnan(prev_selected_t)+gte(t-prev_selected_t,${SHORTEST_FRAME_SECONDS})'`,
    previewFilters(uprightSize(video), look),
  ].join(',');
}

/** ffmpeg turns the picture itself before any filter. */
function uprightSize(video: RawStream): { widthPx: number; heightPx: number } {
  const { widthPx, heightPx } = previewSize(video, video.pixelAspect);
  const [a = 1, b = 0] = video.displayMatrix ?? [];
  return Math.abs(b) > Math.abs(a) ? { widthPx: heightPx, heightPx: widthPx } : { widthPx, heightPx };
}

type Abilities = { encoder: string; hasZscale: boolean; frameTimes: (mode: string) => string[] };

async function abilitiesOf(program: FfmpegProgram, signal: AbortSignal): Promise<Abilities> {
  const { ffmpegPath } = program;
  const ask = async (what: string): Promise<string> => {
    let text = '';
    await runProgram(ffmpegPath, ['-hide_banner', what], { signal, onText: (piece) => (text += piece) });
    return text;
  };
  const [encoders, filters] = [await ask('-encoders'), await ask('-filters')];
  const encoder = ENCODERS.find((name) => encoders.includes(` ${name} `)) ?? 'mpeg4';
  const option = await frameTimesOption(program, signal);
  const hasZscale = filters.includes(' zscale ') && filters.includes(' tonemap ');
  return { encoder, hasZscale, frameTimes: (mode) => [option, mode] };
}
