import { describe, expect, test } from '@jest/globals';
import { createCueFinder, cutRateCurve } from './find-cues.js';

const WIDTH = 64;
const HEIGHT = 36;
const FPS = 25;

type Frame = Uint8Array;

const CELL = 5;

/** Repeatable light of a grid point, 0..255. */
function lightAt(seed: number, column: number, row: number): number {
  const mixed = Math.imul(seed * 7919 + column * 31 + row * 1009 + 17, 0x9e3779b1);
  return ((mixed ^ (mixed >>> 15)) >>> 0) % 256;
}

/** A scene without end: soft patches of light, seen `shift` pixels to the side. */
function scene(seed: number, shift = 0): Frame {
  const frame = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let y = 0; y < HEIGHT; y += 1) {
    for (let x = 0; x < WIDTH; x += 1) {
      const [u, v] = [(x + shift) / CELL, y / CELL];
      const [column, row] = [Math.floor(u), Math.floor(v)];
      const [right, down] = [u - column, v - row];
      const top = lightAt(seed, column, row) * (1 - right) + lightAt(seed, column + 1, row) * right;
      const bottom =
        lightAt(seed, column, row + 1) * (1 - right) + lightAt(seed, column + 1, row + 1) * right;
      frame.fill(40 + 0.6 * (top * (1 - down) + bottom * down), (y * WIDTH + x) * 3, (y * WIDTH + x) * 3 + 3);
    }
  }
  return frame;
}

const still = (seed: number, frames: number) => {
  const frame = scene(seed);
  return Array.from({ length: frames }, () => frame);
};
const lit = (frame: Frame, light: number) => frame.map((value) => Math.min(255, Math.max(0, value + light)));
const mix = (a: Frame, b: Frame, share: number) => a.map((value, i) => value * (1 - share) + b[i]! * share);

function watch(frames: readonly Frame[], fps = FPS) {
  const finder = createCueFinder({ frameRateHintFps: fps, widthPx: WIDTH, heightPx: HEIGHT });
  frames.forEach((rgb, i) => finder.push({ timeSeconds: i / fps, rgb }));
  return finder.finish(frames.length / fps);
}

const cutFrames = (frames: readonly Frame[], fps = FPS) =>
  watch(frames, fps)
    .cues.filter(({ kind }) => kind === 'cut')
    .map(({ timeSeconds }) => Math.round(timeSeconds * fps));

describe('cuts', () => {
  test('stand at the first frame of the new shot, also near the ends and four frames apart', () => {
    const film = [...still(1, 2), ...still(2, 20), ...still(3, 4), ...still(4, 15), ...still(5, 2)];
    expect(cutFrames(film)).toEqual([2, 22, 26, 41]);
  });

  test('are none in a still, an empty or a single frame', () => {
    expect(cutFrames(still(1, 30))).toEqual([]);
    expect(cutFrames(Array.from({ length: 30 }, () => new Uint8Array(WIDTH * HEIGHT * 3)))).toEqual([]);
    expect(cutFrames(still(1, 1))).toEqual([]);
  });

  test('are none where a lamp flashes for one to three frames or is switched on', () => {
    const base = scene(1);
    for (const length of [1, 2, 3]) {
      expect(
        cutFrames([...still(1, 15), ...Array.from({ length }, () => lit(base, 90)), ...still(1, 15)]),
      ).toEqual([]);
    }
    expect(cutFrames([...still(1, 15), ...Array.from({ length: 15 }, () => lit(base, 40))])).toEqual([]);
  });

  test('are none in a whip pan of five pixels a frame', () => {
    expect(cutFrames(Array.from({ length: 40 }, (_, i) => scene(7, Math.max(0, i - 15) * 5)))).toEqual([]);
  });

  test('are none in a dissolve, a fade through black or a slow wipe', () => {
    const [a, b, black] = [scene(1), scene(2), new Uint8Array(WIDTH * HEIGHT * 3)];
    const ramp = Array.from({ length: 12 }, (_, i) => (i + 1) / 13);
    expect(cutFrames([...still(1, 15), ...ramp.map((share) => mix(a, b, share)), ...still(2, 15)])).toEqual(
      [],
    );
    const fade = [...ramp.map((share) => mix(a, black, share)), ...ramp.map((share) => mix(black, b, share))];
    expect(cutFrames([...still(1, 15), ...fade, ...still(2, 15)])).toEqual([]);
    const wipe = ramp.map((share) => a.map((value, i) => ((i / 3) % WIDTH < share * WIDTH ? b[i]! : value)));
    expect(cutFrames([...still(1, 15), ...wipe, ...still(2, 15)])).toEqual([]);
  });

  test('are found from and to black', () => {
    const black = Array.from({ length: 15 }, () => new Uint8Array(WIDTH * HEIGHT * 3));
    expect(cutFrames([...black, ...still(2, 15), ...black])).toEqual([15, 30]);
  });

  test('are found through one blended frame, where the new shot stands alone', () => {
    expect(cutFrames([...still(1, 15), mix(scene(1), scene(2), 0.5), ...still(2, 15)])).toEqual([16]);
  });

  test('are found when frames are shown twice or thrice (24 at 60)', () => {
    const film = [...still(1, 15), ...still(2, 15)].flatMap((frame, i) =>
      Array.from({ length: i % 2 ? 2 : 3 }, () => frame),
    );
    expect(cutFrames(film, 60)).toEqual([38]);
  });

  test('weigh more after a long shot than after a short one', () => {
    const cues = watch([...still(1, 150), ...still(2, 10), ...still(3, 20)]).cues.filter(
      ({ kind }) => kind === 'cut',
    );
    expect(cues).toHaveLength(2);
    expect(cues[0]!.weight).toBeGreaterThan(cues[1]!.weight);
    for (const { weight } of cues) expect(weight >= 0.5 && weight <= 1).toBe(true);
  });
});

