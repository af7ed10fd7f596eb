// Cuts do not depend on how often a film is sampled: what is a cut at 24 frames a second is one at 12 and at 120, doubled and in 3:2.
import { describe, expect, test } from '@jest/globals';
import { CutDetector, type FoundCut } from './cut-detector.js';
import { DistinctPictures } from './distinct-pictures.js';
import { THUMBNAIL_HEIGHT, THUMBNAIL_PIXELS, THUMBNAIL_WIDTH, type Thumbnail } from './thumbnail.js';

type Colour = readonly [red: number, green: number, blue: number];
/** What is seen at a time. */
type Film = (seconds: number) => Thumbnail;

const SECONDS = 2.6;
/** Frames a second, and the pictures a second that they show. */
const CADENCES: [name: string, fps: number, picturesPerSecond: number][] = [
  ...[12, 25, 60, 120].map((fps): [string, number, number] => [`${fps} fps`, fps, fps]),
  ['24 fps on twos', 24, 12],
  ['24 at 60 fps (3:2)', 60, 24],
];

type Draw = (x: number, y: number) => Colour;

function thumbnail(colourAt: Draw): Thumbnail {
  const luma = new Float32Array(THUMBNAIL_PIXELS);
  const channels = new Float32Array(3 * THUMBNAIL_PIXELS);
  for (let i = 0; i < THUMBNAIL_PIXELS; i += 1) {
    const [red, green, blue] = colourAt(i % THUMBNAIL_WIDTH, floor(i / THUMBNAIL_WIDTH));
    luma[i] = 0.299 * red + 0.587 * green + 0.114 * blue;
    channels[i] = red;
    channels[THUMBNAIL_PIXELS + i] = green;
    channels[2 * THUMBNAIL_PIXELS + i] = blue;
  }
  return { luma, channels };
}

/** Each value of one picture mixed with that of another. */
function mixed(a: Thumbnail, b: Thumbnail, share: number): Thumbnail {
  const mix = (one: Float32Array, other: Float32Array) =>
    one.map((value, i) => value * (1 - share) + other[i]! * share);
  return { luma: mix(a.luma, b.luma), channels: mix(a.channels, b.channels) };
}

const { floor, imul } = Math;

/** Repeatable, 0..255. */
function lightAt(seed: number, column: number, row: number): number {
  const mixed = imul(seed * 7919 + column * 31 + row * 1009 + 17, 0x9e3779b1);
  return ((mixed ^ (mixed >>> 15)) >>> 0) % 256;
}

/** Soft patches of light five pixels wide. */
function patchesAt(seed: number, x: number, y: number): number {
  const [column, row] = [floor(x / 5), floor(y / 5)];
  const [right, down] = [x / 5 - column, y / 5 - row];
  const top = lightAt(seed, column, row) * (1 - right) + lightAt(seed, column + 1, row) * right;
  const bottom = lightAt(seed, column, row + 1) * (1 - right) + lightAt(seed, column + 1, row + 1) * right;
  return 40 + 0.6 * (top * (1 - down) + bottom * down);
}

const grey = (value: number): Colour => [value, value, value];
const scene =
  (seed: number, shift = 0) =>
  (x: number, y: number) =>
    grey(patchesAt(seed, x + shift, y));
const card =
  (...colour: Colour) =>
  () =>
    colour;
const still = (colourAt: Draw): Film => {
  const picture = thumbnail(colourAt);
  return () => picture;
};
/** Pictures of a scene that goes to the side, a pixel apart; what lies between is mixed. */
function moving(seed: number, pixelsPerSecond: number): Film {
  const drawn: Thumbnail[] = [];
  const at = (shift: number) => (drawn[shift] ??= thumbnail(scene(seed, shift)));
  return (seconds) => {
    const shift = seconds * pixelsPerSecond;
    return mixed(at(Math.floor(shift)), at(Math.floor(shift) + 1), shift % 1);
  };
}
/** One film until a time, then another. */
const then =
  (first: Film, atSeconds: number, second: Film): Film =>
  (seconds) =>
    seconds < atSeconds - 1e-6 ? first(seconds) : second(seconds);
