// A picture of float RGB values and the few strokes that the example film is drawn with. Knows no scene and no file format.

/** Display colour, each part 0..1. */
export type Color = readonly [red: number, green: number, blue: number];

/** Row by row, three values for each pixel [height, width, 3]. */
export type Canvas = { widthPx: number; heightPx: number; rgb: Float32Array };

export function createCanvas(widthPx: number, heightPx: number): Canvas {
  return { widthPx, heightPx, rgb: new Float32Array(widthPx * heightPx * 3) };
}

export const clamp01 = (value: number): number => Math.min(Math.max(value, 0), 1);

/** 0 below `from`, 1 above `to`, smooth between. */
export function smoothStep(from: number, to: number, value: number): number {
  const share = clamp01((value - from) / (to - from));
  return share * share * (3 - 2 * share);
}

export function mixColors(from: Color, to: Color, share: number): Color {
  const part = (index: 0 | 1 | 2) => from[index] + (to[index] - from[index]) * share;
  return [part(0), part(1), part(2)];
}

/** Lays a colour over a pixel; `alpha` 0..1. */
export function blendPixel(canvas: Canvas, xPx: number, yPx: number, color: Color, alpha: number): void {
  const { rgb } = canvas;
  const at = (yPx * canvas.widthPx + xPx) * 3;
  const kept = 1 - alpha;
  rgb[at] = (rgb[at] ?? 0) * kept + color[0] * alpha;
  rgb[at + 1] = (rgb[at + 1] ?? 0) * kept + color[1] * alpha;
  rgb[at + 2] = (rgb[at + 2] ?? 0) * kept + color[2] * alpha;
}

/** Adds light to a pixel. */
export function addLight(canvas: Canvas, xPx: number, yPx: number, color: Color, strength: number): void {
  const { rgb } = canvas;
  const at = (yPx * canvas.widthPx + xPx) * 3;
  rgb[at] = (rgb[at] ?? 0) + color[0] * strength;
  rgb[at + 1] = (rgb[at + 1] ?? 0) + color[1] * strength;
  rgb[at + 2] = (rgb[at + 2] ?? 0) + color[2] * strength;
}

/** Fills the whole picture, or a band of it, from top to bottom through evenly spaced colours. */
export function fillGradient(
  canvas: Canvas,
  colors: readonly Color[],
  fromPx = 0,
  toPx = canvas.heightPx,
): void {
  for (let y = Math.max(fromPx, 0); y < Math.min(toPx, canvas.heightPx); y++) {
    const place = ((y - fromPx) / (toPx - fromPx)) * (colors.length - 1);
    const index = Math.min(Math.floor(place), colors.length - 2);
    const color = mixColors(colors[index] ?? [0, 0, 0], colors[index + 1] ?? [0, 0, 0], place - index);
    for (let x = 0; x < canvas.widthPx; x++) blendPixel(canvas, x, y, color, 1);
  }
}

/** Fills from a skyline down: `top` at its highest point, `bottom` at the lower edge of the picture. */
export function fillBelow(
  canvas: Canvas,
  lineAtPx: (xPx: number) => number,
  top: Color,
  bottom: Color,
): void {
  const { widthPx, heightPx } = canvas;
  const lines = Float64Array.from({ length: widthPx }, (_, x) => lineAtPx(x));
  const highestPx = lines.reduce((highest, line) => Math.min(highest, line), heightPx);
  for (let y = Math.max(Math.floor(highestPx), 0); y < heightPx; y++) {
    const color = mixColors(top, bottom, clamp01((y - highestPx) / (heightPx - highestPx)));
    for (let x = 0; x < widthPx; x++) {
      const covered = y + 1 - (lines[x] ?? heightPx);
      if (covered > 0) blendPixel(canvas, x, y, color, Math.min(covered, 1));
    }
  }
}

