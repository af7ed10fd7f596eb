// The landscapes of the example film: dawn over mountains, a lake, the forest from the train, the viaduct.
import {
  addGlow,
  addLight,
  blendPixel,
  fillBelow,
  fillBox,
  fillDisc,
  fillGradient,
  mixColors,
  type Canvas,
  type Color,
} from './canvas.js';
import { hash, ridge, smoothNoise } from './noise.js';

/** Draws one moment of a shot. */
export type Scene = (canvas: Canvas, seconds: number, progress: number) => void;

/** Hills in front of each other: the nearer, the darker and the faster. */
function drawRidges(
  canvas: Canvas,
  panPx: number,
  far: Color,
  near: Color,
  layers: number,
  fromPx: number,
): void {
  for (let layer = 0; layer < layers; layer++) {
    const depth = layers === 1 ? 1 : layer / (layers - 1);
    const color = mixColors(far, near, depth);
    const base = fromPx + layer * (300 / layers);
    const heightPx = 190 - 70 * depth;
    const stretchPx = 420 - 180 * depth;
    const line = (x: number) =>
      base + 60 - heightPx * ridge((x + panPx * (0.25 + depth)) / stretchPx, 11 + layer * 7);
    fillBelow(canvas, line, color, mixColors(color, near, 0.5));
  }
}

export const dawnMountains: Scene = (canvas, seconds, progress) => {
  fillGradient(
    canvas,
    [
      [0.16, 0.2, 0.42],
      [0.55, 0.42, 0.58],
      [0.98, 0.62, 0.42],
      [1, 0.83, 0.6],
    ],
    0,
    520,
  );
  const sunY = 395 - 95 * progress;
  addGlow(canvas, 800, sunY, 520, [0.9, 0.5, 0.2], 0.65);
  fillDisc(canvas, { xPx: 800, yPx: sunY, radiusPx: 46, softPx: 3 }, [1, 0.95, 0.78]);
  drawRidges(canvas, seconds * 34, [0.66, 0.46, 0.55], [0.1, 0.09, 0.17], 5, 330);
};

export const lakeSunrise: Scene = (canvas, seconds) => {
  const horizonPx = 372;
  fillGradient(
    canvas,
    [
      [0.36, 0.5, 0.76],
      [0.8, 0.72, 0.72],
      [1, 0.84, 0.62],
    ],
    0,
    horizonPx,
  );
  fillDisc(canvas, { xPx: 470, yPx: 232, radiusPx: 40, softPx: 3 }, [1, 0.97, 0.86]);
  addGlow(canvas, 470, 232, 420, [0.9, 0.6, 0.3], 0.5);
  const line = (x: number) => horizonPx - 26 - 120 * ridge((x + seconds * 24) / 360, 5) ** 2;
  fillBelow(canvas, line, [0.36, 0.4, 0.52], [0.26, 0.3, 0.42]);
  const above = canvas.rgb.slice(0, horizonPx * canvas.widthPx * 3);
  for (let y = horizonPx; y < canvas.heightPx; y++) {
    const depth = (y - horizonPx) / (canvas.heightPx - horizonPx);
    const wave = Math.sin(60 / (depth + 0.05) + seconds * 5) * (2 + 16 * depth);
    const mirrored = Math.max(horizonPx - 1 - Math.round((y - horizonPx) * 1.05 + wave), 0);
    for (let x = 0; x < canvas.widthPx; x++) {
      const from = (mirrored * canvas.widthPx + x) * 3;
      const color: Color = [above[from] ?? 0, above[from + 1] ?? 0, above[from + 2] ?? 0];
      blendPixel(canvas, x, y, mixColors(color, [0.08, 0.16, 0.3], 0.25 + 0.4 * depth), 1);
      const glitter =
        smoothNoise(x / 26 + 40 * depth, Math.floor(y / 3)) * smoothNoise(seconds * 4 + x / 90, y >> 2);
      const nearSun = Math.exp(-(((x - 470) / (60 + 160 * depth)) ** 2));
      if (glitter > 0.45) addLight(canvas, x, y, [1, 0.8, 0.5], (glitter - 0.45) * 1.8 * nearSun);
    }
  }
};

/** Outline of a row of firs: one tree for each cell, of its own height and place. */
function firLine(worldPx: number, spacingPx: number, heightPx: number, seed: number): number {
  const cell = Math.floor(worldPx / spacingPx);
  let highest = 0;
  for (let index = cell - 1; index <= cell + 1; index++) {
    const centre = (index + 0.3 + 0.4 * hash(index, seed)) * spacingPx;
    const tall = heightPx * (0.55 + 0.45 * hash(index, seed + 1));
    const away = Math.abs(worldPx - centre) / (spacingPx * 0.62);
    const branch = 1 + 0.16 * Math.sin(away * 26);
    highest = Math.max(highest, tall * (1 - away * branch));
  }
  return highest;
}

