// Makes the small media files of test/fixtures/media, each named after what is odd about it. Run: npx tsx scripts/make-fixtures.ts
// Needs node-av only. The files are committed, so that tests read the same bytes everywhere; remade only on purpose.
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import {
  AV_PIX_FMT_ARGB,
  AV_PIX_FMT_RGB24,
  AV_PIX_FMT_YUV420P,
  AV_PIX_FMT_YUV420P10LE,
  AV_PIX_FMT_YUVJ420P,
  AV_PKT_DATA_DISPLAYMATRIX,
  AV_SAMPLE_FMT_FLTP,
  AVCOL_PRI_BT2020,
  AVCOL_PRI_UNSPECIFIED,
  AVCOL_SPC_BT2020_NCL,
  AVCOL_SPC_ICTCP,
  AVCOL_TRC_SMPTE2084,
  AVCOL_TRC_UNSPECIFIED,
  type AVColorPrimaries,
  type AVColorSpace,
  type AVColorTransferCharacteristic,
  type AVPixelFormat,
  FF_ENCODER_AAC,
  FF_ENCODER_LIBX264,
  FF_ENCODER_MJPEG,
  FF_ENCODER_MPEG2VIDEO,
  FF_ENCODER_PNG,
  FF_ENCODER_QTRLE,
  type FFEncoderCodec,
  AV_LOG_ERROR,
} from 'node-av/constants';
import { avChannelLayoutDefault, Dictionary, FormatContext, Frame, Log, Rational } from 'node-av/lib';
import { StreamEncoder } from '../native-host/src/media/stream-encoder.js';

const FOLDER = new URL('../test/fixtures/media/', import.meta.url);
const WIDTH_PX = 96;
const HEIGHT_PX = 64;
const CLOCK_HZ = 12_000;
const SAMPLE_RATE_HZ = 48_000;
const TONE_HZ = 1_000;

/** Luma and both chroma values of a scene's background. */
const SCENES = [
  [60, 90, 200],
  [150, 200, 80],
  [90, 60, 110],
] as const;

/** `shownAt`: frame times in seconds and, as last, the end. A new scene begins at each of `cutsAt`. */
type Picture = {
  shownAt: number[];
  cutsAt?: number[];
  format?: AVPixelFormat;
  codec?: FFEncoderCodec;
  options?: Record<string, string>;
  displayMatrix?: number[];
  colours?: {
    matrix: AVColorSpace;
    primaries?: AVColorPrimaries;
    transfer?: AVColorTransferCharacteristic;
  };
  /** Width of a pixel to its height. */
  pixelAspect?: [number, number];
  transparentUntilSeconds?: number;
};
/** A tone between two times, else silence. */
type Sound = { durationSeconds: number; toneSeconds: [number, number] };
type Fixture = { name: string; picture?: Picture; sound?: Sound; muxer?: Record<string, string> };

const steady = (frameCount: number, fps: number): number[] =>
  Array.from({ length: frameCount + 1 }, (_, i) => i / fps);

// A quarter turn clockwise, as phones write it: the stored x axis is shown downwards.
const TURNED_CLOCKWISE = [0, 65_536, 0, -65_536, 0, 0, 0, 0, 1_073_741_824];

/** Two seconds at 25 frames a second, cut in the middle. */
const CUT_FILM = { shownAt: steady(50, 25), cutsAt: [1] };
const HDR = { matrix: AVCOL_SPC_BT2020_NCL, primaries: AVCOL_PRI_BT2020, transfer: AVCOL_TRC_SMPTE2084 };

