// The preview film, made by the user's own ffmpeg: the same sizes and filters as with node-av, encoded with what that program has.
import type { Run } from '@framescore/contract';
import { readHeader } from './ffmpeg-probe.js';
import { alphaDecoder } from './frame-tags.js';
import { exitOf, type FfmpegProgram, inputArguments, runProgram } from './ffmpeg-program.js';
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
import { startTool } from './tool-process.js';

/** The best first; the last one is part of every ffmpeg. */
const ENCODERS = ['libx264', 'h264_videotoolbox', 'h264_mf', 'libopenh264', 'mpeg4'];
/** ffmpeg lands on the key frame before; decoding begins this much earlier still, for streams that open in the middle of a picture. */
const SEEK_BACK_SECONDS = 2;

export async function previewWithFfmpeg(
  program: FfmpegProgram,
  request: PreviewRequest,
  run: Run,
): Promise<void> {
  const raw = await readHeader(program, request.videoPath, run.signal);
  const video = chooseVideo(raw);
  if (!video) throw noVideo(request.videoPath);
  const abilities = await abilitiesOf(program, run.signal);
  const args = [...inputsOf(request, raw, video), ...outputsOf(request, raw, video, abilities)];
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

function inputsOf(request: PreviewRequest, raw: RawMedia, video: RawStream): string[] {
  const fromSeconds = request.startSeconds + zeroSeconds(raw) - SEEK_BACK_SECONDS;
  const isFromStart = fromSeconds <= (video.startSeconds ?? 0) || isStill(raw);
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

function outputsOf(request: PreviewRequest, raw: RawMedia, video: RawStream, abilities: Abilities): string[] {
  const seconds = (request.endSeconds - request.startSeconds).toFixed(6);
  const compression =
    abilities.encoder === 'libx264' ? ['-preset', 'veryfast', '-crf', '23'] : ['-b:v', '4M'];
  return [
    ...['-map', `0:${video.index}`, '-map', '1:a'],
    ...['-vf', pictureFilters(request, raw, video, abilities), '-af', `volume=${request.sound.factor}`],
    ...['-c:v', abilities.encoder, ...compression, '-c:a', 'aac', '-b:a', '192k'],
    ...['-t', seconds, '-f', 'mp4', request.outputPath],
  ];
}

/** The frame on screen when the range begins is its first, at 0; a picture that ends early, or a still, is held to the end. */
function pictureFilters(
  { startSeconds, endSeconds }: PreviewRequest,
  raw: RawMedia,
  video: RawStream,
  { hasZscale }: Abilities,
): string {
  const { numerator, denominator } = describeMedia(raw, null).frameRate;
  const start = isStill(raw) ? '0' : (startSeconds + zeroSeconds(raw)).toFixed(6);
  const frame = (denominator / numerator).toFixed(6);
  // Whether frames are interlaced is seen in each of them; others are left as they are.
  const asTagged = lookOf(video.tags, true);
  const look: PictureLook =
    hasZscale || asTagged.light === 'linear' ? asTagged : { ...asTagged, light: 'sdr' };
  return [
    `setpts=PTS-${start}/TB`,
    `select='gt(t,-${frame}+0.001)'`,
    `setpts='max(PTS,0)'`,
    `tpad=stop_mode=clone:stop_duration=${(endSeconds - startSeconds).toFixed(6)}`,
    previewFilters(uprightSize(video), look),
  ].join(',');
}

/** ffmpeg turns the picture itself before any filter. */
function uprightSize(video: RawStream): { widthPx: number; heightPx: number } {
  const { widthPx, heightPx } = previewSize(video, video.pixelAspect);
  const [a = 1, b = 0] = video.displayMatrix ?? [];
  return Math.abs(b) > Math.abs(a) ? { widthPx: heightPx, heightPx: widthPx } : { widthPx, heightPx };
}

type Abilities = { encoder: string; hasZscale: boolean };

async function abilitiesOf({ ffmpegPath }: FfmpegProgram, signal: AbortSignal): Promise<Abilities> {
  const ask = async (what: string): Promise<string> => {
    let text = '';
    await runProgram(ffmpegPath, ['-hide_banner', what], { signal, onText: (piece) => (text += piece) });
    return text;
  };
  const [encoders, filters] = [await ask('-encoders'), await ask('-filters')];
  const encoder = ENCODERS.find((name) => encoders.includes(` ${name} `)) ?? 'mpeg4';
  return { encoder, hasZscale: filters.includes(' zscale ') && filters.includes(' tonemap ') };
}
