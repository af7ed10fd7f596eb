// `npx tsx scripts/panel/draw-icons.ts`: the panel's icons, drawn pixel by pixel from bars that meet a cut. Writes plugin/icons.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { encodePng } from './png.js';
import { ROOT } from './bundle-panel.js';

type Colour = readonly [number, number, number, number];
const CLEAR: Colour = [0, 0, 0, 0];
const LIGHT: Colour = [0xeb, 0xeb, 0xeb, 255];
const DARK: Colour = [0x32, 0x32, 0x32, 255];
const ACCENT: Colour = [0x26, 0x80, 0xeb, 255];
const GROUND: Colour = [0x1d, 0x1d, 0x1d, 255];

/** Bars of a beat in 23rds of the width: left edge, height; the third meets the cut and has the accent. */
const BARS = [
  { left: 2, height: 7 },
  { left: 6, height: 13 },
  { left: 10, height: 19 },
  { left: 14, height: 11 },
  { left: 18, height: 5 },
] as const;
const BAR_WIDTH = 3;
const CUT_BAR = 2;

type IconLook = { sizePx: number; bar: Colour; ground: Colour };

/** Four samples a pixel in each direction, so that edges between pixels are smooth. */
const SAMPLES = 4;

function drawIcon({ sizePx, bar, ground }: IconLook): Uint8Array {
  const pixels = new Uint8Array(sizePx * sizePx * 4);
  for (let y = 0; y < sizePx; y += 1) {
    for (let x = 0; x < sizePx; x += 1)
      pixels.set(pixelAt(x, y, { sizePx, bar, ground }), (y * sizePx + x) * 4);
  }
  return pixels;
}

function pixelAt(x: number, y: number, look: IconLook): number[] {
  const sum = [0, 0, 0, 0];
  for (let index = 0; index < SAMPLES * SAMPLES; index += 1) {
    const atX = (x + ((index % SAMPLES) + 0.5) / SAMPLES) * (23 / look.sizePx);
    const atY = (y + (Math.floor(index / SAMPLES) + 0.5) / SAMPLES) * (23 / look.sizePx);
    const [red, green, blue, alpha] = colourAt(atX, atY, look);
    [red * alpha, green * alpha, blue * alpha, alpha].forEach((value, channel) => (sum[channel]! += value));
  }
  const alphaSum = sum[3] ?? 0;
  const colours = sum.slice(0, 3).map((value) => (alphaSum === 0 ? 0 : Math.round(value / alphaSum)));
  return [...colours, Math.round(alphaSum / (SAMPLES * SAMPLES))];
}

function colourAt(x: number, y: number, { bar, ground }: IconLook): Colour {
  const index = BARS.findIndex(
    ({ left, height }) => x >= left && x < left + BAR_WIDTH && Math.abs(y - 11.5) < height / 2,
  );
  if (index < 0) return ground;
  return index === CUT_BAR ? ACCENT : bar;
}

const ICONS: Record<string, IconLook> = {
  'panel-dark.png': { sizePx: 23, bar: LIGHT, ground: CLEAR },
  'panel-dark@2x.png': { sizePx: 46, bar: LIGHT, ground: CLEAR },
  'panel-light.png': { sizePx: 23, bar: DARK, ground: CLEAR },
  'panel-light@2x.png': { sizePx: 46, bar: DARK, ground: CLEAR },
  'plugin.png': { sizePx: 48, bar: LIGHT, ground: GROUND },
  'plugin@2x.png': { sizePx: 96, bar: LIGHT, ground: GROUND },
};

const folder = path.join(ROOT, 'plugin/icons');
await mkdir(folder, { recursive: true });
for (const [name, look] of Object.entries(ICONS)) {
  const { sizePx } = look;
  await writeFile(
    path.join(folder, name),
    encodePng({ widthPx: sizePx, heightPx: sizePx, rgba: drawIcon(look) }),
  );
}