const FIXTURES: Fixture[] = [
  {
    name: 'cuts-at-0.5-and-1.25-24fps.mp4',
    picture: { shownAt: steady(48, 24), cutsAt: [0.5, 1.25], options: { g: '24', bf: '2' } },
    sound: { durationSeconds: 2, toneSeconds: [0.5, 1] },
    muxer: { movflags: '+faststart' },
  },
  {
    name: 'variable-frame-rate.mp4',
    picture: {
      shownAt: [0, 0.04, 0.12, 0.2, 0.5, 0.54, 0.58, 1.3, 1.34, 2],
      cutsAt: [0.5],
      options: { bf: '0' },
    },
  },
  { name: 'turned-clockwise.mp4', picture: { shownAt: steady(6, 12), displayMatrix: TURNED_CLOCKWISE } },
  { name: 'one-frame.mp4', picture: { shownAt: [0, 0.04] } },
  {
    name: 'begins-at-10-seconds.m2ts',
    picture: { shownAt: steady(12, 25), cutsAt: [0.24] },
    muxer: { output_ts_offset: '10' },
  },
  {
    name: 'sound-before-picture.mkv',
    picture: { shownAt: steady(13, 25).slice(5) },
    sound: { durationSeconds: 0.5, toneSeconds: [0.2, 0.4] },
  },
  { name: 'sound-only.m4a', sound: { durationSeconds: 0.5, toneSeconds: [0.1, 0.4] } },
  // Fields of libx264 are coded in pairs (MBAFF); mpeg2video with both flags writes fields too.
  {
    name: 'fields.mp4',
    picture: { ...CUT_FILM, options: { g: '25', bf: '0', flags: '+ildct+ilme', 'x264-params': 'tff=1' } },
  },
  {
    name: 'fields.mpg',
    picture: {
      ...CUT_FILM,
      codec: FF_ENCODER_MPEG2VIDEO,
      options: { flags: '+ildct+ilme', b: '200k', g: '12' },
    },
  },
  {
    name: 'two-seconds.m2ts',
    picture: { ...CUT_FILM, options: { g: '25', bf: '2' } },
    sound: { durationSeconds: 2, toneSeconds: [1, 1.5] },
  },
  {
    name: 'pq.mp4',
    picture: { ...CUT_FILM, format: AV_PIX_FMT_YUV420P10LE, colours: HDR, options: { g: '25' } },
  },
  { name: 'strange-matrix.mp4', picture: { ...CUT_FILM, colours: { matrix: AVCOL_SPC_ICTCP } } },
  { name: 'anamorphic.mp4', picture: { ...CUT_FILM, pixelAspect: [64, 45] } },
  {
    name: 'transparent-until-1.mov',
    picture: {
      ...CUT_FILM,
      cutsAt: [],
      codec: FF_ENCODER_QTRLE,
      format: AV_PIX_FMT_ARGB,
      transparentUntilSeconds: 1,
    },
  },
  { name: 'still.png', picture: { shownAt: [0, 1], codec: FF_ENCODER_PNG, format: AV_PIX_FMT_RGB24 } },
  { name: 'still.jpg', picture: { shownAt: [0, 1], codec: FF_ENCODER_MJPEG, format: AV_PIX_FMT_YUVJ420P } },
];

async function makeFixture({ name, picture, sound, muxer }: Fixture): Promise<void> {
  const path = fileURLToPath(new URL(name, FOLDER));
  const container = new FormatContext();
  // One picture in a file of its own: the muxer for numbered pictures, told not to count.
  check(container.allocOutputContext2(null, name.startsWith('still') ? 'image2' : null, path));
  const track = picture && (await openPicture(container, picture));
  const soundEncoder = sound && (await openSound(container));
  if (!name.startsWith('still')) check(container.openOutputSync());
  const options = name.startsWith('still') ? { update: '1' } : { fflags: '+bitexact', ...muxer };
  check(await container.writeHeader(Dictionary.fromObject(options)));
  if (picture && track) await writePicture(track, picture);
  if (sound && soundEncoder) await writeSound(soundEncoder, sound);
  check(await container.writeTrailer());
  container.closeOutputSync();
}

async function openPicture(container: FormatContext, picture: Picture): Promise<StreamEncoder> {
  const codec = picture.codec ?? FF_ENCODER_LIBX264;
  const options =
    codec === FF_ENCODER_LIBX264
      ? { preset: 'veryslow', crf: '26', ...picture.options }
      : (picture.options ?? {});
  const track = await StreamEncoder.open(container, codec, options, (context) => {
    context.width = WIDTH_PX;
    context.height = HEIGHT_PX;
    context.pixelFormat = picture.format ?? AV_PIX_FMT_YUV420P;
    context.timeBase = new Rational(1, clockHz(picture));
    if (picture.colours) {
      context.colorSpace = picture.colours.matrix;
      context.colorPrimaries = picture.colours.primaries ?? AVCOL_PRI_UNSPECIFIED;
      context.colorTrc = picture.colours.transfer ?? AVCOL_TRC_UNSPECIFIED;
    }
    if (picture.pixelAspect) context.sampleAspectRatio = new Rational(...picture.pixelAspect);
  });
  if (picture.displayMatrix) {
    const matrix = Buffer.from(Int32Array.from(picture.displayMatrix).buffer);
    track.stream.codecpar.addCodedSideData(AV_PKT_DATA_DISPLAYMATRIX, matrix);
  }
  return track;
}