export const forestFromTrain: Scene = (canvas, seconds) => {
  const shake = Math.sin(seconds * 23) * 2;
  fillGradient(
    canvas,
    [
      [0.62, 0.78, 0.9],
      [0.86, 0.92, 0.9],
      [0.95, 0.93, 0.8],
    ],
    0,
    520,
  );
  addGlow(canvas, 990, 150, 380, [0.6, 0.5, 0.3], 0.6);
  const layers = [
    { speed: 150, spacing: 46, tall: 130, base: 470, color: [0.5, 0.64, 0.62] },
    { speed: 520, spacing: 96, tall: 250, base: 540, color: [0.22, 0.42, 0.36] },
    { speed: 1500, spacing: 250, tall: 520, base: 640, color: [0.05, 0.17, 0.14] },
  ] as const;
  layers.forEach(({ speed, spacing, tall, base, color }, index) => {
    const line = (x: number) => base + shake - firLine(x + seconds * speed, spacing, tall, 31 + index * 5);
    fillBelow(canvas, line, color, mixColors(color, [0.03, 0.08, 0.06], 0.5));
  });
  for (let pole = 0; pole < 8; pole++) {
    const x = 1500 - ((seconds * 2400 + pole * 1900) % 15200);
    fillBox(canvas, [x, 0, x + 26, 720], [0.05, 0.06, 0.07]);
  }
};

const DECK_PX = 352;

/** Whether a point lies in the stone of the viaduct rather than in one of its arches. */
function isStone(worldPx: number, yPx: number): boolean {
  if (yPx < DECK_PX || yPx > 690) return false;
  if (yPx < DECK_PX + 22) return true;
  const across = (((worldPx % 150) + 150) % 150) - 75;
  const archTop = DECK_PX + 36;
  if (yPx < archTop + 58) return Math.hypot(across, yPx - archTop - 58) > 58;
  return Math.abs(across) > 58 - (yPx - archTop) * 0.012;
}

function drawTrain(canvas: Canvas, headPx: number): void {
  for (let car = 0; car < 6; car++) {
    const right = headPx - car * 118;
    fillBox(canvas, [right - 112, DECK_PX - 38, right, DECK_PX - 6], [0.72, 0.16, 0.13]);
    fillBox(canvas, [right - 112, DECK_PX - 38, right, DECK_PX - 33], [0.9, 0.86, 0.8]);
    fillBox(canvas, [right - 112, DECK_PX - 6, right, DECK_PX - 1], [0.12, 0.1, 0.12]);
    for (let pane = 0; pane < 6; pane++) {
      const left = right - 104 + pane * 17;
      fillBox(canvas, [left, DECK_PX - 29, left + 12, DECK_PX - 18], [1, 0.9, 0.62]);
    }
  }
  addGlow(canvas, headPx + 4, DECK_PX - 16, 70, [1, 0.92, 0.7], 0.9);
}

export const viaduct: Scene = (canvas, seconds) => {
  const panPx = seconds * 42;
  fillGradient(
    canvas,
    [
      [0.3, 0.52, 0.82],
      [0.66, 0.8, 0.92],
      [0.96, 0.9, 0.78],
    ],
    0,
    560,
  );
  for (let cloud = 0; cloud < 9; cloud++) {
    const x = ((hash(cloud, 3) * 1700 - panPx * 0.2 + 1900) % 1900) - 250;
    const y = 60 + hash(cloud, 4) * 130;
    for (let puff = 0; puff < 5; puff++) {
      const radiusPx = 26 + 34 * hash(cloud * 9 + puff, 5);
      fillDisc(
        canvas,
        { xPx: x + puff * 38, yPx: y - radiusPx * 0.3, radiusPx, softPx: radiusPx, alpha: 0.5 },
        [1, 0.98, 0.95],
      );
    }
  }
  drawRidges(canvas, panPx * 0.5, [0.56, 0.68, 0.8], [0.2, 0.36, 0.3], 4, 300);
  drawTrain(canvas, -60 + seconds * 330);
  for (let y = DECK_PX - 4; y < 692; y++) {
    for (let x = 0; x < canvas.widthPx; x++) {
      if (y < DECK_PX || !isStone(x + panPx, y)) continue;
      const tone = 0.9 + 0.18 * hash(Math.floor((x + panPx) / 15) + 97 * Math.floor(y / 9), 8);
      const shade = (1 - (y - DECK_PX) / 620) * tone;
      blendPixel(canvas, x, y, [0.66 * shade, 0.56 * shade, 0.47 * shade], 1);
    }
  }
  fillBelow(
    canvas,
    (x) => 628 - 70 * ridge((x + panPx * 1.5) / 190, 71),
    [0.15, 0.3, 0.2],
    [0.05, 0.13, 0.09],
  );
};
