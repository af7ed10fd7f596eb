// The city of the example film: windows lighting up at dusk, traffic out of focus, neon in the rain, the fireworks.
import {
  addGlow,
  addLight,
  addStroke,
  blendPixel,
  clamp01,
  fillDisc,
  fillGradient,
  mixColors,
  type Canvas,
  type Color,
} from './canvas.js';
import { hash, smoothNoise } from './noise.js';
import type { Scene } from './land-scenes.js';

type Skyline = { zoom: number; panPx: number; basePx: number; litShare: number; night: number };

/** One row of houses: their outline, and windows of which `litShare` are lit. */
function drawHouses(canvas: Canvas, row: number, { zoom, panPx, basePx, litShare, night }: Skyline): void {
  const widthPx = 58 + 30 * row;
  const tallPx = (300 - 46 * row) * zoom;
  const wall = mixColors([0.42, 0.36, 0.48], [0.1, 0.09, 0.16], clamp01(0.3 + 0.3 * row + 0.4 * night));
  const paneX = 9 + 2.5 * row;
  const paneY = (13 + 2.5 * row) * zoom;
  const centrePx = canvas.widthPx / 2;
  for (let x = 0; x < canvas.widthPx; x++) {
    const world = (x - centrePx) / zoom + panPx * (0.4 + 0.3 * row) + 40_000;
    const house = Math.floor(world / widthPx);
    const topPx = basePx - tallPx * (0.25 + 0.75 * hash(house, 17 + row) ** 1.5);
    const column = Math.floor(world / paneX);
    const inPaneX = (world / paneX) % 1;
    for (let y = Math.max(Math.floor(topPx), 0); y < Math.min(basePx, canvas.heightPx); y++) {
      blendPixel(canvas, x, y, wall, clamp01(y + 1 - topPx));
      const inPaneY = ((y - topPx) / paneY) % 1;
      const isPane =
        y > topPx + 8 * zoom && inPaneX > 0.22 && inPaneX < 0.78 && inPaneY > 0.25 && inPaneY < 0.75;
      if (!isPane) continue;
      const chance = hash(column + 7919 * Math.floor((y - topPx) / paneY), 23 + row);
      if (chance < litShare)
        blendPixel(canvas, x, y, mixColors([1, 0.84, 0.5], [0.85, 0.92, 1], hash(column, 3) ** 3), 0.92);
    }
  }
}

export const duskSkyline: Scene = (canvas, seconds, progress) => {
  const zoom = 1 + 0.32 * progress;
  fillGradient(
    canvas,
    [mixColors([0.24, 0.26, 0.5], [0.1, 0.1, 0.26], progress), [0.7, 0.42, 0.5], [0.99, 0.6, 0.38]],
    0,
    canvas.heightPx,
  );
  addGlow(canvas, 330, 500, 560, [0.8, 0.4, 0.2], 0.6 * (1 - 0.6 * progress));
  for (let row = 0; row < 3; row++) {
    const skyline = {
      zoom,
      panPx: seconds * 16,
      basePx: 720,
      litShare: 0.06 + 0.5 * progress,
      night: progress,
    };
    drawHouses(canvas, row, skyline);
  }
};

export const trafficLights: Scene = (canvas, seconds) => {
  fillGradient(canvas, [
    [0.02, 0.03, 0.08],
    [0.05, 0.05, 0.12],
    [0.1, 0.07, 0.1],
  ]);
  for (let lamp = 0; lamp < 26; lamp++) {
    const color: Color = hash(lamp, 2) < 0.5 ? [0.9, 0.6, 0.25] : [0.3, 0.6, 0.8];
    const disc = {
      xPx: hash(lamp, 4) * 1280,
      yPx: 60 + hash(lamp, 5) * 220,
      radiusPx: 16 + 20 * hash(lamp, 6),
      softPx: 3,
      alpha: 0.28,
    };
    fillDisc(canvas, { ...disc, asLight: true }, color);
  }
  for (let car = 0; car < 34; car++) {
    const isComing = car % 2 === 0;
    const way = (hash(car, 7) + seconds * (isComing ? 0.75 : 0.5)) % 1;
    const near = isComing ? way ** 2.2 : (1 - way) ** 2.2;
    const side = isComing ? -1 : 1;
    const xPx = 640 + side * (30 + 620 * near * (0.6 + 0.5 * hash(car, 8)));
    const color: Color = isComing ? [1, 0.93, 0.75] : [1, 0.16, 0.1];
    for (const lamp of [-1, 1]) {
      const disc = {
        xPx: xPx + lamp * (8 + 60 * near),
        yPx: 330 + 300 * near,
        radiusPx: 9 + 38 * near,
        softPx: 3,
        alpha: 0.42,
      };
      fillDisc(canvas, { ...disc, asLight: true }, color);
    }
  }
};

const SIGNS: readonly { xPx: number; yPx: number; radiusPx: number; color: Color }[] = [
  { xPx: 300, yPx: 230, radiusPx: 96, color: [1, 0.15, 0.5] },
  { xPx: 660, yPx: 170, radiusPx: 64, color: [0.15, 0.8, 1] },
  { xPx: 980, yPx: 260, radiusPx: 112, color: [0.65, 0.3, 1] },
];

