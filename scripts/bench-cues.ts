// Accuracy of cut detection: labelled clips, and films joined here from single-shot clips with every cut known, with distractors.
// Usage: tsx scripts/bench-cues.ts [--data ../shared/data] [--half first|second]. Needs ffmpeg on the PATH; the product does not.
// --half: only every second clip, so that what was chosen on the one half can be confirmed on the other.
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createCueFinder } from '../native-host/src/core/cues/find-cues.js';
import { seededRandom } from '../native-host/src/core/random/random.js';

const WIDTH_PX = 64;
const HEIGHT_PX = 36;
const FRAME_BYTES = WIDTH_PX * HEIGHT_PX * 3;
const FPS = 24;
/** A cut found one frame off still counts: decoders and blended frames differ by that. */
const TOLERANCE_FRAMES = 1;

type Film = { frames: Uint8Array[]; cuts: number[] };
type Tally = { hits: number; exact: number; found: number; truth: number };

function decode(path: string): Uint8Array[] {
  const filter = `scale=${WIDTH_PX}:${HEIGHT_PX}:flags=area`;
  const options = ['-v', 'error', '-i', path, '-fps_mode', 'passthrough', '-vf', filter];
  const result = spawnSync('ffmpeg', [...options, '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'], {
    maxBuffer: 2 ** 30,
  });
  if (result.status !== 0) throw new Error(`ffmpeg could not decode ${path}: ${String(result.stderr)}`);
  const count = Math.floor(result.stdout.length / FRAME_BYTES);
  return Array.from({ length: count }, (_, i) =>
    result.stdout.subarray(i * FRAME_BYTES, (i + 1) * FRAME_BYTES),
  );
}

function findCuts(frames: readonly Uint8Array[], fps: number): number[] {
  const finder = createCueFinder({ frameRateHintFps: fps, widthPx: WIDTH_PX, heightPx: HEIGHT_PX });
  frames.forEach((rgb, i) => finder.push({ timeSeconds: i / fps, rgb }));
  const { cues } = finder.finish(frames.length / fps);
  return cues.filter(({ kind }) => kind === 'cut').map(({ timeSeconds }) => Math.round(timeSeconds * fps));
}

function tally(found: readonly number[], truth: readonly number[]): Tally {
  const free = new Set(found);
  let hits = 0;
  let exact = 0;
  for (const cut of truth) {
    const match = [...free].find((frame) => Math.abs(frame - cut) <= TOLERANCE_FRAMES);
    if (match === undefined) continue;
    free.delete(match);
    hits += 1;
    if (match === cut) exact += 1;
  }
  return { hits, exact, found: found.length, truth: truth.length };
}

function print(name: string, { hits, exact, found, truth }: Tally): void {
  const precision = found > 0 ? hits / found : 1;
  const recall = truth > 0 ? hits / truth : 1;
  const f1 = precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0;
  const columns = [
    `${hits}/${truth}`,
    `${found - hits}`,
    `${exact}`,
    precision.toFixed(3),
    recall.toFixed(3),
    f1.toFixed(3),
  ];
  console.log([name.padEnd(34), ...columns.map((text) => text.padStart(8))].join(''));
}

const sum = (tallies: readonly Tally[]): Tally =>
  tallies.reduce((a, b) => ({
    hits: a.hits + b.hits,
    exact: a.exact + b.exact,
    found: a.found + b.found,
    truth: a.truth + b.truth,
  }));

function mix(a: Uint8Array, b: Uint8Array, share: number): Uint8Array {
  return a.map((value, i) => Math.round(value * (1 - share) + b[i]! * share));
}

/** Segments of random clips (or of one clip, jumping) one after another; `join` lays the frames of a transition between two. */
function joinSegments(
  clips: readonly Uint8Array[][],
  seed: number,
  {
    lengths,
    transition,
  }: { lengths: readonly [number, number]; transition: 'cut' | 'dissolve' | 'fade' | 'blend' },
): Film {
  const random = seededRandom(seed);
  const film: Film = { frames: [], cuts: [] };
  let last = -1;
  for (let n = 0; n < 40; n += 1) {
    let pick = Math.floor(random() * clips.length);
    if (pick === last) pick = (pick + 1) % clips.length;
    last = pick;
    const clip = clips[pick]!;
    const length = Math.min(clip.length, Math.round(lengths[0] + random() * (lengths[1] - lengths[0])));
    const start = Math.floor(random() * (clip.length - length));
    const segment = clip.slice(start, start + length);
    appendSegment(film, segment, transition, 8 + Math.floor(random() * 17));
  }
  return film;
}

