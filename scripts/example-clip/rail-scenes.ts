// The fast close-ups of the example film: the track ahead, the turning wheel, the tunnel.
import {
  addGlow,
  addLight,
  blendPixel,
  clamp01,
  fillGradient,
  mixColors,
  smoothStep,
  type Canvas,
  type Color,
} from './canvas.js';
import { hash } from './noise.js';
import type { Scene } from './land-scenes.js';

/** Calls `paint` with each pixel's offset from the centre, in pixels. */
function eachOffset(
  canvas: Canvas,
  centre: readonly [number, number],
  paint: (x: number, y: number, dx: number, dy: number) => void,
): void {
  for (let y = 0; y < canvas.heightPx; y++) {
    for (let x = 0; x < canvas.widthPx; x++) paint(x, y, x + 0.5 - centre[0], y + 0.5 - centre[1]);
  }
}

/** Colour of the track bed at a place on the ground: gravel, sleepers, two rails, grass beside. */
function groundColor(across: number, ahead: number, haze: number): Color {
  const grain = 0.8 + 0.4 * hash(Math.floor(across * 26) + 4099 * Math.floor(ahead * 9), 2) * (1 - haze);
  if (Math.abs(Math.abs(across) - 0.72) < 0.055) return [0.8, 0.72, 0.66];
  const isSleeper = Math.abs(across) < 1.25 && (ahead * 1.6) % 1 < 0.42;
  if (isSleeper) return [0.26 * grain, 0.19 * grain, 0.15 * grain];
  if (Math.abs(across) < 1.9) return [0.42 * grain, 0.37 * grain, 0.35 * grain];
  return [0.24 * grain, 0.3 * grain, 0.13 * grain];
}

export const trackAhead: Scene = (canvas, seconds) => {
  const horizonPx = 300 + Math.sin(seconds * 19) * 2;
  const bend = Math.sin(seconds * 0.9) * 90;
  const dusk: Color = [0.93, 0.66, 0.45];
  fillGradient(canvas, [[0.28, 0.34, 0.55], [0.72, 0.5, 0.5], dusk], 0, Math.round(horizonPx) + 2);
  eachOffset(canvas, [640, horizonPx], (x, y, dx, dy) => {
    if (dy < 1) return;
    const ahead = 260 / dy;
    const across = ((dx - bend * (30 / (dy + 30))) / dy) * 1.15;
    const haze = clamp01(ahead / 11);
    const color = groundColor(across, ahead + seconds * 8.3, haze);
    blendPixel(canvas, x, y, mixColors(color, dusk, haze), 1);
  });
  addGlow(canvas, 640 + bend, horizonPx - 6, 430, [0.9, 0.5, 0.25], 0.7);
};

/** Brightness of the wheel at a distance from its axle and an angle on it; undefined outside. */
function wheelTone(radius: number, angle: number): number | undefined {
  if (radius > 268) return undefined;
  if (radius > 236) return 0.62 + 0.3 * Math.cos(angle - 0.9);
  if (radius > 214) return 0.2;
  if (radius < 62) return 0.34 + 0.2 * smoothStep(62, 20, radius);
  const spoke = Math.abs(((angle / (Math.PI * 2)) * 9) % 1);
  return Math.min(spoke, 1 - spoke) < 0.12 + 8 / radius ? 0.42 : undefined;
}

export const turningWheel: Scene = (canvas, seconds) => {
  const turn = seconds * 9;
  const axle = [600, 372] as const;
  fillGradient(canvas, [
    [0.09, 0.1, 0.14],
    [0.2, 0.17, 0.18],
    [0.42, 0.27, 0.18],
  ]);
  eachOffset(canvas, axle, (x, y, dx, dy) => {
    const streak = hash(Math.floor(y / 7), Math.floor((x + seconds * 3000) / 260));
    if (streak > 0.72) addLight(canvas, x, y, [0.9, 0.55, 0.3], (streak - 0.72) * 0.5);
    const radius = Math.hypot(dx, dy);
    const angle = (Math.atan2(dy, dx) - turn + Math.PI * 200) % (Math.PI * 2);
    const tone = wheelTone(radius, angle);
    if (tone !== undefined) blendPixel(canvas, x, y, [tone * 0.92, tone * 0.86, tone * 0.86], 1);
    if (y > 638) blendPixel(canvas, x, y, y < 652 ? [0.85, 0.76, 0.66] : [0.12, 0.1, 0.1], 1);
  });
  const pin = [axle[0] + Math.cos(turn) * 120, axle[1] + Math.sin(turn) * 120] as const;
  eachOffset(canvas, pin, (x, y, dx, dy) => {
    const isRod = dx > -30 && Math.abs(dy - dx * 0.03) < 19;
    if (isRod || Math.hypot(dx, dy) < 34) {
      const tone = 0.5 + 0.35 * clamp01(0.5 - dy / 40);
      blendPixel(canvas, x, y, [tone * 0.75, tone * 0.25, tone * 0.18], 1);
    }
  });
  addGlow(canvas, axle[0], 640, 330, [1, 0.6, 0.25], 0.5 + 0.2 * Math.sin(seconds * 41));
};

export const tunnel: Scene = (canvas, seconds, progress) => {
  const centre = [640 + Math.sin(seconds * 3) * 26, 340] as const;
  eachOffset(canvas, centre, (x, y, dx, dy) => {
    const radius = Math.max(Math.hypot(dx, dy * 1.15), 1);
    const ahead = 900 / radius + seconds * 15;
    const angle = Math.atan2(dy, dx);
    const lampSide =
      Math.exp(-(((Math.abs(angle) - 2.2) / 0.1) ** 2)) + Math.exp(-(((Math.abs(angle) - 0.94) / 0.1) ** 2));
    const ring = ahead % 1 < 0.14 ? 1 : 0;
    const lamp = dy < 0 && ahead % 1 < 0.3 ? lampSide : 0;
    const depth = clamp01(radius / 700);
    const wall = (0.05 + 0.1 * ring) * (0.3 + depth);
    blendPixel(canvas, x, y, [wall * 0.9, wall, wall * 1.25], 1);
    addLight(canvas, x, y, [1, 0.72, 0.36], lamp * (0.25 + depth));
  });
  addGlow(
    canvas,
    centre[0],
    centre[1],
    60 + 560 * progress ** 3,
    [0.75, 0.85, 1],
    0.35 + 1.1 * progress ** 2,
  );
};
