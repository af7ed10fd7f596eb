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
  tailStartSeconds,
} from './media-info.js';
import { neitherPictureNorSound, unknownFormat } from './media-problems.js';
import { PacketScanner } from './packet-scan.js';

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
  program: FfmpegProgram,
  path: string,
  raw: RawMedia,
  signal: AbortSignal,
): Promise<PacketScan | null> {
  const extent = packetsToScan(raw);
  const video = chooseVideo(raw);
  if (extent === 'none' || video === null) return null;
  const scanFrom = (part: 'tail' | 'whole'): Promise<PacketScan | null> => {
    const interval = part === 'tail' ? ['-read_intervals', `${tailStartSeconds(raw)}%`] : [];
    return listPackets(
      program,
      [...interval, '-select_streams', String(video.index), ...inputArguments(path)],
      part,
      signal,
    );
  };
  // No packet in the tail: the file is cut off, and only reading all of it finds where.
  return (extent === 'tail' ? await scanFrom(extent) : null) ?? (await scanFrom('whole'));
}

async function listPackets(
  { ffprobePath }: FfmpegProgram,
  selection: string[],
  extent: 'tail' | 'whole',
  signal: AbortSignal,
): Promise<PacketScan | null> {
  const entries = ['-show_entries', 'packet=pts_time,dts_time,duration_time', '-of', 'compact=p=0'];
  const scanner = new PacketScanner();
  const addText = lineSplitter((line) => addPacket(scanner, line));
  await runProgram(ffprobePath, ['-v', 'error', ...entries, ...selection], { signal, onText: addText });
  addText('\n');
  return scanner.result(extent);
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