function appendSegment(film: Film, segment: Uint8Array[], transition: string, span: number): void {
  const { frames, cuts } = film;
  const black = new Uint8Array(FRAME_BYTES);
  if (frames.length === 0) {
    frames.push(...segment);
  } else if (transition === 'dissolve' || transition === 'fade') {
    const old = frames.splice(Math.max(0, frames.length - span), span);
    old.forEach((frame, i) => {
      const share = (i + 1) / (span + 1);
      if (transition === 'dissolve') frames.push(mix(frame, segment[i]!, share));
      else frames.push(share < 0.5 ? mix(frame, black, 2 * share) : mix(black, segment[i]!, 2 * share - 1));
    });
    frames.push(...segment.slice(old.length));
  } else {
    cuts.push(frames.length);
    if (transition === 'blend') frames.push(mix(frames.at(-1)!, segment[0]!, 0.5), ...segment.slice(1));
    else frames.push(...segment);
  }
}

/** One to three frames lit up, now and then: lightning, muzzle flashes, cameras. */
function withFlashes(film: Film, seed: number): Film {
  const random = seededRandom(seed);
  const frames = [...film.frames];
  for (let i = 10; i + 10 < frames.length; i += 12 + Math.floor(random() * 24)) {
    const length = 1 + Math.floor(random() * 3);
    const light = 80 + random() * 150;
    for (let k = i; k < i + length; k += 1)
      frames[k] = frames[k]!.map((value) => Math.min(255, value + light));
  }
  return { frames, cuts: film.cuts };
}

function darkAndNoisy(film: Film, seed: number): Film {
  const random = seededRandom(seed);
  const noise = () => (random() + random() + random() - 1.5) * 6;
  return {
    frames: film.frames.map((frame) => frame.map((value) => Math.max(0, value * 0.2 + noise()))),
    cuts: film.cuts,
  };
}

/** 24 frames shown as more: at 60 each two or three times. */
function shownAt(film: Film, fps: number): Film {
  const repeat = (i: number) => Math.floor(((i + 1) * fps) / FPS) - Math.floor((i * fps) / FPS);
  const starts = film.frames.map((_, i) => Math.floor((i * fps) / FPS));
  const frames = film.frames.flatMap((frame, i) => Array.from({ length: repeat(i) }, () => frame));
  return { frames, cuts: film.cuts.map((cut) => starts[cut]!) };
}

/** Every second picture shown twice, as drawn animation is. */
const onTwos = ({ frames, cuts }: Film): Film => ({
  frames: frames.map((_, i) => frames[i - (i % 2)]!),
  cuts: cuts.map((cut) => cut + (cut % 2)),
});

/** The whole picture made smaller, with black around it. */
function boxed({ frames, cuts }: Film, widthPx: number, heightPx: number): Film {
  const left = (WIDTH_PX - widthPx) >> 1;
  const top = (HEIGHT_PX - heightPx) >> 1;
  const shrink = (frame: Uint8Array): Uint8Array => {
    const small = new Uint8Array(FRAME_BYTES);
    for (let y = 0; y < heightPx; y += 1) {
      for (let x = 0; x < widthPx; x += 1) {
        const from = Math.floor((y * HEIGHT_PX) / heightPx) * WIDTH_PX + Math.floor((x * WIDTH_PX) / widthPx);
        small.set(frame.subarray(3 * from, 3 * from + 3), 3 * ((top + y) * WIDTH_PX + left + x));
      }
    }
    return small;
  };
  return { frames: frames.map(shrink), cuts };
}

/** Plain cards of any colour, 0.25-2 s each, neighbours at least 40 levels apart in some channel. */
function plainCards(seed: number): Film {
  const random = seededRandom(seed);
  const film: Film = { frames: [], cuts: [] };
  let last = [255, 255, 255];
  for (let n = 0; n < 40; n += 1) {
    let colour = last;
    while (Math.max(...colour.map((value, i) => Math.abs(value - last[i]!))) < 40)
      colour = last.map(() => Math.floor(random() * 256));
    last = colour;
    if (n > 0) film.cuts.push(film.frames.length);
    const frame = new Uint8Array(FRAME_BYTES).map((_, i) => colour[i % 3]!);
    film.frames.push(...Array.from({ length: 6 + Math.floor(random() * 42) }, () => frame));
  }
  return film;
}

