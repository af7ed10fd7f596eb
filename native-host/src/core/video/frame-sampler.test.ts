import { describe, expect, test } from '@jest/globals';
import { FrameSampler } from './frame-sampler.js';

const picture = (value: number) => Uint8Array.of(value);

function sample(fps: number, total: number, times: number[]): number[] {
  const sampler = new FrameSampler(fps, total);
  const frames = times.flatMap((timeSeconds, i) => sampler.push({ timeSeconds, rgb: picture(i) }));
  return [...frames, ...sampler.finish()].map((rgb) => rgb[0]!);
}

describe('FrameSampler', () => {
  test('takes every third frame of 30 fps at 10 fps', () => {
    const times = Array.from({ length: 12 }, (_, i) => i / 30);
    expect(sample(10, 4, times)).toEqual([0, 3, 6, 9]);
  });

  test('repeats frames of a slow picture and holds the last one to the end', () => {
    expect(sample(10, 6, [0, 0.2])).toEqual([0, 0, 1, 1, 1, 1]);
  });

  test('shows the newest frame at or before each grid time when the frame rate varies', () => {
    expect(sample(10, 4, [0, 0.05, 0.11, 0.29])).toEqual([0, 1, 2, 3]);
  });

  test('begins with the first frame when it comes late', () => {
    expect(sample(10, 3, [0.15])).toEqual([0, 0, 0]);
  });

  test('has a picture from the first frame on, also when the grid is complete before the end', () => {
    const sampler = new FrameSampler(10, 2);
    expect(sampler.hasPicture).toBe(false);
    for (const timeSeconds of [0, 0.1, 0.15]) sampler.push({ timeSeconds, rgb: picture(1) });
    expect(sampler.finish()).toEqual([]);
    expect(sampler.hasPicture).toBe(true);
  });

  test('gives nothing when there was no frame', () => {
    expect(sample(10, 3, [])).toEqual([]);
  });

  test('never gives more than the range has, however many frames come', () => {
    expect(sample(10, 2, [0, 0.1, 0.2, 0.3])).toEqual([0, 1]);
  });
});
