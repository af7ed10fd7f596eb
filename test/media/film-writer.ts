// Writes drawings as a film in any pixel format and with any tags. Only tests need such films, so they are made where they are needed.
import {
  AV_CODEC_FLAG_INTERLACED_DCT,
  AV_CODEC_FLAG_INTERLACED_ME,
  AV_FRAME_FLAG_INTERLACED,
  AV_FRAME_FLAG_TOP_FIELD_FIRST,
  AV_PIX_FMT_RGBA64LE,
  AV_PKT_DATA_DISPLAYMATRIX,
  AVCOL_RANGE_JPEG,
  AVCOL_RANGE_MPEG,
  FF_ENCODER_FFV1,
  FF_ENCODER_LIBX264,
  type AVColorPrimaries,
  type AVColorSpace,
  type AVColorTransferCharacteristic,
} from 'node-av/constants';
import {
  avGetPixFmtFromName,
  Dictionary,
  FormatContext,
  Frame,
  Rational,
  SoftwareScaleContext,
} from 'node-av/lib';
import { StreamEncoder } from '../../native-host/src/media/stream-encoder.js';
import type { Drawing } from './drawn-film.js';

export type FilmForm = {
  /** The name that FFmpeg gives it; those of more than 8 bits or with alpha are stored without loss. */
  pixelFormat?: string;
  isFullRange?: boolean;
  isInterlaced?: boolean;
  pixelAspect?: [number, number];
  turnedDegrees?: 0 | 90 | 180;
  /** Numbers of ITU-T H.273. `storedMatrix`: the one that the picture is stored by, where the tag says something else. */
  transfer?: number;
  matrix?: number;
  storedMatrix?: number;
  primaries?: number;
  /** Opacity of the whole picture, 0..1. */
  opacity?: number;
};

export type TimedDrawing = { seconds: number; drawing: Drawing };

const CLOCK_HZ = 120_000;
/** As players turn: clockwise, by 0, 90 and 180 degrees. */
const DISPLAY_MATRICES = {
  0: null,
  90: [0, 65_536, 0, -65_536, 0, 0, 0, 0, 1_073_741_824],
  180: [-65_536, 0, 0, 0, -65_536, 0, 0, 0, 1_073_741_824],
};

/** Frames in time order, each shown until the next. */
export async function writeFilm(
  path: string,
  frames: readonly TimedDrawing[],
  endSeconds: number,
  form: FilmForm = {},
): Promise<void> {
  const container = new FormatContext();
  check(container.allocOutputContext2(null, null, path));
  const track = await openTrack(container, frames[0]!.drawing, form);
  check(container.openOutputSync());
  check(await container.writeHeader(Dictionary.fromObject({ fflags: '+bitexact' })));
  const painter = new Painter(frames[0]!.drawing, form);
  for (const [i, { seconds, drawing }] of frames.entries()) {
    const frame = painter.paint(drawing);
    frame.pts = BigInt(Math.round(seconds * CLOCK_HZ));
    frame.duration = BigInt(Math.round(((frames[i + 1]?.seconds ?? endSeconds) - seconds) * CLOCK_HZ));
    await track.write(frame);
    frame.free();
  }
  await track.write(null);
  track.close();
  painter.close();
  check(await container.writeTrailer());
  container.closeOutputSync();
}

function isLossless({ pixelFormat = 'yuv420p' }: FilmForm): boolean {
  return pixelFormat !== 'yuv420p';
}

async function openTrack(
  container: FormatContext,
  { widthPx, heightPx }: Drawing,
  form: FilmForm,
): Promise<StreamEncoder> {
  const codec = isLossless(form) ? FF_ENCODER_FFV1 : FF_ENCODER_LIBX264;
  const options = isLossless(form) ? {} : { preset: 'ultrafast', crf: '16', bf: '2', g: '60' };
  const track = await StreamEncoder.open(container, codec, options, (context) => {
    context.width = widthPx;
    context.height = heightPx;
    context.pixelFormat = avGetPixFmtFromName(form.pixelFormat ?? 'yuv420p');
    context.timeBase = new Rational(1, CLOCK_HZ);
    context.colorRange = form.isFullRange ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
    if (form.matrix !== undefined) context.colorSpace = form.matrix as AVColorSpace;
    if (form.transfer !== undefined) context.colorTrc = form.transfer as AVColorTransferCharacteristic;
    if (form.primaries !== undefined) context.colorPrimaries = form.primaries as AVColorPrimaries;
    if (form.pixelAspect) context.sampleAspectRatio = new Rational(...form.pixelAspect);
    if (form.isInterlaced) context.setFlags(AV_CODEC_FLAG_INTERLACED_DCT, AV_CODEC_FLAG_INTERLACED_ME);
  });
  const matrix = DISPLAY_MATRICES[form.turnedDegrees ?? 0];
  if (matrix) {
    const bytes = Buffer.from(Int32Array.from(matrix).buffer);
    track.stream.codecpar.addCodedSideData(AV_PKT_DATA_DISPLAYMATRIX, bytes);
  }
  if (form.pixelAspect) track.stream.sampleAspectRatio = new Rational(...form.pixelAspect);
  return track;
}

/** Puts drawings into frames of one form. */
class Painter {
  private readonly scaler = new SoftwareScaleContext();

  constructor(
    private readonly size: { widthPx: number; heightPx: number },
    private readonly form: FilmForm,
  ) {
    this.scaler.allocContext();
  }

  paint(drawing: Drawing): Frame {
    const { form } = this;
    const source = this.sourceOf(drawing);
    const frame = new Frame();
    frame.alloc();
    frame.width = this.size.widthPx;
    frame.height = this.size.heightPx;
    frame.format = avGetPixFmtFromName(form.pixelFormat ?? 'yuv420p');
    frame.getBuffer();
    frame.colorRange = form.isFullRange ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
    const stored = form.storedMatrix ?? form.matrix;
    if (stored !== undefined) frame.colorSpace = stored as AVColorSpace;
    check(this.scaler.scaleFrameSync(frame, source));
    source.free();
    if (form.matrix !== undefined) frame.colorSpace = form.matrix as AVColorSpace;
    if (form.transfer !== undefined) frame.colorTrc = form.transfer as AVColorTransferCharacteristic;
    if (form.primaries !== undefined) frame.colorPrimaries = form.primaries as AVColorPrimaries;
    if (form.pixelAspect) frame.sampleAspectRatio = new Rational(...form.pixelAspect);
    if (form.isInterlaced) frame.flags = AV_FRAME_FLAG_INTERLACED | AV_FRAME_FLAG_TOP_FIELD_FIRST;
    return frame;
  }

  close(): void {
    this.scaler.freeContext();
  }

  /** 16 bits of R, G, B and alpha, so that ten bits keep what they show. */
  private sourceOf({ widthPx, heightPx, rgb }: Drawing): Frame {
    const opacity = 65_535 * (this.form.opacity ?? 1);
    const values = new Uint16Array(widthPx * heightPx * 4);
    for (let i = 0; i < widthPx * heightPx; i += 1) {
      for (let channel = 0; channel < 3; channel += 1) {
        const value = rgb[3 * i + channel]!;
        values[4 * i + channel] = value < 0 ? 0 : value > 255 ? 65_535 : 257 * value;
      }
      values[4 * i + 3] = opacity;
    }
    return Frame.fromVideoBuffer(Buffer.from(values.buffer), {
      width: widthPx,
      height: heightPx,
      format: AV_PIX_FMT_RGBA64LE,
    });
  }
}

function check(result: number): void {
  if (result < 0) throw new Error(`FFmpeg answered ${result}`);
}
