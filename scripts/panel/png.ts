// PNG, as far as icons and pictures need it: 8 bits a channel, read and written. A picture of few colours becomes a small file.
import { unzlibSync, zlibSync } from 'fflate';

export type Pixels = { widthPx: number; heightPx: number; rgba: Uint8Array };

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const TRUE_COLOUR = 2;
const PALETTE = 3;
const TRUE_COLOUR_WITH_ALPHA = 6;

export function encodePng(pixels: Pixels): Uint8Array {
  return writePng(pixels, TRUE_COLOUR_WITH_ALPHA, 4, pixels.rgba, []);
}

/** Opaque, at most 256 colours: each channel is rounded just as far as it takes. */
export function encodePalettePng(pixels: Pixels): Uint8Array {
  for (let bits = 8; ; bits -= 1) {
    const found = indexColours(pixels.rgba, bits);
    if (!found) continue;
    const palette = chunk('PLTE', Uint8Array.from(found.palette));
    return writePng(pixels, PALETTE, 1, found.indices, [palette]);
  }
}

function indexColours(
  rgba: Uint8Array,
  bits: number,
): { palette: number[]; indices: Uint8Array } | undefined {
  const step = 2 ** (8 - bits);
  const round = (value: number) => Math.min(255, Math.round(value / step) * step);
  const numbers = new Map<number, number>();
  const palette: number[] = [];
  const indices = new Uint8Array(rgba.length / 4);
  for (let pixel = 0; pixel < indices.length; pixel += 1) {
    const colour = [0, 1, 2].map((channel) => round(rgba[pixel * 4 + channel] ?? 0));
    const key = (colour[0]! << 16) | (colour[1]! << 8) | colour[2]!;
    let index = numbers.get(key);
    if (index === undefined) {
      if (numbers.size === 256) return undefined;
      index = numbers.size;
      numbers.set(key, index);
      palette.push(...colour);
    }
    indices[pixel] = index;
  }
  return { palette, indices };
}

function writePng(
  { widthPx, heightPx }: Pixels,
  colourType: number,
  bytesPerPixel: number,
  data: Uint8Array,
  extra: Uint8Array[],
): Uint8Array {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, widthPx);
  view.setUint32(4, heightPx);
  header.set([8, colourType], 8);
  const rowBytes = widthPx * bytesPerPixel;
  const rows = new Uint8Array(heightPx * (rowBytes + 1));
  for (let y = 0; y < heightPx; y += 1) {
    rows.set(data.subarray(y * rowBytes, (y + 1) * rowBytes), y * (rowBytes + 1) + 1);
  }
  const body = chunk('IDAT', zlibSync(rows, { level: 9 }));
  return join([
    Uint8Array.from(SIGNATURE),
    chunk('IHDR', header),
    ...extra,
    body,
    chunk('IEND', new Uint8Array()),
  ]);
}

/** Reads what Chromium writes: true colour with or without alpha, not interlaced. */
export function decodePng(file: Uint8Array): Pixels {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const [widthPx, heightPx, colourType] = [view.getUint32(16), view.getUint32(20), file[25]];
  if (
    file[24] !== 8 ||
    (colourType !== TRUE_COLOUR && colourType !== TRUE_COLOUR_WITH_ALPHA) ||
    file[28] !== 0
  ) {
    throw new Error('Only true-colour PNG with 8 bits a channel can be read.');
  }
  const channels = colourType === TRUE_COLOUR ? 3 : 4;
  const rows = unfilter(unzlibSync(readBody(file, view)), widthPx * channels, heightPx, channels);
  const rgba = new Uint8Array(widthPx * heightPx * 4).fill(255);
  for (let pixel = 0; pixel < widthPx * heightPx; pixel += 1) {
    rgba.set(rows.subarray(pixel * channels, (pixel + 1) * channels), pixel * 4);
  }
  return { widthPx, heightPx, rgba };
}

function readBody(file: Uint8Array, view: DataView): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let at = 8; at < file.length; at += view.getUint32(at) + 12) {
    if (String.fromCharCode(...file.subarray(at + 4, at + 8)) === 'IDAT') {
      parts.push(file.subarray(at + 8, at + 8 + view.getUint32(at)));
    }
  }
  return join(parts);
}

/** PNG filters 0..4 (W3C PNG, section 9). */
function unfilter(data: Uint8Array, rowBytes: number, heightPx: number, channels: number): Uint8Array {
  const out = new Uint8Array(rowBytes * heightPx);
  for (let y = 0; y < heightPx; y += 1) {
    const filter = data[y * (rowBytes + 1)] ?? 0;
    for (let x = 0; x < rowBytes; x += 1) {
      const at = y * rowBytes + x;
      const left = x >= channels ? (out[at - channels] ?? 0) : 0;
      const up = y > 0 ? (out[at - rowBytes] ?? 0) : 0;
      const corner = x >= channels && y > 0 ? (out[at - rowBytes - channels] ?? 0) : 0;
      out[at] = (data[y * (rowBytes + 1) + 1 + x] ?? 0) + predict(filter, left, up, corner);
    }
  }
  return out;
}

function predict(filter: number, left: number, up: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  if (filter !== 4) return 0;
  const estimate = left + up - corner;
  const [toLeft, toUp, toCorner] = [left, up, corner].map((value) => Math.abs(estimate - value)) as [
    number,
    number,
    number,
  ];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const out = new Uint8Array(data.length + 12);
  const view = new DataView(out.buffer);
  view.setUint32(0, data.length);
  out.set(
    [...type].map((letter) => letter.charCodeAt(0)),
    4,
  );
  out.set(data, 8);
  view.setUint32(data.length + 8, crc32(out.subarray(4, data.length + 8)));
  return out;
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb8_8320 : crc >>> 1;
  }
  return (crc ^ 0xffff_ffff) >>> 0;
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
