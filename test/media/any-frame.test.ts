// One frame with every combination of what a frame can say of itself: each gives the picture it was drawn as, and none is refused.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { ScoreError } from '@framescore/contract';
import {
  AV_FRAME_FLAG_INTERLACED,
  AV_FRAME_FLAG_TOP_FIELD_FIRST,
  AV_LOG_QUIET,
  AV_PIX_FMT_RGB24,
  AVCOL_RANGE_JPEG,
  AVCOL_RANGE_MPEG,
  AVCOL_RANGE_UNSPECIFIED,
  type AVColorPrimaries,
  type AVColorRange,
  type AVColorSpace,
  type AVColorTransferCharacteristic,
  type AVPixelFormat,
} from 'node-av/constants';
import { avGetPixFmtFromName, Frame, Log, SoftwareScaleContext } from 'node-av/lib';
import { UPRIGHT } from '../../native-host/src/media/orient-picture.js';
import { PictureShrinker } from '../../native-host/src/media/picture-shrinker.js';

const SOURCE = { widthPx: 96, heightPx: 64 };
const SHOWN = { widthPx: 8, heightPx: 6 };
/** Quarters: white, black, and two greys, which no matrix changes. */
const LEVELS = [255, 0, 128, 64] as const;

// Planar and packed, 8 to 16 bits, every subsampling, grey, RGB, with alpha; what decoders of films give.
const FORMATS = [
  ...['yuv420p', 'yuvj420p', 'yuv422p', 'yuv444p', 'yuv410p', 'yuv411p', 'yuv440p', 'nv12', 'nv16'],
  ...['yuyv422', 'uyvy422', 'yuv420p10le', 'yuv422p10le', 'yuv444p10le', 'yuv420p12le', 'yuv444p16le'],
  ...['p010le', 'p210le', 'gray', 'gray10le', 'gray16le', 'ya8', 'rgb24', 'bgr24', 'bgr0', 'rgb48le'],
  ...['gbrp', 'gbrp10le', 'gbrp12le', 'gbrp16le', 'rgba', 'bgra', 'argb', 'rgba64le', 'gbrap', 'gbrap12le'],
  ...['yuva420p', 'yuva422p', 'yuva444p', 'yuva444p10le', 'yuva444p12le', 'gbrpf32le', 'rgb565le'],
];
const MATRICES = Array.from({ length: 18 }, (_, i) => i);
const RANGES = { unspecified: AVCOL_RANGE_UNSPECIFIED, limited: AVCOL_RANGE_MPEG, full: AVCOL_RANGE_JPEG };
const FLAGS = [0, AV_FRAME_FLAG_INTERLACED | AV_FRAME_FLAG_TOP_FIELD_FIRST];

type Properties = {
  flags?: number;
  matrix?: number;
  range?: AVColorRange;
  transfer?: number;
  primaries?: number;
};

beforeAll(() => Log.setLevel(AV_LOG_QUIET));

function emptyFrame(format: AVPixelFormat, { widthPx, heightPx } = SOURCE): Frame {
  const frame = new Frame();
  frame.alloc();
  frame.width = widthPx;
  frame.height = heightPx;
  frame.format = format;
  frame.getBuffer();
  return frame;
}

/** The four quarters, drawn in RGB and converted to the format, with the numbers that the range asks for. */
function drawn(formatName: string, range: AVColorRange, size = SOURCE): Frame {
  const rgb = emptyFrame(AV_PIX_FMT_RGB24, size);
  const [stride = 0] = rgb.linesize;
  for (let y = 0; y < size.heightPx; y++) {
    for (let x = 0; x < size.widthPx; x++) {
      const quarter = (x < size.widthPx / 2 ? 0 : 1) + (y < size.heightPx / 2 ? 0 : 2);
      rgb.data?.[0]?.fill(LEVELS[quarter] ?? 0, y * stride + x * 3, y * stride + x * 3 + 3);
    }
  }
  const format = avGetPixFmtFromName(formatName);
  if (format === AV_PIX_FMT_RGB24) return rgb;
  const frame = emptyFrame(format, size);
  frame.colorRange = range;
  const scaler = new SoftwareScaleContext();
  scaler.allocContext();
  if (scaler.scaleFrameSync(frame, rgb) < 0) throw new Error(`no frame of ${formatName} can be made`);
  scaler.freeContext();
  rgb.free();
  return frame;
}

function tagged(frame: Frame, { flags, matrix, range, transfer, primaries }: Properties): Frame {
  if (flags !== undefined) frame.flags = flags;
  if (matrix !== undefined) frame.colorSpace = matrix as AVColorSpace;
  if (range !== undefined) frame.colorRange = range;
  if (transfer !== undefined) frame.colorTrc = transfer as AVColorTransferCharacteristic;
  if (primaries !== undefined) frame.colorPrimaries = primaries as AVColorPrimaries;
  return frame;
}

/** How far the shown quarters are from the drawn ones, at their middles. */
function farthest(rgb: Uint8Array): number {
  const at = (x: number, y: number): number[] => [...rgb.subarray((y * 8 + x) * 3, (y * 8 + x) * 3 + 3)];
  const quarters = [at(1, 1), at(6, 1), at(1, 4), at(6, 4)];
  return Math.max(
    ...quarters.flatMap((colour, i) => colour.map((value) => Math.abs(value - (LEVELS[i] ?? 0)))),
  );
}