describe('motion', () => {
  const moving = (pixelsPerFrame: number, frames: number, from = 0) =>
    Array.from({ length: frames }, (_, i) => scene(7, from + i * pixelsPerFrame));

  test('rises with speed and ignores light', () => {
    const film = [...moving(0, 25), ...moving(1, 25), ...moving(3, 25, 24)];
    const dimmed = film.map((frame, i) => lit(frame, 10 * Math.sin(i)));
    for (const frames of [film, dimmed]) {
      const { motion } = watch(frames).curves;
      expect(Math.max(...motion.subarray(0, 9))).toBeLessThan(0.12);
      expect(motion[15]!).toBeGreaterThan(0.2);
      expect(motion[25]!).toBeGreaterThan(motion[15]! * 1.5);
    }
  });

  test('does not count the step across a cut', () => {
    const { motion } = watch([...still(1, 25), ...still(2, 25)]).curves;
    expect(Math.max(...motion)).toBe(0);
  });

  test('that stops at once is a cue at the first still frame', () => {
    const film = [...moving(2, 40), ...moving(0, 40, 78)];
    const peaks = watch(film).cues.filter(({ kind }) => kind === 'motion-peak');
    expect(peaks).toHaveLength(1);
    expect(Math.abs(peaks[0]!.timeSeconds - 40 / FPS)).toBeLessThanOrEqual(1 / FPS + 1e-9);
  });

  test('that only goes on evenly is no cue', () => {
    expect(watch(moving(1, 60)).cues).toEqual([]);
  });
});

describe('curves', () => {
  test('have ten values a second, brightness and saturation in 0..1', () => {
    const red = new Uint8Array(WIDTH * HEIGHT * 3).map((_, i) => (i % 3 === 0 ? 255 : 0));
    const { curves } = watch([...Array.from({ length: 25 }, () => red), ...still(1, 26)]);
    expect(curves.rateHz).toBe(10);
    for (const name of ['motion', 'brightness', 'saturation', 'cutRate'] as const)
      expect(curves[name]).toHaveLength(21);
    expect(curves.saturation[3]).toBe(1);
    expect(curves.saturation[15]).toBe(0);
    expect(curves.brightness[3]).toBeCloseTo(0.299, 3);
  });

  test('of the cut rate integrate to the number of cuts', () => {
    const curve = cutRateCurve([10, 11, 20], 40);
    expect(curve.reduce((sum, value) => sum + value, 0) / 10).toBeCloseTo(3, 2);
    expect(curve[105]!).toBeGreaterThan(curve[205]!);
  });

  test('are complete for a range without frames', () => {
    const finder = createCueFinder({ frameRateHintFps: 25, widthPx: 64, heightPx: 36 });
    const { cues, curves } = finder.finish(2);
    expect(cues).toEqual([]);
    expect([...curves.motion]).toEqual(new Array(20).fill(0));
  });
});
