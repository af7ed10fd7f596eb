// Opens a media file with node-av and reads its header. Runs in the media process only.
import { resolve } from 'node:path';
import {
  AV_DISPOSITION_ATTACHED_PIC,
  AV_DISPOSITION_DEFAULT,
  AV_NOPTS_VALUE,
  AV_PKT_DATA_DISPLAYMATRIX,
  AV_TIME_BASE,
  AVDISCARD_ALL,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_VIDEO,
  AVSEEK_FLAG_BACKWARD,
  AVSEEK_FLAG_BYTE,
  type FFDecoderCodec,
} from 'node-av/constants';
import {
  Codec,
  CodecContext,
  Dictionary,
  FFmpegError,
  FormatContext,
  InputFormat,
  type Packet,
  type Stream,
} from 'node-av/lib';
import { alphaDecoder } from './frame-tags.js';
import { inputRules } from './input-rules.js';
import { NUMBERED_FORMAT, type Rational, type RawMedia, type RawStream } from './media-info.js';
import { tagsOf } from './node-av-tags.js';
import { isBareStream, mayBeJoined } from './stream-clock.js';
import type { NumberedRun } from './media-protocol.js';
import { unknownFormat, unreadable } from './media-problems.js';

export type MediaInput = { container: FormatContext; raw: RawMedia; path: string };

export async function openInput(path: string, numbered?: NumberedRun): Promise<MediaInput> {
  const container = new FormatContext();
  const { format, options } = inputRules(path, numbered);
  // `file:` keeps a colon in a name from being read as a protocol.
  const opened = await container.openInput(
    `file:${resolve(path)}`,
    format === null ? null : InputFormat.findInputFormat(format),
    Dictionary.fromObject(options),
  );
  if (opened < 0) throw unknownFormat(path, new Error(describe(opened)));
  await container.findStreamInfo(null);
  const raw = readHeader(container);
  return { container, raw: numbered ? { ...raw, formatName: NUMBERED_FORMAT } : raw, path };
}

function describe(code: number): string {
  return FFmpegError.strerror(code);
}

/** Converts a stream's own time to seconds; null where the container gives none. */
export function toSeconds(value: bigint, timeBase: { num: number; den: number }): number | null {
  return value === AV_NOPTS_VALUE ? null : (Number(value) * timeBase.num) / timeBase.den;
}

export function streamAt({ container }: MediaInput, index: number): Stream {
  const stream = container.streams[index];
  if (!stream) throw new Error(`stream ${index} is gone`);
  return stream;
}

/** Lets the demuxer skip every other stream, and opens the decoder of this one. */
export async function openDecoder(input: MediaInput, stream: Stream): Promise<CodecContext> {
  for (const other of input.container.streams)
    if (other.index !== stream.index) other.discard = AVDISCARD_ALL;
  const codec = chooseDecoder(input.raw.streams[stream.index], stream);
  if (!codec) throw unreadable(input.path, 'there is no decoder for its format');
  const decoder = new CodecContext();
  decoder.allocContext3(codec);
  decoder.parametersToContext(stream.codecpar);
  decoder.pktTimebase = stream.timeBase;
  decoder.threadCount = 0; // 0: one per core
  // The asynchronous open on purpose: node-av 6.1.1 corrupts the heap when the synchronous one gets options.
  const opened = await decoder.open2(codec, null);
  if (opened < 0) throw unreadable(input.path, `its decoder cannot be opened (${describe(opened)})`);
  return decoder;
}

function chooseDecoder(raw: RawStream | undefined, { codecpar }: Stream): Codec | null {
  const name = raw ? alphaDecoder(raw) : null;
  const special = name === null ? null : Codec.findDecoderByName(name as FFDecoderCodec);
  return special ?? Codec.findDecoder(codecpar.codecId);
}

