// Reads ffprobe's JSON into the same description of a container that node-av gives. Pure; trusts no field to be there.
import { UNSPECIFIED } from './frame-tags.js';
import type { Rational, RawMedia, RawStream } from './media-info.js';

type Fields = Readonly<Record<string, unknown>>;

export function parseProbe(json: string): RawMedia {
  const root = asFields(JSON.parse(json) as unknown);
  const format = asFields(root.format);
  const streams = asList(root.streams).map(asFields);
  return {
    formatName: asText(format.format_name) ?? '',
    startSeconds: asNumber(format.start_time),
    durationSeconds: streams.some(hasNoDuration) ? null : asNumber(format.duration),
    timecode: timecodeTag(format),
    streams: streams.map(parseStream),
  };
}

function parseStream(stream: Fields): RawStream {
  const codecType = asText(stream.codec_type);
  const disposition = asFields(stream.disposition);
  return {
    index: asNumber(stream.index) ?? 0,
    kind: codecType === 'video' || codecType === 'audio' ? codecType : 'other',
    codecName: asText(stream.codec_name),
    isAttachedPicture: disposition.attached_pic === 1,
    isDefault: disposition.default === 1,
    startSeconds: inSeconds(stream.start_pts, stream.time_base),
    durationSeconds: hasNoDuration(stream) ? null : inSeconds(stream.duration_ts, stream.time_base),
    frameCount: asNumber(stream.nb_frames) ?? 0,
    averageRate: parseRational(stream.avg_frame_rate),
    baseRate: parseRational(stream.r_frame_rate),
    widthPx: asNumber(stream.width) ?? 0,
    heightPx: asNumber(stream.height) ?? 0,
    pixelAspect: parseAspect(stream.sample_aspect_ratio),
    displayMatrix:
      asList(stream.side_data_list)
        .map(parseMatrix)
        .find((matrix) => matrix !== null) ?? null,
    tags: {
      pixelFormat: asText(stream.pix_fmt) ?? UNSPECIFIED,
      matrix: asText(stream.color_space) ?? UNSPECIFIED,
      transfer: transferOf(stream),
      primaries: asText(stream.color_primaries) ?? UNSPECIFIED,
    },
    hasAlphaBeside: asFields(stream.tags).alpha_mode === '1',
    sampleRateHz: asNumber(stream.sample_rate) ?? 0,
    channels: asNumber(stream.channels) ?? 0,
    timecode: timecodeTag(stream),
  };
}

/** Matroska writes the names of its tags in capitals. */
function timecodeTag({ tags }: Fields): string | null {
  const found = Object.entries(asFields(tags)).find(([name]) => name.toLowerCase() === 'timecode');
  return asText(found?.[1]);
}

/** MP4 writes an unknown length as 32 set bits, which older ffprobes take for 40 hours. */
function hasNoDuration(stream: Fields): boolean {
  return stream.duration_ts === 0xffff_ffff;
}

/** Exact, where ffprobe's own seconds are cut to microseconds. */
function inSeconds(ticks: unknown, timeBase: unknown): number | null {
  const count = asNumber(ticks);
  const { numerator, denominator } = parseRational(timeBase);
  return count === null || denominator === 0 ? null : (count * numerator) / denominator;
}

export function parseRational(value: unknown): Rational {
  const [numerator = 0, denominator = 0] = (asText(value) ?? '').split('/').map(Number);
  return { numerator, denominator };
}

/** `64:45`; left out or 0:1 where unknown. */
function parseAspect(value: unknown): Rational {
  const { numerator, denominator } = parseRational(asText(value)?.replace(':', '/'));
  return numerator > 0 && denominator > 0 ? { numerator, denominator } : { numerator: 1, denominator: 1 };
}

/** Three lines of `00000001:   65536   0   0`. */
function parseMatrix(sideData: unknown): number[] | null {
  const text = asText(asFields(sideData).displaymatrix);
  const numbers = text?.replace(/^\w+:/gm, '').trim().split(/\s+/).map(Number) ?? [];
  return numbers.length === 9 ? numbers : null;
}

function asFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function asText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** ffprobe writes some numbers as text, and leaves unknown ones out or writes N/A. */
function asNumber(value: unknown): number | null {
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

/** OpenEXR holds linear light; programs before FFmpeg 8 do not say so. */
function transferOf(stream: Fields): string {
  const stated = asText(stream.color_transfer) ?? UNSPECIFIED;
  return stated === UNSPECIFIED && stream.codec_name === 'exr' ? 'linear' : stated;
}
