import { describe, expect, test } from '@jest/globals';
import { lookOf, previewFilters, previewSize } from './preview-look.js';

const aspect = (numerator: number, denominator: number) => ({ numerator, denominator });

test.each([
  ['PAL, wide', [720, 576], aspect(64, 45), [1024, 576]],
  ['NTSC, narrow', [720, 480], aspect(8, 9), [640, 480]],
  ['HDV', [1440, 1080], aspect(4, 3), [1280, 720]],
  ['UHD', [3840, 2160], aspect(1, 1), [1280, 720]],
  ['upright', [1080, 1920], aspect(1, 1), [720, 1280]],
  ['odd', [321, 181], aspect(1, 1), [322, 182]],
  ['no shape', [640, 360], aspect(0, 0), [640, 360]],
  ['a slip', [640, 360], aspect(1000, 1), [640, 360]],
] as const)('%s', (_, [widthPx, heightPx], pixelAspect, shown) => {
  const size = previewSize({ widthPx, heightPx }, pixelAspect);
  expect([size.widthPx, size.heightPx]).toEqual(shown);
});

describe('the filters', () => {
  const plain = { pixelFormat: 'yuv420p', matrix: 'bt709', transfer: 'bt709', primaries: 'bt709' };
  const filtersOf = (tags: Partial<typeof plain>, isInterlaced = false) =>
    previewFilters({ widthPx: 64, heightPx: 36 }, lookOf({ ...plain, ...tags }, isInterlaced));

  test('of an ordinary film only scale it', () => {
    expect(filtersOf({})).not.toMatch(/bwdif|zscale|premultiply|^setparams/);
  });
  test.each([
    ['interlaced', filtersOf({}, true), /^bwdif=.*deint=interlaced,scale/],
    ['transparent', filtersOf({ pixelFormat: 'yuva444p10le' }), /format=gbrap,premultiply/],
    ['PQ', filtersOf({ transfer: 'smpte2084', matrix: 'bt2020nc' }), /zscale=tin=smpte2084.*tonemap/],
    ['HLG', filtersOf({ transfer: 'arib-std-b67', matrix: 'bt2020nc' }), /zscale=tin=arib-std-b67.*tonemap/],
    ['linear', filtersOf({ transfer: 'linear' }), /gbrp16,lutrgb/],
    ['oddly tagged', filtersOf({ matrix: 'ictcp' }), /^setparams=colorspace=bt709/],
  ])('of one that is %s put it right', (_, filters, expected) => expect(filters).toMatch(expected));
});
