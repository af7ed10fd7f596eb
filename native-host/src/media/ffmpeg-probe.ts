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
import { isBareStream, mayBeJoined, MOST_REORDERED_FRAMES } from './stream-clock.js';

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
  const video = chooseVideo(raw);
  return video && scanEnd(program, { path, raw, stream: video }, signal);
}

export type StreamPart = { path: string; raw: RawMedia; stream: RawStream };

/** As many packets as it takes to know where the picture ends; null where its header says it all. */
export async function scanEnd(
  program: FfmpegProgram,
  part: StreamPart,
  signal: AbortSignal,
): Promise<PacketScan | null> {
  const extent = packetsToScan(part.raw);
  if (extent === 'none') return null;
  const fromSeconds = tailStartSeconds(part.raw);
  const tail = extent === 'tail' ? await scanPackets(program, { ...part, fromSeconds }, signal) : null;
  // No packet in the tail: the file is cut off, and only reading all of it finds where.
  return tail ?? scanWhole(program, part, signal);
}

/** The times of all packets of a stream, read only where that was not done before. */
function scanWhole(
  program: FfmpegProgram,
  part: StreamPart,
  signal: AbortSignal,
): Promise<PacketScan | null> {
  const asked = { reader: program.ffprobePath, path: part.path, streamIndex: part.stream.index };
  return scanOnce(asked, () => scanPackets(program, { ...part, fromSeconds: null }, signal));
}

/** Whether a time does: not where frames are merely counted, nor where the clock of the file starts anew. */
export async function leadsToOnePlace(
  program: FfmpegProgram,
  part: StreamPart,
  signal: AbortSignal,
): Promise<boolean> {
  const { formatName } = part.raw;
  if (isBareStream(formatName)) return false;
  if (!mayBeJoined(formatName)) return true;
  const scan = await scanWhole(program, part, signal);
  return scan === null || scan.restartCount === 0;
}

/** From a container time on, or of the whole file where that is null. */
async function scanPackets(
  program: FfmpegProgram,
  { fromSeconds, ...part }: StreamPart & { fromSeconds: number | null },
  signal: AbortSignal,
): Promise<PacketScan | null> {
  const scanner = new PacketScanner(clockOf(part), frameSecondsOf(part.raw));
  await readPackets(
    program,
    { ...part, interval: fromSeconds === null ? null : `${fromSeconds}%` },
    scanner,
    signal,
  );
  return scanner.result(fromSeconds === null ? 'whole' : 'tail');
}

/**
 * When the frame began that is on screen at `atSeconds`, on the clock of the file as it goes on (stream-clock.ts); null where that cannot be
 * told. `canSeek`: whether times lead to one place.
 */
export async function findOnScreen(
  program: FfmpegProgram,
  part: StreamPart,
  { atSeconds, canSeek }: { atSeconds: number; canSeek: boolean },
  signal: AbortSignal,
): Promise<number | null> {
  const frameSeconds = frameSecondsOf(part.raw);
  // Packets come in the order of decoding: a few that are shown later come first.
  const untilSeconds = atSeconds + Math.max(1, MOST_REORDERED_FRAMES * frameSeconds);
  const intervals = canSeek ? [`${Math.max(0, atSeconds - 2)}%${untilSeconds}`, `%${untilSeconds}`] : [null];
  for (const interval of intervals) {
    const scanner = new PacketScanner(clockOf(part), frameSeconds, atSeconds);
    await readPackets(program, { ...part, interval }, scanner, signal);
    const found = scanner.onScreenSeconds();
    if (found !== null) return found;
  }
  return null;
}

function clockOf({ raw, stream }: StreamPart): { formatName: string; startSeconds: number } {
  return { formatName: raw.formatName, startSeconds: stream.startSeconds ?? 0 };
}

function frameSecondsOf(raw: RawMedia): number {
  const { numerator, denominator } = describeMedia(raw, null).frameRate;
  return denominator / numerator;
}

/** `interval` in ffprobe's own words; null for the whole file. */
async function readPackets(
  { ffprobePath }: FfmpegProgram,
  { path, stream, interval }: StreamPart & { interval: string | null },
  scanner: PacketScanner,
  signal: AbortSignal,
): Promise<void> {
  const addText = lineSplitter((line) => addPacket(scanner, line));
  const args = [
    ...['-v', 'error', '-show_entries', 'packet=pts_time,dts_time,duration_time', '-of', 'compact=p=0'],
    ...(interval === null ? [] : ['-read_intervals', interval]),
    ...['-select_streams', String(stream.index), ...inputArguments(path)],
  ];
  await runProgram(ffprobePath, args, { signal, onText: addText });
  addText('\n');
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
