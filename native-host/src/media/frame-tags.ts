// What a frame says about itself, and what is made of it: the same decisions for both backends. Pure; names are FFmpeg's own.

/** How bright and how wide the numbers of a picture are meant. */
export type Light = { transfer: 'sdr' | 'pq' | 'hlg' | 'linear'; primaries: 'bt709' | 'bt2020' | 'p3' };

export type FrameTags = { transfer: string; primaries: string; matrix: string; pixelFormat: string };

export const UNSPECIFIED = 'unknown';

/** Matrices that scalers of every FFmpeg know. Others are tags that phones and screen recorders put on ordinary pixels. */
const KNOWN_MATRICES = ['bt709', 'fcc', 'bt470bg', 'smpte170m', 'smpte240m', 'bt2020nc'];

const PRIMARIES: Readonly<Record<string, Light['primaries']>> = {
  bt2020: 'bt2020',
  smpte431: 'p3',
  smpte432: 'p3',
};
const TRANSFERS: Readonly<Record<string, Light['transfer']>> = {
  smpte2084: 'pq',
  'arib-std-b67': 'hlg',
  linear: 'linear', // OpenEXR, and what renderers write
};

/** Of HDR whose primaries are not named they are taken as BT.2020, which is what both kinds of it are made in. */
export function lightOf({ transfer, primaries }: Pick<FrameTags, 'transfer' | 'primaries'>): Light {
  const kind = TRANSFERS[transfer] ?? 'sdr';
  const isUnnamed = ['', UNSPECIFIED, 'unspecified', 'reserved'].includes(primaries);
  return {
    transfer: kind,
    primaries: PRIMARIES[primaries] ?? (isHdr(kind) && isUnnamed ? 'bt2020' : 'bt709'),
  };
}

/** The matrix by which a frame is turned into RGB: its own where it is known, else none in particular. */
export function usedMatrix({ matrix, pixelFormat, transfer, primaries }: FrameTags): string {
  if (isRgb(pixelFormat)) return UNSPECIFIED;
  // Constant luminance has the same numbers, and no scaler computes it otherwise.
  if (matrix === 'bt2020c') return 'bt2020nc';
  if (KNOWN_MATRICES.includes(matrix)) return matrix;
  return isHdr(lightOf({ transfer, primaries }).transfer) ? 'bt2020nc' : UNSPECIFIED;
}

function isHdr(transfer: Light['transfer']): boolean {
  return transfer === 'pq' || transfer === 'hlg';
}

/** Whether pixels may be transparent. A palette holds colours with alpha. */
export function hasAlpha(pixelFormat: string): boolean {
  return /^(yuva|rgba|bgra|argb|abgr|gbrap|ya\d|pal8|ayuv|vuya|uyva)/.test(pixelFormat);
}

/** RGB is always full; of other pictures the range says which numbers are black and white. */
export function usesRange(pixelFormat: string): boolean {
  return !isRgb(pixelFormat);
}

function isRgb(pixelFormat: string): boolean {
  return /^(gbr|rgb|bgr|argb|abgr|0rgb|0bgr|x2rgb|x2bgr|xyz|bayer|pal8|mono)/.test(pixelFormat);
}

/** FFmpeg's own decoders of VP8 and VP9 leave out the second picture that holds their transparency. */
export function alphaDecoder({
  codecName,
  hasAlphaBeside,
}: {
  codecName: string | null;
  hasAlphaBeside: boolean;
}): string | null {
  if (!hasAlphaBeside) return null;
  return codecName === 'vp9' ? 'libvpx-vp9' : codecName === 'vp8' ? 'libvpx' : null;
}
