// Turns and mirrors a small RGB picture as the container's display matrix asks. Pure. Done after scaling, where it costs nothing.

/** How the stored x and y axes are shown: each is a direction on screen, one of the four. */
export type Orientation = { xAxis: readonly [number, number]; yAxis: readonly [number, number] };

export const UPRIGHT: Orientation = { xAxis: [1, 0], yAxis: [0, 1] };

/** From the matrix [a b u c d v x y w] (ISO 14496-12 section 8.2.2.3): stored (x, y) is shown at (ax + cy, bx + dy). */
export function orientationOf(matrix: readonly number[] | null): Orientation {
  if (matrix === null) return UPRIGHT;
  const [a = 1, b = 0, , c = 0, d = 1] = matrix;
  // Only quarter turns and mirrors: a slanted matrix is taken as the nearest of them.
  if (Math.abs(a) + Math.abs(d) >= Math.abs(b) + Math.abs(c))
    return { xAxis: [sign(a), 0], yAxis: [0, sign(d)] };
  return { xAxis: [0, sign(b)], yAxis: [sign(c), 0] };
}

export function swapsAxes({ xAxis }: Orientation): boolean {
  return xAxis[0] === 0;
}

/** Copies `stored` (rows of RGB24) into a shown picture of widthPx x heightPx. */
export function orientPicture(
  stored: Uint8Array,
  shown: { widthPx: number; heightPx: number },
  orientation: Orientation,
): Uint8Array {
  const { widthPx, heightPx } = shown;
  if (orientation.xAxis[0] === 1 && orientation.yAxis[1] === 1)
    return stored.slice(0, widthPx * heightPx * 3);
  const isSwapped = swapsAxes(orientation);
  const storedWidthPx = isSwapped ? heightPx : widthPx;
  const isXForward = orientation.xAxis[0] + orientation.xAxis[1] > 0;
  const isYForward = orientation.yAxis[0] + orientation.yAxis[1] > 0;
  const picture = new Uint8Array(widthPx * heightPx * 3);
  for (let row = 0, to = 0; row < heightPx; row++) {
    for (let column = 0; column < widthPx; column++, to += 3) {
      const alongX = isSwapped ? row : column;
      const alongY = isSwapped ? column : row;
      const x = isXForward ? alongX : (isSwapped ? heightPx : widthPx) - 1 - alongX;
      const y = isYForward ? alongY : (isSwapped ? widthPx : heightPx) - 1 - alongY;
      const from = (y * storedWidthPx + x) * 3;
      picture.set(stored.subarray(from, from + 3), to);
    }
  }
  return picture;
}

function sign(value: number): number {
  return value < 0 ? -1 : 1;
}
