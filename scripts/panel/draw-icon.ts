// FrameScore's icon, drawn pixel by pixel: bars of a beat, one of which meets a cut. Pure.
type Colour = readonly [number, number, number, number];
export const CLEAR: Colour = [0, 0, 0, 0];
export const LIGHT: Colour = [0xeb, 0xeb, 0xeb, 255];
export const DARK: Colour = [0x32, 0x32, 0x32, 255];
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

export type IconLook = { sizePx: number; bar: Colour; ground: Colour };

/** Four samples a pixel in each direction, so that edges between pixels are smooth. */
const SAMPLES = 4;

export function drawIcon({ sizePx, bar, ground }: IconLook): Uint8Array {
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

/** On its own ground, as a list or a desktop shows it. */
export const ICON_LOOK: Omit<IconLook, 'sizePx'> = { bar: LIGHT, ground: GROUND };
