// The properties of node-av's frames and streams by FFmpeg's own names, which both backends are decided by. Media process only.
import {
  AVALPHA_MODE_UNSPECIFIED,
  AVCHROMA_LOC_UNSPECIFIED,
  AVCOL_PRI_UNSPECIFIED,
  AVCOL_RANGE_UNSPECIFIED,
  AVCOL_SPC_UNSPECIFIED,
  AVCOL_TRC_UNSPECIFIED,
  AV_FRAME_FLAG_INTERLACED,
  type AVColorSpace,
  type AVPixelFormat,
} from 'node-av/constants';
import { avGetPixFmtName, type Frame } from 'node-av/lib';
import { type FrameTags, UNSPECIFIED, usedMatrix, usesRange } from './frame-tags.js';

/** Names by number (ITU-T H.273, and FFmpeg's own from 15 on). */
const MATRICES = [
  ...['gbr', 'bt709', UNSPECIFIED, 'reserved', 'fcc', 'bt470bg', 'smpte170m', 'smpte240m', 'ycgco'],
  ...['bt2020nc', 'bt2020c', 'smpte2085', 'chroma-derived-nc', 'chroma-derived-c', 'ictcp', 'ipt-c2'],
  ...['ycgco-re', 'ycgco-ro'],
];
const TRANSFERS: Readonly<Record<number, string>> = {
  8: 'linear',
  16: 'smpte2084',
  18: 'arib-std-b67',
};
const PRIMARIES: Readonly<Record<number, string>> = {
  1: 'bt709',
  9: 'bt2020',
  11: 'smpte431',
  12: 'smpte432',
};

type Tagged = Pick<Frame, 'colorTrc' | 'colorPrimaries' | 'colorSpace' | 'format'>;

export function tagsOf({ colorTrc, colorPrimaries, colorSpace, format }: Tagged): FrameTags {
  return {
    transfer: TRANSFERS[colorTrc] ?? UNSPECIFIED,
    primaries: PRIMARIES[colorPrimaries] ?? UNSPECIFIED,
    matrix: MATRICES[colorSpace] ?? `number ${colorSpace}`,
    pixelFormat: pixelFormatName(format as AVPixelFormat), // a picture has a pixel format
  };
}

export function pixelFormatName(format: AVPixelFormat): string {
  return avGetPixFmtName(format) ?? UNSPECIFIED;
}

/**
 * Leaves a frame only those properties by which it is to be turned into RGB: matrix and range. Light is changed after scaling, where it
 * costs nothing: the scaler would map HDR to SDR pixel by pixel, 90 ms a frame.
 */
export function keepUsedProperties(frame: Frame): void {
  const tags = tagsOf(frame);
  const matrix = MATRICES.indexOf(usedMatrix(tags));
  frame.colorSpace = (matrix < 0 ? AVCOL_SPC_UNSPECIFIED : matrix) as AVColorSpace;
  if (!usesRange(tags.pixelFormat)) frame.colorRange = AVCOL_RANGE_UNSPECIFIED;
  forgetLight(frame);
}

/** For a frame that the scaler refuses as it is. */
export function forgetProperties(frame: Frame): void {
  frame.colorSpace = AVCOL_SPC_UNSPECIFIED;
  frame.colorRange = AVCOL_RANGE_UNSPECIFIED;
  frame.chromaLocation = AVCHROMA_LOC_UNSPECIFIED;
  frame.clearFlags(AV_FRAME_FLAG_INTERLACED);
  forgetLight(frame);
}

function forgetLight(frame: Frame): void {
  frame.colorPrimaries = AVCOL_PRI_UNSPECIFIED;
  frame.colorTrc = AVCOL_TRC_UNSPECIFIED;
  frame.alphaMode = AVALPHA_MODE_UNSPECIFIED;
}