const during = (film: Film, fromSeconds: number, toSeconds: number, other: Film): Film =>
  then(then(film, fromSeconds, other), toSeconds, film);
/** The film inside a rectangle, `ground` around it. */
const framed =
  (colourAt: Draw, [left, top, right, bottom]: [number, number, number, number], ground: Colour | Draw) =>
  (x: number, y: number): Colour => {
    if (x >= left && x < right && y >= top && y < bottom) return colourAt(x, y);
    return typeof ground === 'function' ? ground(x, y) : ground;
  };

/** The whole picture, drawn smaller into a rectangle. */
const squeezed =
  (colourAt: Draw, [left, top, right, bottom]: [number, number, number, number]): Draw =>
  (x, y) =>
    colourAt(
      ((x - left) * THUMBNAIL_WIDTH) / (right - left),
      ((y - top) * THUMBNAIL_HEIGHT) / (bottom - top),
    );

function cutsOf(film: Film, fps: number, picturesPerSecond: number): number[] {
  const [pictures, detector] = [new DistinctPictures(), new CutDetector()];
  const found: FoundCut[] = [];
  for (let i = 0; i < SECONDS * fps; i += 1) {
    const shownSeconds = Math.floor((i / fps) * picturesPerSecond + 1e-6) / picturesPerSecond;
    const seen = pictures.push({ timeSeconds: i / fps, thumbnail: film(shownSeconds) });
    found.push(...seen.flatMap((picture) => detector.push(picture)));
  }
  found.push(...pictures.finish().flatMap((picture) => detector.push(picture)), ...detector.finish());
  return found.map(({ timeSeconds }) => timeSeconds);
}

const [A, B, C] = [still(scene(1)), still(scene(2)), still(scene(3))];
const WHITE = still(card(255, 255, 255));
const PILLAR: [number, number, number, number] = [22, 0, 42, 36];
const WINDOW: [number, number, number, number] = [16, 9, 48, 27];
const tinted =
  (...[red, green, blue]: Colour) =>
  (x: number, y: number): Colour => {
    const light = patchesAt(5, x, y);
    return [light * red, light * green, light * blue];
  };

const CUTS: Record<string, [Film, number[]]> = {
  'between still shots': [then(then(A, 1, B), 2, C), [1, 2]],
  'between moving shots': [then(then(moving(1, 20), 1, moving(2, 60)), 2, moving(4, 5)), [1, 2]],
  'a quarter of a second apart': [then(then(then(A, 1, B), 1.25, C), 1.5, A), [1, 1.25, 1.5]],
  'between black pillars': [
    then(
      still(framed(squeezed(scene(1), PILLAR), PILLAR, grey(0))),
      1,
      still(framed(squeezed(scene(2), PILLAR), PILLAR, grey(0))),
    ),
    [1],
  ],
  'between nearly black pillars': [
    then(
      still(framed(squeezed(scene(1), PILLAR), PILLAR, grey(18))),
      1,
      still(framed(squeezed(scene(2), PILLAR), PILLAR, grey(20))),
    ),
    [1],
  ],
  'between pillars of a colour': [
    then(
      still(framed(squeezed(scene(1), PILLAR), PILLAR, [90, 140, 200])),
      1,
      still(framed(squeezed(scene(2), PILLAR), PILLAR, [90, 140, 200])),
    ),
    [1],
  ],
  'in a black window': [
    then(
      still(framed(squeezed(scene(1), WINDOW), WINDOW, grey(0))),
      1,
      still(framed(squeezed(scene(2), WINDOW), WINDOW, grey(0))),
    ),
    [1],
  ],
  'to another shape of the picture': [
    then(still(framed(scene(1), [0, 5, 64, 31], grey(0))), 1, still(scene(2))),
    [1],
  ],
  'from and to black': [during(still(card(0, 0, 0)), 1, 2, B), [1, 2]],
  'of one picture in other colours': [
    then(then(still(tinted(1, 0.3, 0.3)), 1, still(tinted(0.3, 0.7, 0.3))), 2, still(tinted(0.4, 0.4, 1))),
    [1, 2],
  ],
  'between plain cards': [
    then(then(still(card(0, 0, 128)), 1, still(card(255, 165, 0))), 2, still(card(255, 255, 255))),
    [1, 2],
  ],
  'between plain cards of one lightness': [then(still(card(192, 64, 64)), 1, still(card(64, 128, 64))), [1]],
};

