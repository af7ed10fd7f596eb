// Describes a file with ffprobe: its header, and its packets where the header is silent.
import { type FfmpegProgram, inputArguments, runProgram } from './ffmpeg-program.js';
import { parseProbe } from './ffprobe-json.js';
import {
  chooseVideo,
  describeMedia,
  type MediaInfo,
  type PacketScan,
  packetsToScan,
  type RawMedia,
} from './media-info.js';
import { neitherPictureNorSound, unknownFormat } from './media-problems.js';
import { PacketScanner } from './packet-scan.js';

// Long enough to hold the last frames of any usual key-frame distance.
const TAIL_SECONDS = 5;

export async function probeWithFfprobe(
  program: FfmpegProgram,
  path: string,
  signal: AbortSignal,
): Promise<MediaInfo> {
  const raw = await readHeader(program, path, signal);
  const info = describeMedia(raw, await scanPackets(program, path, raw, signal));
  if (!info.hasVideo && !info.hasAudio) throw neitherPictureNorSound(path);
  return info;
}

export async function readHeader(
  { ffprobePath }: FfmpegProgram,
  path: string,
  signal: AbortSignal,
): Promise<RawMedia> {
  const args = ['-v', 'error', '-of', 'json', '-show_format', '-show_streams', ...inputArguments(path)];
  let json = '';
  const { exitCode, log } = await runProgram(ffprobePath, args, { signal, onText: (text) => (json += text) });
  if (exitCode !== 0) throw unknownFormat(path, new Error(log));
  return parseProbe(json);
}

async function scanPackets(
  { ffprobePath }: FfmpegProgram,
  path: string,
  raw: RawMedia,
  signal: AbortSignal,
): Promise<PacketScan | null> {
  const extent = packetsToScan(raw);
  const video = chooseVideo(raw);
  if (extent === 'none' || video === null) return null;
  const endSeconds = (raw.startSeconds ?? 0) + (raw.durationSeconds ?? 0);
  const interval = extent === 'tail' ? ['-read_intervals', `${Math.max(0, endSeconds - TAIL_SECONDS)}%`] : [];
  const entries = [
    '-select_streams',
    String(video.index),
    '-show_entries',
    'packet=pts_time,dts_time,duration_time',
  ];
  const args = ['-v', 'error', ...interval, ...entries, '-of', 'compact=p=0', ...inputArguments(path)];
  const scanner = new PacketScanner();
  const addLine = lineSplitter((line) => addPacket(scanner, line));
  await runProgram(ffprobePath, args, { signal, onText: addLine });
  addLine('\n');
  return scanner.result();
}

/** One packet: `pts_time=0.040000|dts_time=0.000000|duration_time=0.040000`, N/A where unknown. */
function addPacket(scanner: PacketScanner, line: string): void {
  const fields = new Map(line.split('|').map((field) => field.split('=', 2) as [string, string | undefined]));
  const numberOf = (name: string): number => Number(fields.get(name) ?? NaN);
  const seconds = [numberOf('pts_time'), numberOf('dts_time')].find(Number.isFinite);
  if (seconds !== undefined) scanner.add(seconds, numberOf('duration_time') || 0);
}

function lineSplitter(onLine: (line: string) => void): (text: string) => void {
  let unfinished = '';
  return (text) => {
    const lines = (unfinished + text).split('\n');
    unfinished = lines.pop() ?? '';
    lines.forEach(onLine);
  };
}
