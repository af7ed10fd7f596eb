// One film in many disguises and at many frame rates: it is the same film, so it has the same cues, curves and style. Both backends.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AV_LOG_ERROR } from 'node-av/constants';
import { Log } from 'node-av/lib';
import { loadBundle, type Bundle } from '../../native-host/src/bundle/load-bundle.js';
import type { CueTrack } from '../../native-host/src/core/cues/cue.js';
import { createCueFinder } from '../../native-host/src/core/cues/find-cues.js';
import { chooseStyle } from '../../native-host/src/core/style/choose-style.js';
import { FrameSampler } from '../../native-host/src/core/video/frame-sampler.js';
import { BarTrimmer } from '../../native-host/src/core/video/trim-bars.js';
import type { Media } from '../../native-host/src/media/frame-source.js';
import { Engine } from '../../native-host/src/onnx/engine.js';
import { ROOT } from '../process/command-line.js';
import { boxed, drawAt, DRAWN, interlaced, recoloured, turned, type Drawing } from './drawn-film.js';
import { writeFilm, type FilmForm, type TimedDrawing } from './film-writer.js';
import { BACKENDS, readRange } from './media-samples.js';

const RATE_FPS = 24;

/** `drawAt` is called with the time that a frame shows. `tolerance`: what is not the same because the disguise takes it away. */
type Disguise = FilmForm & {
  times?: readonly number[];
  drawAt?: (seconds: number, frameSeconds: number) => Drawing;
  /** Longest time between frames that show something new: a cut may come half of it late. */
  stepSeconds?: number;
  tolerance?: Partial<typeof TOLERANCE>;
};

/** Mean difference of a curve, 0..1, and greatest difference of a style's score, -1..1. */
const TOLERANCE = { motion: 0.08, brightness: 0.02, saturation: 0.03, style: 0.2 };

const NITS_OF_WHITE = 203;

/** Light of an SDR screen as PQ codes it, ITU-R BT.2100. */
function toPq(pixel: Float32Array): void {
  pixel.forEach((value, i) => {
    const power = ((NITS_OF_WHITE / 10_000) * (value / 255) ** 2.4) ** (2_610 / 16_384);
    pixel[i] = 255 * ((3_424 / 4_096 + (2_413 / 128) * power) / (1 + (2_392 / 128) * power)) ** (2_523 / 32);
  });
}

/** The same as HLG codes it for a screen of 1,000 cd/m2. */
function toHlg(pixel: Float32Array): void {
  const [a, b, c] = [0.17883277, 0.28466892, 0.55991073];
  const light = [...pixel].map((value) => (NITS_OF_WHITE / 1_000) * (value / 255) ** 2.4);
  const luma = 0.2627 * light[0]! + 0.678 * light[1]! + 0.0593 * light[2]!;
  light.forEach((value, i) => {
    const scene = value / Math.max(1e-6, luma) ** (0.2 / 1.2);
    pixel[i] = 255 * (scene <= 1 / 12 ? Math.sqrt(3 * scene) : a * Math.log(12 * scene - b) + c);
  });
}

const steady = (fps: number): number[] =>
  Array.from({ length: Math.round(DRAWN.durationSeconds * fps) }, (_, i) => i / fps);
/** Pictures of one rate, shown by frames of another: doubled, 3:2. */
const shownAt = (pictureFps: number, fps: number): Disguise => ({
  times: steady(fps),
  drawAt: (seconds) => drawAt(Math.floor(seconds * pictureFps + 1e-6) / pictureFps),
  stepSeconds: 1 / pictureFps,
});
const inBox = (widthPx: number, heightPx: number, frame?: { widthPx: number; heightPx: number }) => ({
  drawAt: (seconds: number) => boxed(drawAt(seconds), { widthPx, heightPx }, frame),
  // A flash is fitted away less well beside bars.
  tolerance: { motion: 0.12, brightness: 0.03 },
});

const DISGUISES: Record<string, Disguise> = {
  'full range': { isFullRange: true },
  'ten bits': { pixelFormat: 'yuv420p10le' },
  'no subsampling': { pixelFormat: 'yuv444p' },
  RGB: { pixelFormat: 'bgr0' },
  PQ: {
    pixelFormat: 'yuv420p10le',
    transfer: 16,
    primaries: 1,
    drawAt: (seconds) => recoloured(drawAt(seconds), toPq),
  },
  HLG: {
    pixelFormat: 'yuv420p10le',
    transfer: 18,
    primaries: 1,
    drawAt: (seconds) => recoloured(drawAt(seconds), toHlg),
  },
  'linear light': {
    pixelFormat: 'gbrp16le',
    transfer: 8,
    drawAt: (seconds) =>
      recoloured(drawAt(seconds), (pixel) =>
        pixel.forEach((v, i) => (pixel[i] = 255 * (Math.min(255, Math.max(0, v)) / 255) ** 2.4)),
      ),
  },
  interlaced: {
    isInterlaced: true,
    drawAt: (seconds, frameSeconds) => interlaced(drawAt(seconds), drawAt(seconds + frameSeconds / 2)),
  },
  'turned by 90 degrees': { turnedDegrees: 90, drawAt: (seconds) => turned(drawAt(seconds), 90) },
  'turned by 180 degrees': { turnedDegrees: 180, drawAt: (seconds) => turned(drawAt(seconds), 180) },
  anamorphic: {
    pixelAspect: [4, 3],
    drawAt: (seconds) => boxed(drawAt(seconds), { widthPx: 72, heightPx: 56 }, { widthPx: 72, heightPx: 56 }),
  },
  'half transparent over black': {
    pixelFormat: 'yuva444p10le',
    opacity: 0.86,
    drawAt: (seconds) =>
      recoloured(drawAt(seconds), (pixel) => pixel.forEach((v, i) => (pixel[i] = v / 0.86))),
  },
  'a matrix tag that nobody writes': { matrix: 14, storedMatrix: 2 },
  pillarbox: inBox(32, 56),
  letterbox: inBox(96, 42),
  'window box': inBox(48, 28),
  'nine to sixteen': inBox(54, 32, { widthPx: 54, heightPx: 96 }),
  '12 fps': shownAt(12, 12),
  '25 fps': { times: steady(25), stepSeconds: 1 / 24 },
  '30 fps': { times: steady(30), stepSeconds: 1 / 24 },
  '60 fps': { times: steady(60), stepSeconds: 1 / 24 },
  '120 fps': { times: steady(120), stepSeconds: 1 / 24 },
  '24 fps on twos': shownAt(12, 24),
  '24 fps on threes': shownAt(8, 24),
  '60 fps, every frame twice': { ...shownAt(30, 60), stepSeconds: 1 / 24 },
  '24 shown at 60 fps (3:2)': shownAt(24, 60),
  'uneven frame times': {
    times: steady(60).filter((_, i) => i % 5 === 0 || i % 5 === 2 || i % 30 === 0),
    stepSeconds: 1 / 20,
  },
};

