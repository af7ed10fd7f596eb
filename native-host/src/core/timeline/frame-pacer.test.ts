import { describe, expect, test } from '@jest/globals';
import { FramePacer } from './frame-pacer.js';

const frame = (timeSeconds: number, mark: number) => ({ timeSeconds, rgb: new Uint8Array([mark]) });

function pace(times: readonly number[], grid = { offsetSeconds: 0, frameSeconds: 0.04 }) {
  const pacer = new FramePacer({ startSeconds: 1, endSeconds: 2 }, grid);
  const shown = [...times.flatMap((time, i) => pacer.push(frame(time, i))), ...pacer.finish()];
  return shown.map(({ timeSeconds, rgb }) => [Number(timeSeconds.toFixed(4)), rgb[0]]);
}

describe('FramePacer', () => {
  test('keeps the frames of a file of the same rate where they are, though its stamps are rounded', () => {
    expect(pace([1, 1.0404, 1.0799])).toEqual([
      [1, 0],
      [1.04, 1],
      [1.08, 2],
    ]);
  });

  test('shows the newest frame at each frame of the sequence, so of 100 fps one in four', () => {
    expect(pace(Array.from({ length: 12 }, (_, i) => 1 + i / 100))).toEqual([
      [1, 0],
      [1.04, 4],
      [1.08, 8],
      [1.12, 11],
    ]);
  });

  test('shows the first frame from the start of the shot, whether it begins before or after', () => {
    expect(pace([0.7, 1.2])).toEqual([
      [1, 0],
      [1.2, 1],
    ]);
    expect(pace([1.3])).toEqual([[1, 0]]);
  });

  test('leaves out what would be shown after the shot', () => {
    expect(pace([1.96, 1.999, 2.01])).toEqual([[1, 0]]);
  });

  test('follows a grid that does not begin with the range', () => {
    expect(pace([1, 1.05, 1.1], { offsetSeconds: -0.01, frameSeconds: 0.04 })).toEqual([
      [1, 0],
      [1.07, 1],
      [1.11, 2],
    ]);
  });
});