const title = (colourAt: Draw, ...boxes: [number, number, number, number][]) =>
  boxes.reduce((under, box) => framed(card(250, 250, 250), box, under), colourAt);

const PAN = moving(7, 48);
const [BLACK, NAVY, ORANGE] = [still(card(0, 0, 0)), still(card(0, 0, 128)), still(card(255, 165, 0))];
const [RED, BLUE] = [still(tinted(1, 0.3, 0.3)), still(tinted(0.3, 0.3, 1))];
const rampAt = (seconds: number, from: number, to: number) =>
  Math.min(1, Math.max(0, (seconds - from) / (to - from)));

const NO_CUTS: Record<string, Film> = {
  'a flash of 0.1 s': during(moving(1, 10), 1, 1.1, WHITE),
  'another picture for 0.08 s': during(A, 1, 1.08, B),
  'a lamp that is switched on': then(
    A,
    1,
    still((x, y) => grey(patchesAt(1, x, y) + 40)),
  ),
  'a strobe': (seconds) => (seconds > 1 && (seconds * 5) % 1 < 0.5 ? WHITE : A)(seconds),
  'a fast pan': then(still(scene(7)), 1, (seconds) => PAN(seconds - 1)),
  'a dissolve': (seconds) => mixed(A(0), B(0), rampAt(seconds, 1, 1.6)),
  'a fade through black': (seconds) =>
    mixed((seconds < 1.5 ? A : B)(0), BLACK(0), Math.max(0, 1 - Math.abs(seconds - 1.5) / 0.5)),
  'a plain colour that turns into another': (seconds) => mixed(NAVY(0), ORANGE(0), rampAt(seconds, 1, 1.6)),
  'coloured lamps that change to and fro': (seconds) => ((seconds * 2) % 1 < 0.5 ? RED : BLUE)(seconds),
  'a title that appears on a picture, and goes': during(
    A,
    1,
    2,
    still(title(scene(1), [8, 26, 56, 32], [20, 4, 44, 9])),
  ),
  'words that join others on a plain ground': then(
    still(title(card(32, 40, 96), [6, 8, 22, 13])),
    1,
    still(title(card(32, 40, 96), [6, 8, 22, 13], [26, 8, 42, 13])),
  ),
  'bars that go from a picture': then(still(framed(scene(1), [0, 5, 64, 31], grey(0))), 1, A),
};

describe.each(CADENCES)('at %s', (_name, fps, picturesPerSecond) => {
  const firstFrame = (seconds: number) => {
    const picture = Math.ceil(seconds * picturesPerSecond - 1e-6) / picturesPerSecond;
    return Math.ceil(picture * fps - 1e-6) / fps;
  };

  test('cuts are found at the first frame of the new shot', () => {
    const found = Object.entries(CUTS).map(([name, [film]]) => [name, cutsOf(film, fps, picturesPerSecond)]);
    const wanted = Object.entries(CUTS).map(([name, [, seconds]]) => [name, seconds.map(firstFrame)]);
    expect(found).toEqual(wanted);
  });

  test('what is no cut is none', () => {
    const found = Object.entries(NO_CUTS).map(([name, film]) => [name, cutsOf(film, fps, picturesPerSecond)]);
    expect(found.filter(([, cuts]) => cuts!.length > 0)).toEqual([]);
  });
});
