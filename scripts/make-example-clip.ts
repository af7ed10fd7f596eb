// Draws and encodes the example film: `tsx scripts/make-example-clip.ts [--frames 0,40,90 --out DIR]` (the latter: PPM stills only).
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { encodeFilm } from './example-clip/encode-film.js';
import { renderFrame, toYuv420 } from './example-clip/render-frame.js';
import { FRAMES_PER_SECOND, FRAME_COUNT, cutFrames } from './example-clip/shots.js';

const NAME = 'night-train';
const [WIDTH_PX, HEIGHT_PX] = [1280, 720];
const MEDIA = fileURLToPath(new URL('../examples/media/', import.meta.url));

function writeStill(index: number, directory: string): void {
  const { rgb } = renderFrame(index, WIDTH_PX, HEIGHT_PX);
  const pixels = Buffer.from(rgb.map((value) => Math.round(Math.min(Math.max(value, 0), 1) * 255)));
  const header = Buffer.from(`P6\n${WIDTH_PX} ${HEIGHT_PX}\n255\n`);
  writeFileSync(
    path.join(directory, `frame-${String(index).padStart(4, '0')}.ppm`),
    Buffer.concat([header, pixels]),
  );
}

function writeCutList(): void {
  const cuts = cutFrames().map((frame) => ({ frame, seconds: frame / FRAMES_PER_SECOND }));
  const text = {
    film: `${NAME}.mp4`,
    licence: 'Apache-2.0; drawn by scripts/make-example-clip.ts',
    frameRate: { numerator: FRAMES_PER_SECOND, denominator: 1 },
    frameCount: FRAME_COUNT,
    cuts,
  };
  writeFileSync(path.join(MEDIA, `${NAME}.cuts.json`), `${JSON.stringify(text, null, 2)}\n`);
}

async function writeFilm(): Promise<void> {
  mkdirSync(MEDIA, { recursive: true });
  const film = {
    widthPx: WIDTH_PX,
    heightPx: HEIGHT_PX,
    framesPerSecond: FRAMES_PER_SECOND,
    frameCount: FRAME_COUNT,
  };
  const unfinished = path.join(MEDIA, `.${NAME}.unfinished.mp4`);
  await encodeFilm({ ...film, path: unfinished }, (index) => {
    if (index % 25 === 0) process.stdout.write(`\rframe ${index} of ${FRAME_COUNT}`);
    return toYuv420(renderFrame(index, WIDTH_PX, HEIGHT_PX));
  });
  renameSync(unfinished, path.join(MEDIA, `${NAME}.mp4`));
  writeCutList();
  process.stdout.write(`\r${NAME}.mp4 and its cut list are in ${MEDIA}\n`);
}

const { values } = parseArgs({
  options: { frames: { type: 'string' }, out: { type: 'string', default: '.' } },
});
if (values.frames === undefined) await writeFilm();
else for (const index of values.frames.split(',').map(Number)) writeStill(index, values.out);
