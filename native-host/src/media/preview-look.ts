// How a preview shows a film: square pixels, one field at a time, SDR light, transparency over black. Sizes and filters for FFmpeg. Pure.
import { type FrameTags, hasAlpha, type Light, lightOf, UNSPECIFIED, usedMatrix } from './frame-tags.js';
import type { Rational } from './media-info.js';

export type PreviewSize = { widthPx: number; heightPx: number };

export type PictureLook = {
  isInterlaced: boolean;
  hasAlpha: boolean;
  /** How bright a value is: as on any screen, or by a curve of HDR. */
  light: Light['transfer'];
  /** The matrix is one that the scaler does not know; the values are taken as ordinary ones. */
  isMatrixUnknown: boolean;
};

/** What the tags of a frame, or of a stream, mean for a preview. */
export function lookOf(tags: FrameTags, isInterlaced: boolean): PictureLook {
  const isNamed = tags.matrix !== UNSPECIFIED && tags.matrix !== 'gbr';
  return {
    isInterlaced,
    hasAlpha: hasAlpha(tags.pixelFormat),
    light: lightOf(tags).transfer,
    isMatrixUnknown: isNamed && usedMatrix(tags) !== tags.matrix,
  };
}

// 720p is enough to judge music by.
const LARGEST_SIDE_PX = 1_280;
// Beyond this a pixel shape is a slip of the container.
const LONGEST_PIXEL = 8;
const SCREEN_GAMMA = 2.4; // ITU-R BT.1886
/** Brightness of white in SDR within an HDR picture (ITU-R BT.2408). */
const WHITE_NITS = 203;

/** The film at its shape, as large as a preview needs; even, because 4:2:0 halves both sides. */
export function previewSize(stored: PreviewSize, pixelAspect: Rational): PreviewSize {
  const aspect = pixelAspect.numerator / pixelAspect.denominator;
  const isBelievable = aspect >= 1 / LONGEST_PIXEL && aspect <= LONGEST_PIXEL;
  const shownPx = { widthPx: stored.widthPx * (isBelievable ? aspect : 1), heightPx: stored.heightPx };
  const factor = Math.min(1, LARGEST_SIDE_PX / Math.max(shownPx.widthPx, shownPx.heightPx));
  const even = (px: number): number => Math.max(2, 2 * Math.round((px * factor) / 2));
  return { widthPx: even(shownPx.widthPx), heightPx: even(shownPx.heightPx) };
}

/** A chain of FFmpeg's filters from a decoded frame to what the encoder takes: 8 bits, BT.709, no side data. */
export function previewFilters({ widthPx, heightPx }: PreviewSize, look: PictureLook): string {
  return [
    ...(look.isMatrixUnknown ? ['setparams=colorspace=bt709'] : []),
    ...(look.isInterlaced ? ['bwdif=mode=send_frame:deint=interlaced'] : []),
    `scale=${widthPx}:${heightPx}:flags=bilinear`,
    ...(look.hasAlpha ? overBlack(look.light) : []),
    ...(look.light === 'sdr' ? [] : toSdr(look.light)),
    'scale=out_color_matrix=bt709:out_range=tv',
    'format=yuv420p',
    'setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709',
    'setsar=1',
    'sidedata=mode=delete',
  ].join(',');
}

/** In linear light the dark half of a picture lies in few of 8 bits. */
function overBlack(light: PictureLook['light']): string[] {
  const bits = light === 'linear' ? '16' : '';
  return [`format=gbrap${bits}`, 'premultiply=inplace=1', `format=gbrp${bits}`];
}

/** SDR stays as it was up to four fifths of white, and all that is brighter is fitted into the rest. */
function toSdr(curve: 'pq' | 'hlg' | 'linear'): string[] {
  if (curve === 'linear') {
    const value = `pow(val/maxval\\,1/${SCREEN_GAMMA})*maxval`;
    return ['format=gbrp16', `lutrgb=r=${value}:g=${value}:b=${value}`];
  }
  return [
    `zscale=tin=${curve === 'pq' ? 'smpte2084' : 'arib-std-b67'}:min=2020_ncl:pin=2020:t=linear:npl=${WHITE_NITS}`,
    'format=gbrpf32le',
    'zscale=p=bt709',
    'tonemap=mobius:param=0.8:desat=0',
    'zscale=t=bt709:m=bt709:r=tv',
  ];
}