function shrinker(): PictureShrinker {
  return new PictureShrinker('a film', SHOWN, UPRIGHT);
}

/** Which of many frames are shown otherwise than drawn, or refused. One shrinker sees them all, as if they followed in one film. */
function wrongOf(frames: Iterable<[string, Frame]>, toleranceLevels: number): string[] {
  const shrink = shrinker();
  const wrong: string[] = [];
  for (const [name, frame] of frames) {
    try {
      const distance = farthest(shrink.shrink(frame));
      if (distance > toleranceLevels) wrong.push(`${name}: ${distance} levels off`);
    } catch (error) {
      wrong.push(`${name}: ${error instanceof ScoreError ? error.detail : String(error)}`);
    }
    frame.free();
  }
  return wrong;
}

describe.each(Object.entries(RANGES))('with %s range', (_name, range) => {
  test('every pixel format with every matrix, in frames and in fields, shows what was drawn', () => {
    const frames = function* (): Generator<[string, Frame]> {
      for (const format of FORMATS) {
        const original = drawn(format, range);
        for (const matrix of MATRICES) {
          for (const flags of FLAGS) {
            const copy = original.clone();
            if (!copy) throw new Error('no copy');
            yield [`${format}, matrix ${matrix}, flags ${flags}`, tagged(copy, { flags, matrix, range })];
          }
        }
        original.free();
      }
    };
    // Five bits of red and blue leave 8 levels.
    expect(wrongOf(frames(), 9)).toEqual([]);
  });
});

test('size, format, range and fields may change from frame to frame', () => {
  const sizes = [SOURCE, { widthPx: 200, heightPx: 90 }, { widthPx: 31, heightPx: 23 }, SOURCE];
  const frames = function* (): Generator<[string, Frame]> {
    for (const [i, size] of [...sizes, ...sizes, ...sizes].entries()) {
      const format = ['yuv420p', 'yuva444p10le', 'gbrp', 'gray', 'yuv422p10le'][i % 5] ?? 'yuv420p';
      const range = i % 2 === 0 ? AVCOL_RANGE_MPEG : AVCOL_RANGE_JPEG;
      const frame = drawn(format, range, size);
      yield [`${i}: ${format}`, tagged(frame, { flags: FLAGS[i % 2] ?? 0, matrix: i, range })];
    }
  };
  expect(wrongOf(frames(), 20)).toEqual([]); // quarters of 31x23 do not end on the border of a cell
});

test('of an interlaced frame one field is seen, the first', () => {
  const frame = emptyFrame(avGetPixFmtFromName('gray'));
  const [stride = 0] = frame.linesize;
  for (let y = 0; y < SOURCE.heightPx; y++)
    frame.data?.[0]?.fill(y % 2 === 0 ? 235 : 16, y * stride, (y + 1) * stride);
  const meanOf = (flags: number): number => {
    const rgb = shrinker().shrink(tagged(frame, { flags, range: AVCOL_RANGE_JPEG }));
    return rgb.reduce((sum, value) => sum + value, 0) / rgb.length;
  };
  expect(meanOf(AV_FRAME_FLAG_INTERLACED | AV_FRAME_FLAG_TOP_FIELD_FIRST)).toBeCloseTo(235, 0);
  expect(meanOf(AV_FRAME_FLAG_INTERLACED)).toBeCloseTo(16, 0);
  expect(meanOf(0)).toBeCloseTo(125.5, -1);
});

test.each([
  ['PQ', 16],
  ['HLG', 18],
])('%s is brought to the light of a screen, and only where it is said', (_name, transfer) => {
  const asTagged = (properties: Properties): Uint8Array =>
    shrinker().shrink(
      tagged(drawn('yuv420p10le', AVCOL_RANGE_MPEG), { range: AVCOL_RANGE_MPEG, ...properties }),
    );
  expect(farthest(asTagged({ transfer: 1, primaries: 1 }))).toBeLessThan(3);
  // Half of the range codes a grey that is darker on a screen in both: 92 and 51 of 203 cd/m2.
  const [grey = 0] = asTagged({ transfer, primaries: 9, matrix: 9 }).subarray((4 * 8 + 1) * 3);
  expect(Math.abs(grey - 255 * ((transfer === 16 ? 92.5 : 51) / 203) ** (1 / 2.4))).toBeLessThan(5);
});

test('linear light is brought to the light of a screen', () => {
  const [grey = 0] = shrinker()
    .shrink(tagged(drawn('yuv420p10le', AVCOL_RANGE_MPEG), { range: AVCOL_RANGE_MPEG, transfer: 8 }))
    .subarray((4 * 8 + 1) * 3);
  expect(Math.abs(grey - 255 * 0.5 ** (1 / 2.4))).toBeLessThan(5);
});

test('a frame that cannot be converted at all is unreadable, with what it is and the way out', () => {
  const frame = emptyFrame(avGetPixFmtFromName('yuv420p'));
  frame.format = avGetPixFmtFromName('vaapi');
  let problem: unknown = null;
  try {
    shrinker().shrink(tagged(frame, { matrix: 14 }));
  } catch (error) {
    problem = error;
  }
  expect(problem).toMatchObject({
    code: 'media-unreadable',
    detail: expect.stringMatching(/a film .*96x64, pixel format vaapi, colour matrix ictcp.*FFMPEG_PATH/),
  });
});