/** Moves before a container time; false where the file cannot seek, which leaves it at its start. */
export async function seekBefore(
  { container }: MediaInput,
  stream: Stream,
  seconds: number,
): Promise<boolean> {
  const target = BigInt(Math.floor((seconds * stream.timeBase.den) / stream.timeBase.num));
  return (await container.seekFrame(stream.index, target, AVSEEK_FLAG_BACKWARD)) >= 0;
}

/** Moves to the beginning: by bytes where times lead nowhere, because a stream has none or because they come more than once. */
export async function seekToStart({ container, raw }: MediaInput, stream: Stream): Promise<void> {
  const isByBytes = mayBeJoined(raw.formatName) || isBareStream(raw.formatName);
  if (isByBytes && (await container.seekFrame(stream.index, 0n, AVSEEK_FLAG_BYTE)) >= 0) return;
  const target = stream.startTime === AV_NOPTS_VALUE ? 0n : stream.startTime;
  await container.seekFrame(stream.index, target, AVSEEK_FLAG_BACKWARD);
}

/** The next packet of the stream, in `packet`; false at the end of the file. Damage is skipped as the demuxer does. */
export function readPacket({ container }: MediaInput, stream: Stream, packet: Packet): boolean {
  for (;;) {
    packet.unref();
    if (container.readFrameSync(packet) < 0) return false;
    if (packet.streamIndex === stream.index) return true;
  }
}

function readHeader(container: FormatContext): RawMedia {
  const microseconds = { num: 1, den: AV_TIME_BASE };
  const formatName = container.iformat?.name ?? '';
  return {
    formatName,
    startSeconds: toSeconds(container.startTime, microseconds),
    durationSeconds: toSeconds(container.duration, microseconds),
    timecode: container.metadata?.get('timecode') ?? null,
    streams: container.streams.map((stream) => readStream(stream, formatName)),
  };
}

/** Of a bare stream the average is FFmpeg's own 25, whatever the stream says. */
function averageRate({ avgFrameRate, codecpar }: Stream, formatName: string): Rational {
  const stated = codecpar.frameRate;
  const { num, den } = isBareStream(formatName) && stated.num > 0 ? stated : avgFrameRate;
  return { numerator: num, denominator: den };
}

function readStream(stream: Stream, formatName: string): RawStream {
  const { codecpar } = stream;
  const matrix = codecpar.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX);
  return {
    index: stream.index,
    kind:
      codecpar.codecType === AVMEDIA_TYPE_VIDEO
        ? 'video'
        : codecpar.codecType === AVMEDIA_TYPE_AUDIO
          ? 'audio'
          : 'other',
    codecName: Codec.findDecoder(codecpar.codecId)?.name ?? null,
    isAttachedPicture: (stream.disposition & AV_DISPOSITION_ATTACHED_PIC) !== 0,
    isDefault: (stream.disposition & AV_DISPOSITION_DEFAULT) !== 0,
    startSeconds: toSeconds(stream.startTime, stream.timeBase),
    durationSeconds: toSeconds(stream.duration, stream.timeBase),
    frameCount: Number(stream.nbFrames),
    averageRate: averageRate(stream, formatName),
    baseRate: { numerator: stream.rFrameRate.num, denominator: stream.rFrameRate.den },
    widthPx: codecpar.width,
    heightPx: codecpar.height,
    pixelAspect: pixelAspectOf(stream),
    displayMatrix: matrix && Array.from({ length: 9 }, (_, i) => matrix.readInt32LE(i * 4)),
    tags: tagsOf(codecpar),
    hasAlphaBeside: stream.metadata?.get('alpha_mode') === '1',
    sampleRateHz: codecpar.sampleRate,
    channels: codecpar.channels,
    timecode: stream.metadata?.get('timecode') ?? null,
  };
}

/** The container's word counts before the codec's. */
function pixelAspectOf({ sampleAspectRatio, codecpar }: Stream): Rational {
  const [aspect] = [sampleAspectRatio, codecpar.sampleAspectRatio].filter(
    ({ num, den }) => num > 0 && den > 0,
  );
  return { numerator: aspect?.num ?? 1, denominator: aspect?.den ?? 1 };
}
