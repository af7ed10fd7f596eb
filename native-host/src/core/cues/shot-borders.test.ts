// What the cue finder makes of borders that a timeline names: exact cuts, nothing found across them, no movement over them.
import { describe, expect, test } from '@jest/globals';
import { createCueFinder } from './find-cues.js';
import type { ShotBorder } from './shot-border.js';

const [WIDTH, HEIGHT, FPS] = [64, 36, 25];

/** Repeatable patches of light, 8 pixels wide, that drift to the side. */
function scene(seed: number, shift = 0): Uint8Array {
  const frame = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let i = 0; i < WIDTH * HEIGHT; i += 1) {
    const column = Math.floor(((i % WIDTH) + shift) / 8);
    const row = Math.floor(i / WIDTH / 8);
    const mixed = Math.imul(seed * 7919 + column * 31 + row * 1009 + 17, 0x9e3779b1);
    frame.fill(60 + (((mixed ^ (mixed >>> 15)) >>> 0) % 130), i * 3, i * 3 + 3);
  }
  return frame;
}

const shot = (seed: number, frames: number) => Array.from({ length: frames }, () => scene(seed));

function watch(frames: readonly Uint8Array[], borders: readonly ShotBorder[]) {
  const finder = createCueFinder({ frameRateHintFps: FPS, widthPx: WIDTH, heightPx: HEIGHT, borders });
  frames.forEach((rgb, i) => finder.push({ timeSeconds: i / FPS, rgb }));
  return finder.finish(frames.length / FPS);
}

const border = (frame: number, rest: Partial<ShotBorder> = {}): ShotBorder => ({
  timeSeconds: frame / FPS,
  cue: { timeSeconds: frame / FPS, kind: 'clip-cut', weightFactor: 1 },
  isCompared: true,
  ...rest,
});

describe('borders of a timeline', () => {
  test('are cues at their exact times, and the change of picture there is not found a second time', () => {
    const film = [...shot(1, 40), ...shot(2, 1), ...shot(3, 40)];
    const { cues } = watch(film, [border(40), border(41)]);
    expect(cues.map(({ kind, timeSeconds }) => [kind, timeSeconds])).toEqual([
      ['clip-cut', 1.6],
      ['clip-cut', 1.64],
    ]);
  });

  test('are cues also where both sides look alike, as with two angles of one thing; weaker than a full change', () => {
    const alike = watch(shot(1, 80), [border(40)]).cues;
    const unlike = watch([...shot(1, 40), ...shot(2, 40)], [border(40)]).cues;
    expect([alike.length, unlike.length]).toEqual([1, 1]);
    expect(alike[0]!.weight).toBeLessThan(unlike[0]!.weight);
  });

  test('count as a full change where a side of them could not be seen, and less under a dissolve', () => {
    const film = [...shot(1, 40), ...shot(1, 40)];
    expect(watch(film, [border(40, { isCompared: false })]).cues).toMatchObject([{ weight: 1 }]);
    const cue = { timeSeconds: 1.7, kind: 'dissolve', weightFactor: 0.5 } as const;
    expect(watch(film, [border(40, { isCompared: false, cue })]).cues).toEqual([
      { kind: 'dissolve', timeSeconds: 1.7, weight: 0.5 },
    ]);
  });

  test('leave the cuts between them to be found', () => {
    const film = [...shot(1, 30), ...shot(2, 30), ...shot(3, 30)];
    const { cues } = watch(film, [border(60)]);
    expect(cues.map(({ kind, timeSeconds }) => [kind, timeSeconds])).toEqual([
      ['cut', 1.2],
      ['clip-cut', 2.4],
    ]);
  });

  test('without a cue are neither cut nor movement: exported frames of one clip', () => {
    const film = [...shot(1, 30), ...shot(2, 30), ...shot(3, 30)];
    const { cues, curves } = watch(film, [border(30, { cue: null }), border(60, { cue: null })]);
    expect(cues).toEqual([]);
    expect(Math.max(...curves.motion)).toBe(0);
    expect(Math.max(...curves.cutRate)).toBe(0);
  });

  test('do not stand for cues outside of the range', () => {
    const before = { timeSeconds: -0.1, kind: 'dissolve', weightFactor: 0.5 } as const;
    expect(watch(shot(1, 40), [border(3, { cue: before })]).cues).toEqual([]);
  });
});
