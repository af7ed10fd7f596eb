import { describe, expect, test } from '@jest/globals';
import {
  chooseVideo,
  describeMedia,
  isStill,
  packetsToScan,
  type PacketScan,
  type RawMedia,
  type RawStream,
  zeroSeconds,
} from './media-info.js';

const STREAM: RawStream = {
  index: 0,
  kind: 'video',
  codecName: 'h264',
  isAttachedPicture: false,
  isDefault: true,
  startSeconds: 0,
  durationSeconds: 10,
  frameCount: 240,
  averageRate: { numerator: 24, denominator: 1 },
  baseRate: { numerator: 24, denominator: 1 },
  widthPx: 1920,
  heightPx: 1080,
  displayMatrix: null,
  tags: { pixelFormat: 'yuv420p', matrix: 'bt709', transfer: 'bt709', primaries: 'bt709' },
  hasAlphaBeside: false,
  sampleRateHz: 0,
  channels: 0,
  timecode: null,
  pixelAspect: { numerator: 1, denominator: 1 },
};
const SOUND: RawStream = {
  ...STREAM,
  index: 1,
  kind: 'audio',
  codecName: 'aac',
  widthPx: 0,
  sampleRateHz: 48_000,
  channels: 2,
};
const SCAN: PacketScan = {
  isWhole: false,
  lastSeconds: 9.96,
  lastDurationSeconds: 0.04,
  restartCount: 0,
  averageStepSeconds: 0.04,
  typicalStepSeconds: 0.033,
};

function media(...streams: Partial<RawStream>[]): RawMedia {
  return {
    formatName: 'mov,mp4,m4a,3gp,3g2,mj2',
    startSeconds: 0,
    durationSeconds: 10,
    timecode: null,
    streams: streams.map((stream, index) => ({ ...STREAM, index, ...stream })),
  };
}

describe('which stream counts', () => {
  test('a cover picture is no video', () => {
    expect(describeMedia(media({ isAttachedPicture: true }, SOUND), null).hasVideo).toBe(false);
  });

  test('a text file drawn by FFmpeg is no video', () => {});

  test('a stream without decoder is not offered', () => {
    expect(chooseVideo(media({ codecName: null }))).toBeNull();
  });

  test('an empty track gives way to one with frames', () => {
    expect(chooseVideo(media({ frameCount: 0 }, {}))?.index).toBe(1);
  });

  test('of two, the default one is chosen, then the larger', () => {
    expect(chooseVideo(media({ isDefault: false }, { widthPx: 640 }))?.index).toBe(1);
    expect(chooseVideo(media({ widthPx: 640 }, {}))?.index).toBe(1);
  });
});

describe('where time begins', () => {
  test('at the earlier of picture and sound', () => {
    expect(zeroSeconds(media({ startSeconds: 10.5 }, { ...SOUND, startSeconds: 10 }))).toBe(10);
    expect(describeMedia(media({ startSeconds: 1, durationSeconds: 9 }, SOUND), null)).toMatchObject({
      startSeconds: 1,
      durationSeconds: 10,
    });
  });

  test('codec padding before 0 is no sound', () => {
    expect(zeroSeconds(media({ startSeconds: 0.2 }, { ...SOUND, startSeconds: -0.021 }))).toBe(0);
  });
});

describe('how long the picture lasts', () => {
  test('as its stream says, whatever the sound does', () => {
    const raw = { ...media({}, { ...SOUND, durationSeconds: 12 }), durationSeconds: 12 };
    expect(describeMedia(raw, SCAN).durationSeconds).toBe(10);
  });

  test('as its last packet says, where the container names one end for all', () => {
    const raw = {
      ...media({ durationSeconds: null }, { ...SOUND, durationSeconds: null }),
      durationSeconds: 12,
    };
    expect(packetsToScan(raw)).toBe('tail');
    expect(describeMedia(raw, SCAN).durationSeconds).toBeCloseTo(10);
  });

  test('a last packet without length lasts as long as the others', () => {
    const raw = media({ durationSeconds: null }, SOUND);
    expect(describeMedia(raw, { ...SCAN, lastDurationSeconds: 0 }).durationSeconds).toBeCloseTo(10);
    expect(describeMedia(raw, { ...SCAN, lastDurationSeconds: 143_165 }).durationSeconds).toBeCloseTo(10);
  });

  test('a header that ends before the last frame begins is not believed', () => {
    expect(describeMedia(media({ durationSeconds: 0.74 }, SOUND), SCAN).durationSeconds).toBeCloseTo(10);
  });

  test('where all packets were read, a header that promises more is not believed', () => {
    const scan = {
      isWhole: true,
      lastSeconds: 3.96,
      lastDurationSeconds: 0.04,
      averageStepSeconds: 0.04,
      restartCount: 0,
      typicalStepSeconds: 0.033,
    };
    expect(describeMedia(media({}, SOUND), scan).durationSeconds).toBeCloseTo(4);
  });

  test('a long last frame is part of the picture', () => {
    expect(
      describeMedia(media({}, SOUND), { ...SCAN, lastSeconds: 5, lastDurationSeconds: 0 }).durationSeconds,
    ).toBe(10);
  });

  test('all packets are read where the header names no end', () => {
    expect(packetsToScan({ ...media({ durationSeconds: null }), durationSeconds: null })).toBe('whole');
  });

  test('a still has no length of its own', () => {
    const still = { ...media({ durationSeconds: null }), formatName: 'png_pipe', durationSeconds: null };
    expect(isStill(still)).toBe(true);
    expect(describeMedia(still, null).durationSeconds).toBe(0);
  });
});