/** Visits the pixels of a box that lie inside the picture. */
function eachPixel(canvas: Canvas, box: readonly number[], paint: (xPx: number, yPx: number) => void): void {
  const [left = 0, top = 0, right = 0, bottom = 0] = box;
  for (let y = Math.max(Math.floor(top), 0); y < Math.min(Math.ceil(bottom), canvas.heightPx); y++) {
    for (let x = Math.max(Math.floor(left), 0); x < Math.min(Math.ceil(right), canvas.widthPx); x++)
      paint(x, y);
  }
}

/** Light around a point that falls off to nothing at the radius. */
export function addGlow(
  canvas: Canvas,
  xPx: number,
  yPx: number,
  radiusPx: number,
  color: Color,
  strength = 1,
): void {
  eachPixel(canvas, [xPx - radiusPx, yPx - radiusPx, xPx + radiusPx, yPx + radiusPx], (x, y) => {
    const distance = Math.hypot(x + 0.5 - xPx, y + 0.5 - yPx) / radiusPx;
    if (distance < 1) addLight(canvas, x, y, color, strength * (1 - distance) ** 3);
  });
}

/** A disc; `softPx` is the width of its edge. Added as light where `asLight`. */
export function fillDisc(
  canvas: Canvas,
  disc: { xPx: number; yPx: number; radiusPx: number; softPx?: number; alpha?: number; asLight?: boolean },
  color: Color,
): void {
  const { xPx, yPx, radiusPx, softPx = 1, alpha = 1 } = disc;
  const reach = radiusPx + softPx;
  const paint = disc.asLight ? addLight : blendPixel;
  eachPixel(canvas, [xPx - reach, yPx - reach, xPx + reach, yPx + reach], (x, y) => {
    const inside = clamp01((radiusPx - Math.hypot(x + 0.5 - xPx, y + 0.5 - yPx)) / softPx + 0.5);
    if (inside > 0) paint(canvas, x, y, color, inside * alpha);
  });
}

/** A box with edges anywhere between pixels. */
export function fillBox(canvas: Canvas, box: readonly number[], color: Color, alpha = 1): void {
  const [left = 0, top = 0, right = 0, bottom = 0] = box;
  eachPixel(canvas, box, (x, y) => {
    const across = Math.min(x + 1, right) - Math.max(x, left);
    const down = Math.min(y + 1, bottom) - Math.max(y, top);
    blendPixel(canvas, x, y, color, clamp01(across) * clamp01(down) * alpha);
  });
}

/** A straight stroke of light. */
export function addStroke(
  canvas: Canvas,
  from: readonly number[],
  to: readonly number[],
  widthPx: number,
  color: Color,
  strength = 1,
): void {
  const [x0 = 0, y0 = 0] = from;
  const [x1 = 0, y1 = 0] = to;
  const lengthSquared = Math.max((x1 - x0) ** 2 + (y1 - y0) ** 2, 1e-6);
  const box = [
    Math.min(x0, x1) - widthPx,
    Math.min(y0, y1) - widthPx,
    Math.max(x0, x1) + widthPx,
    Math.max(y0, y1) + widthPx,
  ];
  eachPixel(canvas, box, (x, y) => {
    const along = clamp01(((x + 0.5 - x0) * (x1 - x0) + (y + 0.5 - y0) * (y1 - y0)) / lengthSquared);
    const distance = Math.hypot(x + 0.5 - x0 - along * (x1 - x0), y + 0.5 - y0 - along * (y1 - y0));
    if (distance < widthPx) addLight(canvas, x, y, color, strength * (1 - distance / widthPx));
  });
}

/** Darkens the corners and multiplies everything by `level`: 0 is black. */
export function finishPicture(canvas: Canvas, level: number): void {
  const { widthPx, heightPx, rgb } = canvas;
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const corner = ((x / widthPx - 0.5) ** 2 + (y / heightPx - 0.5) ** 2) * 2;
      const gain = level * (1 - 0.45 * corner * corner - 0.15 * corner);
      const at = (y * widthPx + x) * 3;
      for (let part = at; part < at + 3; part++) rgb[part] = (rgb[part] ?? 0) * gain;
    }
  }
}
