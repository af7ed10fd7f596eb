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
} from 'node-av/constants';
import {
  Codec,
  CodecContext,
  Dictionary,
  FFmpegError,
  FormatContext,
  type Packet,
  type Stream,
} from 'node-av/lib';
import type { RawMedia, RawStream, Rational } from './media-info.js';
import { unknownFormat, unreadable } from './media-problems.js';

export type MediaInput = { container: FormatContext; raw: RawMedia; path: string };

export async function openInput(path: string): Promise<MediaInput> {
  const container = new FormatContext();
  // `file:` keeps a colon in a name from being read as a protocol, the list keeps playlists from reaching the network.
  const options = Dictionary.fromObject({ protocol_whitelist: 'file' });
  const opened = await container.openInput(`file:${resolve(path)}`, null, options);
  if (opened < 0) throw unknownFormat(path, new Error(describe(opened)));
  await container.findStreamInfo(null);
  return { container, raw: readHeader(container), path };
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
  const codec = Codec.findDecoder(stream.codecpar.codecId);
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

/** Moves before a container time; false where the file cannot seek, which leaves it at its start. */
export async function seekBefore(
  { container }: MediaInput,
  stream: Stream,
  seconds: number,
): Promise<boolean> {
  const target = BigInt(Math.floor((seconds * stream.timeBase.den) / stream.timeBase.num));
  return (await container.seekFrame(stream.index, target, AVSEEK_FLAG_BACKWARD)) >= 0;
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
  return {
    formatName: container.iformat?.name ?? '',
    startSeconds: toSeconds(container.startTime, microseconds),
    durationSeconds: toSeconds(container.duration, microseconds),
    timecode: container.metadata?.get('timecode') ?? null,
    streams: container.streams.map(readStream),
  };
}

function readStream(stream: Stream): RawStream {
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
    averageRate: { numerator: stream.avgFrameRate.num, denominator: stream.avgFrameRate.den },
    baseRate: { numerator: stream.rFrameRate.num, denominator: stream.rFrameRate.den },
    widthPx: codecpar.width,
    heightPx: codecpar.height,
    pixelAspect: pixelAspectOf(stream),
    displayMatrix: matrix && Array.from({ length: 9 }, (_, i) => matrix.readInt32LE(i * 4)),
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
