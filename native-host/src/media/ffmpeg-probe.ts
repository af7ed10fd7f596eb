// Describes a file with ffprobe: its header, and its packets where the header is silent.
import { type FfmpegProgram, inputArguments, runProgram } from './ffmpeg-program.js';
import { parseProbe } from './ffprobe-json.js';
import { scanOnce } from './known-scans.js';
import {
  chooseVideo,
  describeMedia,
  type MediaInfo,
  NUMBERED_FORMAT,
  type PacketScan,
  packetsToScan,
  type RawMedia,
  type RawStream,
  tailStartSeconds,
} from './media-info.js';
import type { NumberedRun } from './media-protocol.js';
import { neitherPictureNorSound, unknownFormat } from './media-problems.js';
import { PacketScanner } from './packet-scan.js';

export async function probeWithFfprobe(
  program: FfmpegProgram,
  path: string,
  signal: AbortSignal,
): Promise<MediaInfo> {
  const raw = await readHeader(program, path, signal);
  const info = describeMedia(raw, await scanFor(program, path, raw, signal));
  if (!info.hasVideo && !info.hasAudio) throw neitherPictureNorSound(path);
  return info;
}

export async function readHeader(
  { ffprobePath }: FfmpegProgram,
  path: string,
  signal: AbortSignal,
  numbered?: NumberedRun,
): Promise<RawMedia> {
  const args = [
    '-v',
    'error',
    '-of',
    'json',
    '-show_format',
    '-show_streams',
    ...inputArguments(path, numbered),
  ];
  let json = '';
  const { exitCode, log } = await runProgram(ffprobePath, args, { signal, onText: (text) => (json += text) });
  if (exitCode !== 0) throw unknownFormat(path, new Error(log));
  const raw = parseProbe(json);
  return numbered ? { ...raw, formatName: NUMBERED_FORMAT } : raw;
}

async function scanFor(
  program: FfmpegProgram,
  path: string,
  raw: RawMedia,
  signal: AbortSignal,
): Promise<PacketScan | null> {
  const extent = packetsToScan(raw);
  const video = chooseVideo(raw);
  if (extent === 'none' || video === null) return null;
  const part = { path, raw, stream: video };
  const fromSeconds = tailStartSeconds(raw);
  const tail = extent === 'tail' ? await scanPackets(program, { ...part, fromSeconds }, signal) : null;
  // No packet in the tail: the file is cut off, and only reading all of it finds where.
  return tail ?? scanWhole(program, part, signal);
}

type StreamPart = { path: string; raw: RawMedia; stream: RawStream };

/** The times of all packets of a stream, read only where that was not done before. */
export function scanWhole(
  program: FfmpegProgram,
  part: StreamPart,
  signal: AbortSignal,
): Promise<PacketScan | null> {
  const asked = { reader: program.ffprobePath, path: part.path, streamIndex: part.stream.index };
  return scanOnce(asked, () => scanPackets(program, { ...part, fromSeconds: null }, signal));
}

/** From a container time on, or of the whole file where that is null. */
async function scanPackets(
  { ffprobePath }: FfmpegProgram,
  part: StreamPart & { fromSeconds: number | null },
  signal: AbortSignal,
): Promise<PacketScan | null> {
  const { path, raw, stream, fromSeconds } = part;
  const { numerator, denominator } = describeMedia(raw, null).frameRate;
  const start = { formatName: raw.formatName, startSeconds: stream.startSeconds ?? 0 };
  const scanner = new PacketScanner(start, denominator / numerator);
  const addText = lineSplitter((line) => addPacket(scanner, line));
  const args = [
    ...['-v', 'error', '-show_entries', 'packet=pts_time,dts_time,duration_time', '-of', 'compact=p=0'],
    ...(fromSeconds === null ? [] : ['-read_intervals', `${fromSeconds}%`]),
    ...['-select_streams', String(stream.index), ...inputArguments(path)],
  ];
  await runProgram(ffprobePath, args, { signal, onText: addText });
  addText('\n');
  return scanner.result(fromSeconds === null ? 'whole' : 'tail');
}

/** One packet: `pts_time=0.040000|dts_time=0.000000|duration_time=0.040000`, N/A where unknown. */
function addPacket(scanner: PacketScanner, line: string): void {
  if (!line.includes('pts_time=')) return;
  const fields = new Map(line.split('|').map((field) => field.split('=', 2) as [string, string | undefined]));
  const numberOf = (name: string): number | null => {
    const number = Number(fields.get(name) ?? NaN);
    return Number.isFinite(number) ? number : null;
  };
  scanner.add(numberOf('pts_time'), numberOf('dts_time'), numberOf('duration_time') ?? 0);
}

function lineSplitter(onLine: (line: string) => void): (text: string) => void {
  let unfinished = '';
  return (text) => {
    const lines = (unfinished + text).split('\n');
    unfinished = lines.pop() ?? '';
    lines.forEach(onLine);
  };
}