async function writePicture(track: StreamEncoder, picture: Picture): Promise<void> {
  const { shownAt, cutsAt = [], format = AV_PIX_FMT_YUV420P, transparentUntilSeconds } = picture;
  const clock = clockHz(picture);
  const frameCount = shownAt.length - 1;
  for (const [i, seconds] of shownAt.slice(0, frameCount).entries()) {
    const scene = cutsAt.filter((cut) => cut <= seconds).length;
    const isClear = seconds < (transparentUntilSeconds ?? 0);
    const buffer = drawAs(format, scene, i / frameCount, isClear);
    const frame = Frame.fromVideoBuffer(buffer, { width: WIDTH_PX, height: HEIGHT_PX, format });
    frame.pts = BigInt(Math.round(seconds * clock));
    frame.duration = BigInt(Math.round(((shownAt[i + 1] ?? 0) - seconds) * clock));
    await track.write(frame);
    frame.free();
  }
  await track.write(null);
  track.close();
}

/** MPEG-2 knows few rates, and takes the clock for one of them. */
function clockHz({ codec }: Picture): number {
  return codec === FF_ENCODER_MPEG2VIDEO ? 25 : CLOCK_HZ;
}

function drawAs(format: AVPixelFormat, scene: number, progress: number, isClear: boolean): Buffer {
  switch (format) {
    case AV_PIX_FMT_RGB24:
      return drawRgb();
    case AV_PIX_FMT_ARGB:
      return Buffer.alloc(WIDTH_PX * HEIGHT_PX * 4, isClear ? '00c0c0c0' : 'ffc0c0c0', 'hex');
    case AV_PIX_FMT_YUV420P10LE:
      return inTenBits(drawYuv(scene, progress));
    default:
      return drawYuv(scene, progress);
  }
}

function inTenBits(bytes: Buffer): Buffer {
  return Buffer.from(Uint16Array.from(bytes, (value) => value * 4).buffer);
}

/** The scene's colour, a black bar at the left end of the top edge, and a white block that moves to the right. */
function drawYuv(scene: number, progress: number): Buffer {
  const [luma, blue, red] = SCENES[scene] ?? SCENES[0];
  const chromaBytes = (WIDTH_PX * HEIGHT_PX) / 4;
  const buffer = Buffer.concat([
    Buffer.alloc(WIDTH_PX * HEIGHT_PX, luma),
    Buffer.alloc(chromaBytes, blue),
    Buffer.alloc(chromaBytes, red),
  ]);
  const blockLeftPx = 2 * Math.round((progress * (WIDTH_PX - 16)) / 2);
  for (let y = 0; y < 12; y++) buffer.fill(16, y * WIDTH_PX, y * WIDTH_PX + WIDTH_PX / 2);
  for (let y = 32; y < 48; y++) buffer.fill(235, y * WIDTH_PX + blockLeftPx, y * WIDTH_PX + blockLeftPx + 16);
  return buffer;
}

/** Left half red, right half blue. */
function drawRgb(): Buffer {
  const row = Buffer.concat([
    Buffer.alloc(WIDTH_PX * 1.5, 'ff0000', 'hex'),
    Buffer.alloc(WIDTH_PX * 1.5, '0000ff', 'hex'),
  ]);
  return Buffer.concat(Array.from({ length: HEIGHT_PX }, () => row));
}

function openSound(container: FormatContext): Promise<StreamEncoder> {
  return StreamEncoder.open(container, FF_ENCODER_AAC, { b: '48k' }, (context) => {
    context.sampleRate = SAMPLE_RATE_HZ;
    context.sampleFormat = AV_SAMPLE_FMT_FLTP;
    context.channelLayout = avChannelLayoutDefault(1);
    context.timeBase = new Rational(1, SAMPLE_RATE_HZ);
  });
}

async function writeSound(track: StreamEncoder, { durationSeconds, toneSeconds }: Sound): Promise<void> {
  const [from, to] = toneSeconds.map((seconds) => seconds * SAMPLE_RATE_HZ) as [number, number];
  const total = durationSeconds * SAMPLE_RATE_HZ;
  for (let start = 0; start < total; start += track.frameSize) {
    const nbSamples = Math.min(track.frameSize, total - start);
    const samples = Float32Array.from({ length: nbSamples }, (_, i) => {
      const at = start + i;
      return at >= from && at < to ? 0.5 * Math.sin((2 * Math.PI * TONE_HZ * at) / SAMPLE_RATE_HZ) : 0;
    });
    const frame = Frame.fromAudioBuffer(Buffer.from(samples.buffer), {
      nbSamples,
      format: AV_SAMPLE_FMT_FLTP,
      sampleRate: SAMPLE_RATE_HZ,
      channelLayout: avChannelLayoutDefault(1),
      pts: BigInt(start),
    });
    await track.write(frame);
    frame.free();
  }
  await track.write(null);
  track.close();
}

function check(result: number): void {
  if (result < 0) throw new Error(`FFmpeg answered ${result}`);
}

Log.setLevel(AV_LOG_ERROR);
await mkdir(FOLDER, { recursive: true });
for (const fixture of FIXTURES) {
  await makeFixture(fixture);
  console.log(fixture.name);
}