const everyThird = (film: Film): Film => ({
  frames: film.frames.filter((_, i) => i % 3 === 0),
  cuts: film.cuts.map((cut) => Math.ceil(cut / 3)),
});

function benchJoined(clips: readonly Uint8Array[][]): void {
  const seeds = [1, 2, 3, 4, 5];
  const make = (lengths: readonly [number, number], transition: 'cut' | 'dissolve' | 'fade' | 'blend') =>
    seeds.map((seed) => joinSegments(clips, seed, { lengths, transition }));
  const halves = clips
    .filter((clip) => clip.length >= 150)
    .map((clip) => [clip.slice(0, 40), clip.slice(100, 140)]);
  const sets: Record<string, { films: Film[]; fps?: number }> = {
    'joined, shots 0.5-4 s': { films: make([12, 96], 'cut') },
    'joined, shots 4-12 frames': { films: make([4, 12], 'cut') },
    'joined, one blended frame a cut': { films: make([12, 96], 'blend') },
    'joined, with flashes': { films: make([24, 96], 'cut').map((film, i) => withFlashes(film, i)) },
    'joined, dark and noisy': { films: make([12, 96], 'cut').map((film, i) => darkAndNoisy(film, i)) },
    'joined, 24 shown at 60 fps': { films: make([12, 96], 'cut').map((film) => shownAt(film, 60)), fps: 60 },
    'joined, on twos': { films: make([12, 96], 'cut').map(onTwos) },
    'joined, with flashes, at 120 fps': {
      films: make([24, 96], 'cut').map((film, i) => shownAt(withFlashes(film, i), 120)),
      fps: 120,
    },
    'joined, between black bars (9:16)': { films: make([12, 96], 'cut').map((film) => boxed(film, 20, 36)) },
    'joined, in a black window': { films: make([12, 96], 'cut').map((film) => boxed(film, 32, 18)) },
    'plain cards': { films: seeds.map(plainCards) },
    'joined, every third frame (8 fps)': { films: make([24, 96], 'cut').map(everyThird), fps: 8 },
    'jump cuts within a clip (2.5 s left out)': {
      films: halves.map(([a, b]) => ({ frames: [...a!, ...b!], cuts: [40] })),
    },
    'dissolves of 8-24 frames (no cuts)': { films: make([60, 96], 'dissolve') },
    'fades through black (no cuts)': { films: make([60, 96], 'fade') },
  };
  for (const [name, { films, fps }] of Object.entries(sets)) {
    print(name, sum(films.map((film) => tally(findCuts(film.frames, fps ?? FPS), film.cuts))));
  }
}

function main(dataFolder: string, half: string | undefined): void {
  const clipFolder = join(dataFolder, 'clips');
  const labels = JSON.parse(readFileSync(join(clipFolder, 'cuts.json'), 'utf8')) as Record<
    string,
    { fps: number; cuts: { frame: number }[] }
  >;
  console.log(
    ['clip'.padEnd(34), 'hits', 'false', 'exact', 'prec', 'recall', 'F1']
      .map((text) => text.padStart(8))
      .join(''),
  );
  const isChosen = (_: unknown, i: number) => half === undefined || i % 2 === (half === 'first' ? 0 : 1);
  const labelled = Object.entries(labels)
    .filter(isChosen)
    .map(([name, { fps, cuts }]) => {
      const frames = decode(join(clipFolder, name));
      const result = tally(
        findCuts(frames, fps),
        cuts.map(({ frame }) => frame).filter((frame) => frame < frames.length),
      );
      print(name, result);
      return result;
    });
  print('all labelled', sum(labelled));
  const single = readdirSync(clipFolder)
    .filter((name) => /\.(mp4|avi|wmv)$/.test(name) && !(name in labels))
    .sort()
    .filter(isChosen);
  const clips = single.map((name) => decode(join(clipFolder, name)));
  print(
    `${single.length} single shots (no cuts)`,
    sum(clips.map((frames) => tally(findCuts(frames, FPS), []))),
  );
  // Some clips fade at their ends: keep the middle.
  benchJoined(
    clips
      .map((frames) => frames.slice(4, Math.floor(frames.length * 0.85)))
      .filter((frames) => frames.length >= 60),
  );
}

const { values } = parseArgs({
  options: { data: { type: 'string', default: '../shared/data' }, half: { type: 'string' } },
});
main(values.data, values.half);
