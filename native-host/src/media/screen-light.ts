// HDR and wide colours as an SDR screen (Rec. 709, gamma 2.4) shows them. Pure; works on pictures of a few thousand pixels.
import type { Light } from './frame-tags.js';

const SCREEN_GAMMA = 2.4; // ITU-R BT.1886
/** Diffuse white of HDR pictures in cd/m2 (ITU-R BT.2408): what an SDR screen shows as its white. */
const WHITE_NITS = 203;
const HLG_PEAK_NITS = 1_000;
const HLG_SYSTEM_GAMMA = 1.2; // ITU-R BT.2100, for that peak
/** From here on highlights are pressed together, in the screen's own numbers: 1,000 cd/m2 arrive at white, diffuse white at 96 %. */
const KNEE = 0.9;

type Matrix = readonly [number, number, number, number, number, number, number, number, number];
/** Linear light to Rec. 709 primaries. */
const TO_BT709: Readonly<Record<Exclude<Light['primaries'], 'bt709'>, Matrix>> = {
  bt2020: [1.6605, -0.5876, -0.0728, -0.1246, 1.1329, -0.0083, -0.0182, -0.1006, 1.1187],
  p3: [1.2249, -0.2247, 0, -0.042, 1.0421, 0, -0.0196, -0.0786, 1.0979],
};
const BT2020_LUMA = [0.2627, 0.678, 0.0593] as const;

/** `values`: R, G, B of each pixel, 0..1, as coded. Gives 8 bits of each. */
export function toScreenLight(values: Float64Array, { transfer, primaries }: Light): Uint8Array {
  const shown = new Uint8Array(values.length);
  if (transfer === 'sdr' && primaries === 'bt709') {
    for (let i = 0; i < values.length; i++) shown[i] = Math.round(values[i]! * 255);
    return shown;
  }
  const pixel: [number, number, number] = [0, 0, 0];
  for (let i = 0; i < values.length; i += 3) {
    for (let c = 0; c < 3; c++) pixel[c] = toLinear(values[i + c]!, transfer);
    if (transfer === 'hlg') applySystemGamma(pixel);
    if (primaries !== 'bt709') multiply(TO_BT709[primaries], pixel);
    for (let c = 0; c < 3; c++) shown[i + c] = Math.round(255 * onScreen(pixel[c]!, transfer));
  }
  return shown;
}

/** Light as a share of the screen's white; of HLG, the light of the scene as a share of its peak. */
function toLinear(value: number, transfer: Light['transfer']): number {
  switch (transfer) {
    case 'sdr':
      return value ** SCREEN_GAMMA;
    case 'pq':
      return pqNits(value) / WHITE_NITS;
    case 'hlg':
      return hlgScene(value);
    case 'linear':
      return value;
  }
}

/** SMPTE ST 2084. */
function pqNits(value: number): number {
  const root = value ** (32 / 2_523);
  const ratio = Math.max(0, root - 3_424 / 4_096) / (2_413 / 128 - (2_392 / 128) * root);
  return 10_000 * ratio ** (16_384 / 2_610);
}

/** ITU-R BT.2100 HLG, inverse OETF. */
function hlgScene(value: number): number {
  const [a, b, c] = [0.17883277, 0.28466892, 0.55991073];
  return value <= 0.5 ? value ** 2 / 3 : (Math.exp((value - c) / a) + b) / 12;
}

function applySystemGamma(pixel: [number, number, number]): void {
  const luma = BT2020_LUMA[0] * pixel[0] + BT2020_LUMA[1] * pixel[1] + BT2020_LUMA[2] * pixel[2];
  const gain = (HLG_PEAK_NITS / WHITE_NITS) * luma ** (HLG_SYSTEM_GAMMA - 1);
  for (let c = 0; c < 3; c++) pixel[c]! *= gain;
}

function multiply(matrix: Matrix, pixel: [number, number, number]): void {
  const [r, g, b] = pixel;
  for (let c = 0; c < 3; c++) pixel[c] = matrix[3 * c]! * r + matrix[3 * c + 1]! * g + matrix[3 * c + 2]! * b;
}

/** The screen's own number for a light, 0..1. SDR keeps what it had, but for colours that the screen cannot show; linear light ends at white. */
function onScreen(light: number, transfer: Light['transfer']): number {
  const value = Math.max(0, light) ** (1 / SCREEN_GAMMA);
  if (transfer === 'sdr' || transfer === 'linear' || value <= KNEE) return Math.min(1, value);
  return KNEE + (1 - KNEE) * (1 - Math.exp(-(value - KNEE) / (1 - KNEE)));
}