describe('the frame rate', () => {
  const rateOf = (
    averageRate: [number, number],
    baseRate: [number, number],
    scan: PacketScan | null = null,
  ): string => {
    const [a, b] = [averageRate, baseRate].map(([numerator, denominator]) => ({ numerator, denominator }));
    const { numerator, denominator } = describeMedia(
      media({ averageRate: a ?? STREAM.averageRate, baseRate: b ?? STREAM.baseRate }),
      scan,
    ).frameRate;
    return `${numerator}/${denominator}`;
  };

  test.each([
    ['an exact rate is kept', [24, 1], [24, 1], '24/1'],
    ['a rounded rate becomes the rate it stands for', [2997, 100], [2997, 100], '30000/1001'],
    ['23.976 and 24 stay apart', [23976, 1000], [23976, 1000], '24000/1001'],
    ['one long last frame does not move the rate', [300_000, 10_201], [30_000, 1001], '30000/1001'],
    ['a variable rate is its average', [225, 16], [25, 1], '225/16'],
    ['an unusual rate is kept', [25, 2], [25, 2], '25/2'],
  ] as [string, [number, number], [number, number], string][])('%s', (_name, average, base, expected) => {
    expect(rateOf(average, base)).toBe(expected);
  });

  test('a clock is not taken for a rate: the packets say', () => {
    expect(packetsToScan(media({ averageRate: { numerator: 1000, denominator: 1 } }))).toBe('whole');
    expect(rateOf([1000, 1], [60, 1], { ...SCAN, averageStepSeconds: 0.0333448 })).toBe('30/1');
  });
});

test('a gap between the packets does not move the rate', () => {
  const raw = media({
    averageRate: { numerator: 0, denominator: 0 },
    baseRate: { numerator: 50, denominator: 1 },
  });
  const scan = { ...SCAN, averageStepSeconds: 0.0403, typicalStepSeconds: 0.04 };
  expect(describeMedia(raw, scan).frameRate).toEqual({ numerator: 25, denominator: 1 });
});

test('a quarter turn swaps width and height', () => {
  const info = describeMedia(media({ displayMatrix: [0, 65_536, 0, -65_536, 0, 0, 0, 0, 1 << 30] }), SCAN);
  expect(info).toMatchObject({ widthPx: 1080, heightPx: 1920, rotationDegrees: 90 });
  expect(
    describeMedia(media({ displayMatrix: [0, -65_536, 0, 65_536, 0, 0, 0, 0, 1 << 30] }), SCAN)
      .rotationDegrees,
  ).toBe(270);
});

describe('the timecode of the first frame', () => {
  const NTSC = { numerator: 30_000, denominator: 1001 };
  const at5994 = { averageRate: { numerator: 60_000, denominator: 1001 } };
  const track = (text: string) => ({ kind: 'other' as const, averageRate: NTSC, timecode: text });
  const codeOf = (raw: RawMedia) => describeMedia(raw, SCAN).startTimecode;

  test('is that of the picture, counted in the rate of its timecode track', () => {
    const raw = media({ ...at5994, timecode: '01:00:00;02' }, track('01:00:00;02'));
    expect(codeOf(raw)).toEqual({ text: '01:00:00;02', frameRate: NTSC });
  });

  test('is that of a timecode track, or of the file, where the picture has none', () => {
    expect(codeOf(media({}, track('10:00:00:00')))?.text).toBe('10:00:00:00');
    expect(codeOf({ ...media({}), timecode: '00:59:50:00' })?.text).toBe('00:59:50:00');
  });

  test('is none where no tag says one, where it cannot be read, and for a still', () => {
    expect(codeOf(media({}))).toBeNull();
    expect(codeOf(media({ timecode: 'noon' }))).toBeNull();
    expect(codeOf({ ...media({ timecode: '01:00:00:00' }), formatName: 'png_pipe' })).toBeNull();
  });
});
