import { expect, test } from '@jest/globals';
import { wavChunks } from './wav-chunks.js';

const ascii = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));

test('two stereo samples with one marker make these bytes, worked out by hand', () => {
  const { head, tail } = wavChunks({
    sampleRateHz: 48_000,
    channels: 2,
    frameCount: 2,
    cues: [{ sample: 1, label: '1.1' }],
  });
  // 12 bytes of samples; cue chunk 8 + 28; list chunk 8 + 4 + 8 + 8; RIFF size 4 + 24 + 8 + 12 + 36 + 28 = 112.
  expect([...head]).toEqual([
    ...ascii('RIFF'),
    112,
    0,
    0,
    0,
    ...ascii('WAVE'),
    ...ascii('fmt '),
    16,
    0,
    0,
    0,
    1,
    0, // linear PCM
    2,
    0, // channels
    0x80,
    0xbb,
    0,
    0, // 48000
    0x00,
    0x65,
    0x04,
    0, // 48000 * 6 = 288000 bytes a second
    6,
    0, // bytes per sample of all channels
    24,
    0, // bits
    ...ascii('data'),
    12,
    0,
    0,
    0,
  ]);
  expect([...tail]).toEqual([
    ...ascii('cue '),
    28,
    0,
    0,
    0,
    1,
    0,
    0,
    0,
    1,
    0,
    0,
    0,
    1,
    0,
    0,
    0,
    ...ascii('data'),
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    1,
    0,
    0,
    0,
    ...ascii('LIST'),
    20,
    0,
    0,
    0,
    ...ascii('adtl'),
    ...ascii('labl'),
    8,
    0,
    0,
    0,
    1,
    0,
    0,
    0,
    ...ascii('1.1'),
    0,
  ]);
});

test('a label of even length gets the end mark and a pad byte that its size does not count', () => {
  const { tail } = wavChunks({
    sampleRateHz: 48_000,
    channels: 2,
    frameCount: 0,
    cues: [{ sample: 0, label: '12.1' }],
  });
  const label = tail.subarray(36 + 12);
  expect([...label]).toEqual([...ascii('labl'), 9, 0, 0, 0, 1, 0, 0, 0, ...ascii('12.1'), 0, 0]);
});

test('without markers the file ends with its samples', () => {
  expect(wavChunks({ sampleRateHz: 48_000, channels: 2, frameCount: 7, cues: [] }).tail).toHaveLength(0);
});

test('an odd number of sample bytes is padded', () => {
  const { head, tail } = wavChunks({ sampleRateHz: 48_000, channels: 1, frameCount: 1, cues: [] });
  expect(tail).toHaveLength(1);
  expect(new DataView(head.buffer).getUint32(4, true)).toBe(head.length - 8 + 3 + 1);
});

test('a file over 4 GiB is RF64 with its sizes in 64 bits', () => {
  const frameCount = 1_000_000_000; // 5 h 47 min: 6e9 bytes
  const { head, tail } = wavChunks({ sampleRateHz: 48_000, channels: 2, frameCount, cues: [] });
  const view = new DataView(head.buffer);
  expect(String.fromCharCode(...head.subarray(0, 4))).toBe('RF64');
  expect(String.fromCharCode(...head.subarray(12, 16))).toBe('ds64');
  expect(view.getUint32(4, true)).toBe(0xffff_ffff);
  expect(view.getBigUint64(20, true)).toBe(BigInt(head.length - 8 + tail.length) + 6_000_000_000n);
  expect(view.getBigUint64(28, true)).toBe(6_000_000_000n);
  expect(view.getBigUint64(36, true)).toBe(1_000_000_000n);
  expect(view.getUint32(head.length - 4, true)).toBe(0xffff_ffff);
});

test('the largest RIFF file is still RIFF, one sample more is RF64', () => {
  const kindOf = (frameCount: number): string => {
    const { head } = wavChunks({ sampleRateHz: 48_000, channels: 2, frameCount, cues: [] });
    return String.fromCharCode(...head.subarray(0, 4));
  };
  const largest = Math.floor((0xffff_ffff - 36) / 6);
  expect([kindOf(largest), kindOf(largest + 1)]).toEqual(['RIFF', 'RF64']);
});

test('a broadcast extension stands before the samples and names where they belong', () => {
  const broadcast = {
    description: 'a score',
    originator: 'FrameScore',
    timeReferenceSamples: 172_800_000,
    loudnessLufs: -16,
    maxTruePeakDbtp: -1.25,
  };
  const { head } = wavChunks({ sampleRateHz: 48_000, channels: 2, frameCount: 0, cues: [], broadcast });
  const body = new DataView(head.buffer, 12 + 24 + 8);
  expect(String.fromCharCode(...head.subarray(36, 40))).toBe('bext');
  expect(body.getBigUint64(338, true)).toBe(172_800_000n);
  expect([body.getUint16(346, true), body.getInt16(412, true), body.getInt16(416, true)]).toEqual([
    2, -1600, -125,
  ]);
});
