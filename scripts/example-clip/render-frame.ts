// One frame of the example film as planar YUV, and as packed RGB for a look at it. Knows no file.
import { createCanvas, finishPicture, type Canvas } from './canvas.js';
import { hash } from './noise.js';
import { FADE_FRAMES, FRAMES_PER_SECOND, FRAME_COUNT, SHOTS, type Shot } from './shots.js';

const SHUTTER_SECONDS = 0.6 / FRAMES_PER_SECOND;

/** Draws frame `index` of the film. */
export function renderFrame(index: number, widthPx: number, heightPx: number): Canvas {
  const { shot, frameInShot } = shotAt(index);
  const { exposures = 1, startsAtSeconds = 0 } = shot;
  const sum = createCanvas(widthPx, heightPx);
  for (let exposure = 0; exposure < exposures; exposure++) {
    const picture = createCanvas(widthPx, heightPx);
    const seconds = frameInShot / FRAMES_PER_SECOND + (exposure / exposures) * SHUTTER_SECONDS;
    shot.scene(picture, startsAtSeconds + seconds, frameInShot / shot.frameCount);
    picture.rgb.forEach((value, at) => {
      sum.rgb[at] = (sum.rgb[at] ?? 0) + Math.min(value, 1) / exposures;
    });
  }
  finishPicture(sum, Math.min((FRAME_COUNT - 1 - index) / FADE_FRAMES, 1));
  return sum;
}

function shotAt(index: number): { shot: Shot; frameInShot: number } {
  let frameInShot = index;
  for (const shot of SHOTS) {
    if (frameInShot < shot.frameCount) return { shot, frameInShot };
    frameInShot -= shot.frameCount;
  }
  throw new RangeError(`The film has ${FRAME_COUNT} frames.`);
}

/** 8-bit YUV 4:2:0 after BT.709, limited range; a little noise hides the steps of slow gradients. */
export function toYuv420({ widthPx, heightPx, rgb }: Canvas): Buffer {
  const luma = widthPx * heightPx;
  const yuv = Buffer.alloc(luma * 1.5);
  const chroma = new Float32Array(luma / 2); // [2, height / 2, width / 2]
  for (let at = 0; at < luma; at++) {
    const [red, green, blue] = [rgb[at * 3] ?? 0, rgb[at * 3 + 1] ?? 0, rgb[at * 3 + 2] ?? 0];
    const bright = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    yuv[at] = Math.min(Math.max(Math.round(16 + 219 * bright + (hash(at, 1) - 0.5)), 16), 235);
    const half = ((Math.floor(at / widthPx) >> 1) * widthPx) / 2 + ((at % widthPx) >> 1);
    chroma[half] = (chroma[half] ?? 0) + (blue - bright) / 1.8556 / 4;
    chroma[luma / 4 + half] = (chroma[luma / 4 + half] ?? 0) + (red - bright) / 1.5748 / 4;
  }
  chroma.forEach((value, at) => {
    yuv[luma + at] = Math.min(Math.max(Math.round(128 + 224 * value), 16), 240);
  });
  return yuv;
}
