// Single frames through the filters of a preview: each comes out as a viewer sees it, whatever it says of itself.
import { beforeAll, expect, test } from '@jest/globals';
import {
  AV_FRAME_FLAG_INTERLACED,
  AV_LOG_QUIET,
  type AVColorSpace,
  AVCOL_PRI_BT2020,
  AVCOL_RANGE_JPEG,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT2020_NCL,
  AVCOL_TRC_ARIB_STD_B67,
  AVCOL_TRC_LINEAR,
  AVCOL_TRC_SMPTE2084,
} from 'node-av/constants';
import { avGetPixFmtFromName, Frame, Log } from 'node-av/lib';
import { PreviewFilter } from '../../native-host/src/media/preview-filter.js';

const SIZE = { widthPx: 64, heightPx: 36 };
beforeAll(() => Log.setLevel(AV_LOG_QUIET));

/** A frame of one luma; `lumaOf` says it for each row. */
function frameOf(formatName: string, lumaOf: (row: number) => number): Frame {
  const frame = new Frame();
  frame.alloc();
  frame.width = SIZE.widthPx;
  frame.height = SIZE.heightPx;
  frame.format = avGetPixFmtFromName(formatName);
  frame.getBuffer();
  const bytes = /1[0-6]le$/.test(formatName) ? 2 : 1;
  frame.data?.forEach((plane, i) => {
    const stride = frame.linesize[i] ?? 0;
    for (let at = 0; at + bytes <= plane.length; at += bytes) {
      const value = i === 0 ? lumaOf(Math.floor(at / stride)) : bytes === 2 ? 512 : 128;
      if (bytes === 2) plane.writeUInt16LE(value, at);
      else plane[at] = value;
    }
  });
  frame.colorRange = AVCOL_RANGE_MPEG;
  return frame;
}

/** Luma of the middle column after the filters, for each row. */
function shown(frames: Frame[]): number[] {
  const filter = new PreviewFilter(SIZE);
  const out = frames.flatMap((frame, i) => [...filter.push({ timeSeconds: i / 25, frame })]);
  out.push(...filter.end());
  expect(out.map(({ timeSeconds }) => Math.round(timeSeconds * 25))).toEqual(frames.map((_, i) => i));
  const { frame } = out[0]!;
  const stride = frame.linesize[0] ?? 0;
  const rows = Array.from({ length: SIZE.heightPx }, (_, y) => frame.data?.[0]?.[y * stride + 32] ?? -1);
  for (const { frame: made } of out) made.free();
  return rows;
}

test('the fields of an interlaced frame are not shown as a comb', () => {
  const combed = () => {
    const frame = frameOf('yuv420p', (row) => (row % 2 === 0 ? 16 : 235));
    frame.setFlags(AV_FRAME_FLAG_INTERLACED);
    return frame;
  };
  const rows = shown([combed(), combed(), combed()]);
  const steps = rows.slice(5, 30).map((value, i) => Math.abs(value - rows[i + 4]!));
  expect(Math.max(...steps)).toBeLessThan(30);
});

test.each([
  ['PQ', AVCOL_TRC_SMPTE2084, 64 + Math.round(0.58 * 876)],
  ['HLG', AVCOL_TRC_ARIB_STD_B67, 64 + Math.round(0.75 * 876)],
] as const)('white of %s is nearly white', (_, transfer, luma) => {
  const frame = frameOf('yuv420p10le', () => luma);
  frame.colorTrc = transfer;
  frame.colorPrimaries = AVCOL_PRI_BT2020;
  frame.colorSpace = AVCOL_SPC_BT2020_NCL;
  const [value = 0] = shown([frame]);
  expect(value).toBeGreaterThan(205);
  expect(value).toBeLessThanOrEqual(236);
});

test('half of linear light is the bright grey that a screen makes of it', () => {
  const frame = frameOf('gray16le', () => 32_768);
  frame.colorTrc = AVCOL_TRC_LINEAR;
  frame.colorRange = AVCOL_RANGE_JPEG;
  const [value = 0] = shown([frame]);
  expect(Math.abs(value - (16 + 219 * 0.5 ** (1 / 2.4)))).toBeLessThan(3);
});

test('what is transparent is black', () => {
  const frame = frameOf('yuva444p', () => 200);
  frame.data?.[3]?.fill(0);
  expect(shown([frame])[10]).toBeLessThan(20);
});

test.each(Array.from({ length: 18 }, (_, i) => i))('a frame with matrix %i is not refused', (matrix) => {
  const frame = frameOf('yuv420p', () => 126);
  frame.colorSpace = matrix as AVColorSpace;
  const [value = 0] = shown([frame]);
  // Number 0 says RGB of numbers that are not: no promise is made for its brightness.
  if (matrix !== 0) expect(Math.abs(value - 126)).toBeLessThan(4);
});

test('a film whose frames change is filtered on', () => {
  const later = frameOf('yuv422p10le', () => 504);
  const values = shown([frameOf('yuv420p', () => 126), later, frameOf('yuv420p', () => 126)]);
  expect(Math.abs(values[10]! - 126)).toBeLessThan(4);
});