function drawSigns(canvas: Canvas, seconds: number): void {
  SIGNS.forEach(({ xPx, yPx, radiusPx, color }, index) => {
    const pulse = 0.55 + 0.45 * Math.sin(seconds * 9 + index * 2.1);
    addGlow(canvas, xPx, yPx, radiusPx * 3.4, color, 0.2 + 0.6 * pulse);
    for (let edge = 0; edge < 3 + index; edge++) {
      const corner = (at: number) => {
        const angle = ((at / (3 + index)) * 2 + seconds * 0.25 * (index - 1)) * Math.PI - Math.PI / 2;
        return [xPx + Math.cos(angle) * radiusPx, yPx + Math.sin(angle) * radiusPx];
      };
      addStroke(
        canvas,
        corner(edge),
        corner(edge + 1),
        9,
        mixColors(color, [1, 1, 1], 0.35),
        0.4 + 0.8 * pulse,
      );
    }
  });
}

/** Mirrors what is above a line into wet ground below it. */
function mirrorBelow(canvas: Canvas, linePx: number, seconds: number, strength: number): void {
  const above = canvas.rgb.slice(0, linePx * canvas.widthPx * 3);
  for (let y = linePx; y < canvas.heightPx; y++) {
    const depth = (y - linePx) / (canvas.heightPx - linePx);
    const sway = (smoothNoise(y / 7 + seconds * 3, 9) - 0.5) * 40 * depth;
    const from = Math.max(
      linePx - 1 - Math.round((y - linePx) * (linePx / (canvas.heightPx - linePx)) * 0.9),
      0,
    );
    for (let x = 0; x < canvas.widthPx; x++) {
      const source =
        (from * canvas.widthPx + Math.min(Math.max(Math.round(x + sway), 0), canvas.widthPx - 1)) * 3;
      const color: Color = [above[source] ?? 0, above[source + 1] ?? 0, above[source + 2] ?? 0];
      addLight(canvas, x, y, color, strength * (1 - 0.6 * depth));
    }
  }
}

export const neonRain: Scene = (canvas, seconds) => {
  fillGradient(canvas, [
    [0.03, 0.02, 0.07],
    [0.07, 0.03, 0.11],
    [0.02, 0.02, 0.04],
  ]);
  drawSigns(canvas, seconds);
  mirrorBelow(canvas, 450, seconds, 0.75);
  for (let drop = 0; drop < 150; drop++) {
    const xPx = hash(drop, 41) * 1340 - 30;
    const yPx = ((hash(drop, 42) + seconds * (1.4 + hash(drop, 43))) % 1) * 860 - 90;
    addStroke(canvas, [xPx, yPx], [xPx - 7, yPx + 46], 1.6, [0.6, 0.7, 0.9], 0.35);
  }
};

/** Second within the shot, place and colour of each rocket. */
const ROCKETS: readonly { bursts: number; xPx: number; yPx: number; color: Color }[] = [
  { bursts: 0.12, xPx: 430, yPx: 170, color: [1, 0.75, 0.35] },
  { bursts: 0.8, xPx: 860, yPx: 140, color: [0.4, 0.8, 1] },
  { bursts: 1.4, xPx: 640, yPx: 210, color: [1, 0.35, 0.5] },
  { bursts: 1.72, xPx: 300, yPx: 240, color: [0.6, 1, 0.6] },
  { bursts: 2.1, xPx: 1010, yPx: 220, color: [1, 0.85, 0.5] },
  { bursts: 2.45, xPx: 560, yPx: 150, color: [0.8, 0.55, 1] },
];

function drawRocket(canvas: Canvas, rocket: (typeof ROCKETS)[number], age: number): void {
  if (age < 0 || age > 1.9) return;
  const fade = (1 - age / 1.9) ** 1.5;
  addGlow(canvas, rocket.xPx, rocket.yPx, 420, rocket.color, 0.5 * Math.exp(-age * 6) + 0.1 * fade);
  for (let spark = 0; spark < 64; spark++) {
    const angle = (spark / 64 + 0.02 * hash(spark, 51)) * Math.PI * 2;
    const reach = (110 + 90 * hash(spark, 52)) * (1 - Math.exp(-age * 3.2));
    const at = (share: number) => [
      rocket.xPx + Math.cos(angle) * reach * share,
      rocket.yPx + Math.sin(angle) * reach * share + 46 * age * age,
    ];
    addStroke(canvas, at(0.82), at(1), 3, mixColors(rocket.color, [1, 1, 1], 0.3), 1.2 * fade);
  }
}

export const fireworks: Scene = (canvas, seconds, progress) => {
  const shorePx = 540;
  const zoom = 1.12 - 0.12 * progress;
  fillGradient(
    canvas,
    [
      [0.02, 0.03, 0.1],
      [0.05, 0.06, 0.18],
      [0.16, 0.12, 0.26],
    ],
    0,
    shorePx,
  );
  fillGradient(
    canvas,
    [
      [0.05, 0.05, 0.12],
      [0.01, 0.02, 0.05],
    ],
    shorePx,
    720,
  );
  for (let star = 0; star < 90; star++)
    addLight(
      canvas,
      Math.floor(hash(star, 61) * 1280),
      Math.floor(hash(star, 62) * 330),
      [1, 1, 1],
      0.5 * hash(star, 63),
    );
  for (const rocket of ROCKETS) drawRocket(canvas, rocket, seconds - rocket.bursts);
  for (let row = 0; row < 2; row++) {
    drawHouses(canvas, row, {
      zoom: zoom * 0.75,
      panPx: 500 + seconds * 9,
      basePx: shorePx,
      litShare: 0.5,
      night: 1,
    });
  }
  mirrorBelow(canvas, shorePx, seconds, 0.55);
};
