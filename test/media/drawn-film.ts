// A film drawn for tests, the same moments at any frame rate: four coloured scenes, cuts at 1, 2 and 2.5 s, a flash, and movement.
// Knows no files.

/** Once for all: these run for every pixel. */
const { floor, imul, min } = Math;

export const DRAWN = { widthPx: 96, heightPx: 56, durationSeconds: 3.2, cutsSeconds: [1, 2, 2.5] };
/** White light on everything, 0.1 s: no cut. */
const FLASH_SECONDS = [1.5, 1.6] as const;
/** How fast each scene moves to the side, pixels of 96 a second. */
const SPEEDS = [0, 8, 24, 5];
const CELL_PX = 9;
const WIDE_PX = 128;

/** Three channels of one height, 0..255, one after the other in each pixel. */
export type Drawing = { widthPx: number; heightPx: number; rgb: Float32Array };

/** Repeatable light of a grid point, 0..1. */
function lightAt(seed: number, column: number, row: number): number {
  const mixed = imul(seed * 7919 + column * 31 + row * 1009 + 17, 0x9e3779b1);
  return (((mixed ^ (mixed >>> 15)) >>> 0) % 256) / 255;
}

function patches(seed: number, x: number, y: number): number {
  const [u, v] = [x / CELL_PX, y / CELL_PX];
  const [column, row] = [floor(u), floor(v)];
  const [right, down] = [u - column, v - row];
  const top = lightAt(seed, column, row) * (1 - right) + lightAt(seed, column + 1, row) * right;
  const bottom = lightAt(seed, column, row + 1) * (1 - right) + lightAt(seed, column + 1, row + 1) * right;
  return top * (1 - down) + bottom * down;
}

/** Soft patches, wider than a frame, in a tint of the scene's own. */
function drawScene(scene: number): Drawing {
  const { heightPx } = DRAWN;
  const tint = [0, 1, 2].map((channel) => 0.55 + 0.45 * lightAt(scene, channel, 99));
  const rgb = new Float32Array(WIDE_PX * heightPx * 3);
  for (let y = 0; y < heightPx; y += 1) {
    for (let x = 0; x < WIDE_PX; x += 1) {
      for (let channel = 0; channel < 3; channel += 1) {
        const light = 0.7 * patches(scene, x, y) + 0.3 * patches(40 + 3 * scene + channel, x, y);
        rgb[(y * WIDE_PX + x) * 3 + channel] = 20 + 190 * tint[channel]! * light;
      }
    }
  }
  return { widthPx: WIDE_PX, heightPx, rgb };
}

const SCENES = SPEEDS.map((_, scene) => drawScene(scene));

/** What is seen at a time; nothing is brighter than 215 of 255. */
export function drawAt(seconds: number): Drawing {
  const { widthPx, heightPx, cutsSeconds } = DRAWN;
  const scene = cutsSeconds.filter((cut) => cut <= seconds + 1e-6).length;
  const shift = SPEEDS[scene]! * (seconds - (cutsSeconds[scene - 1] ?? 0));
  const isLit = seconds > FLASH_SECONDS[0] - 1e-6 && seconds < FLASH_SECONDS[1] - 1e-6;
  const [whole, part] = [floor(shift), shift % 1];
  const rgb = new Float32Array(widthPx * heightPx * 3);
  for (let y = 0; y < heightPx; y += 1) {
    for (let i = 0; i < widthPx * 3; i += 1) {
      const from = (y * WIDE_PX + whole) * 3 + i;
      const value = SCENES[scene]!.rgb[from]! * (1 - part) + SCENES[scene]!.rgb[from + 3]! * part;
      rgb[y * widthPx * 3 + i] = isLit ? min(215, value + 120) : value;
    }
  }
  return { widthPx, heightPx, rgb };
}

/** Changes every pixel's three values. */
export function recoloured(drawing: Drawing, change: (pixel: Float32Array) => void): Drawing {
  const rgb = Float32Array.from(drawing.rgb);
  for (let i = 0; i < rgb.length; i += 3) change(rgb.subarray(i, i + 3));
  return { ...drawing, rgb };
}

/** The pixel of another drawing at each place; black where there is none. */
function remapped(
  { widthPx, heightPx, rgb }: Drawing,
  size: { widthPx: number; heightPx: number },
  sourceOf: (x: number, y: number) => [number, number],
): Drawing {
  const made = new Float32Array(size.widthPx * size.heightPx * 3);
  for (let y = 0; y < size.heightPx; y += 1) {
    for (let x = 0; x < size.widthPx; x += 1) {
      const [fromX, fromY] = sourceOf(x, y).map(floor) as [number, number];
      if (fromX < 0 || fromY < 0 || fromX >= widthPx || fromY >= heightPx) continue;
      const from = (fromY * widthPx + fromX) * 3;
      made.set(rgb.subarray(from, from + 3), (y * size.widthPx + x) * 3);
    }
  }
  return { ...size, rgb: made };
}

/** Stored so that a player which turns it clockwise by `degrees` shows the drawing. */
export function turned(drawing: Drawing, degrees: 90 | 180): Drawing {
  const { widthPx, heightPx } = drawing;
  if (degrees === 180) return remapped(drawing, drawing, (x, y) => [widthPx - 1 - x, heightPx - 1 - y]);
  return remapped(drawing, { widthPx: heightPx, heightPx: widthPx }, (x, y) => [widthPx - 1 - y, x]);
}

/** The whole drawing, made smaller or larger, in a black frame of its own size or another. */
export function boxed(
  drawing: Drawing,
  picture: { widthPx: number; heightPx: number },
  frame: { widthPx: number; heightPx: number } = drawing,
): Drawing {
  const left = (frame.widthPx - picture.widthPx) >> 1;
  const top = (frame.heightPx - picture.heightPx) >> 1;
  return remapped(drawing, { widthPx: frame.widthPx, heightPx: frame.heightPx }, (x, y) => [
    ((x - left) * drawing.widthPx) / picture.widthPx,
    ((y - top) * drawing.heightPx) / picture.heightPx,
  ]);
}

/** Two moments as the two fields of one frame. */
export function interlaced(first: Drawing, second: Drawing): Drawing {
  const { widthPx, heightPx } = first;
  const rgb = Float32Array.from(first.rgb);
  for (let y = 1; y < heightPx; y += 2) {
    const row = [y * widthPx * 3, (y + 1) * widthPx * 3] as const;
    rgb.set(second.rgb.subarray(...row), row[0]);
  }
  return { ...first, rgb };
}