type Seen = { track: CueTrack; style: Record<string, number> };

let folder = '';
let bundle: Bundle;
let engine: Engine;
const plain = new Map<Media, Seen>();

async function watch(media: Media, file: string): Promise<Seen> {
  const { widthPx, heightPx, fps } = bundle.manifest.video;
  const finder = createCueFinder({ frameRateHintFps: RATE_FPS, widthPx, heightPx });
  const sampler = new FrameSampler(fps, Math.ceil(DRAWN.durationSeconds * fps));
  const trimmer = new BarTrimmer({ widthPx, heightPx });
  const frames = await readRange(media, file, 0, DRAWN.durationSeconds);
  const sampled = frames.flatMap((frame) => {
    finder.push(frame);
    return trimmer.push(sampler.push(frame));
  });
  const batches = async function* () {
    const rest = [...trimmer.push(sampler.finish()), ...trimmer.finish()];
    yield await Promise.resolve(new Uint8Array(Buffer.concat([...sampled, ...rest])));
  };
  const { embedding } = await engine.openJob().encodeVideo(batches(), new AbortController().signal);
  const { scores } = chooseStyle({ style: 'auto' }, embedding, bundle.manifest);
  return { track: finder.finish(DRAWN.durationSeconds), style: scores };
}

async function make(name: string, disguise: Disguise): Promise<string> {
  const file = path.join(folder, `${name.replaceAll(/\W/g, '-')}.mkv`);
  const { times = steady(RATE_FPS), drawAt: draw = drawAt } = disguise;
  const target = disguise.turnedDegrees ? file.replace('.mkv', '.mp4') : file;
  const frames = times.map((seconds): TimedDrawing => ({ seconds, drawing: draw(seconds, 1 / RATE_FPS) }));
  await writeFilm(target, frames, DRAWN.durationSeconds, disguise);
  return target;
}

const cutsOf = ({ track }: Seen) =>
  track.cues.filter(({ kind }) => kind === 'cut').map(({ timeSeconds }) => timeSeconds);
const meanDistance = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;
const ranked = (scores: Record<string, number>) =>
  Object.keys(scores).sort((a, b) => scores[b]! - scores[a]!);

beforeAll(async () => {
  Log.setLevel(AV_LOG_ERROR);
  folder = await mkdtemp(path.join(tmpdir(), 'framescore-disguises-'));
  bundle = await loadBundle('small', path.join(ROOT, 'models/bundles'));
  engine = new Engine(bundle);
  const file = await make('plain', {});
  for (const [, media] of BACKENDS) plain.set(media, await watch(media, file));
});
afterAll(async () => {
  engine.dispose();
  await rm(folder, { recursive: true, force: true });
});

test.each(BACKENDS)('%s finds the cuts of the plain film, and no flash', (_name, media) => {
  const cuts = cutsOf(plain.get(media)!);
  expect(cuts).toHaveLength(DRAWN.cutsSeconds.length);
  cuts.forEach((cut, i) => expect(cut).toBeCloseTo(DRAWN.cutsSeconds[i]!, 3));
});

test.each(Object.entries(DISGUISES))('%s is the same film', async (name, disguise) => {
  const file = await make(name, disguise);
  const halfStep = (disguise.stepSeconds ?? 1 / RATE_FPS) / 2 + 1e-3;
  for (const [, media] of BACKENDS) {
    const [seen, original] = [await watch(media, file), plain.get(media)!];
    const cuts = cutsOf(seen);
    expect(cuts).toHaveLength(DRAWN.cutsSeconds.length);
    cuts.forEach((cut, i) => expect(Math.abs(cut - DRAWN.cutsSeconds[i]!)).toBeLessThanOrEqual(halfStep));
    const tolerance = { ...TOLERANCE, ...disguise.tolerance };
    for (const curve of ['motion', 'brightness', 'saturation'] as const) {
      const distance = meanDistance(seen.track.curves[curve], original.track.curves[curve]);
      expect({ curve, isNear: distance <= tolerance[curve], distance }).toMatchObject({ isNear: true });
    }
    const styleDistances = Object.keys(original.style).map((id) =>
      Math.abs(seen.style[id]! - original.style[id]!),
    );
    expect(Math.max(...styleDistances)).toBeLessThanOrEqual(tolerance.style);
    expect(ranked(seen.style)[0]).toBe(ranked(original.style)[0]);
  }
});
