import { describe, expect, test } from '@jest/globals';
import { CHUNK_FRAMES, CONTEXT_FRAMES, joinActivations, keptActivations, MelChunker } from './mel-chunks.js';
import { MEL_BANDS } from './mel-extractor.js';

/** Frames that carry their own number. */
const numbered = (from: number, to: number) =>
  Float32Array.from({ length: (to - from) * MEL_BANDS }, (_, index) => from + Math.floor(index / MEL_BANDS));

/** Passes a recording through a network that says the number of the frame, and its half; notes what each chunk was given. */
function passThrough(frameCount: number, mostAtOnce = Infinity) {
  const chunker = new MelChunker();
  const given: { first: number; frames: number; kept: number }[] = [];
  const parts: Float32Array[] = [];
  let come = 0;
  for (;;) {
    while (chunker.wantedFrames > 0 && come < frameCount) {
      const end = Math.min(frameCount, come + Math.min(chunker.wantedFrames, mostAtOnce));
      chunker.push(numbered(come, end));
      come = end;
    }
    const chunk = chunker.chunk();
    if (!chunk) break;
    const { mel, keepFrom, keepTo } = chunk;
    given.push({ first: mel[0]!, frames: mel.length / MEL_BANDS, kept: mel[keepFrom * MEL_BANDS]! });
    expect(keepTo).toBeLessThanOrEqual(mel.length / MEL_BANDS);
    const activations = Float32Array.from({ length: (mel.length / MEL_BANDS) * 2 }, (_, index) => {
      const frame = mel[(index >> 1) * MEL_BANDS]!;
      return index % 2 === 0 ? frame : frame / 2;
    });
    parts.push(keptActivations(chunk, activations));
  }
  return { given, joined: joinActivations(parts) };
}

describe('mel chunks', () => {
  test.each([0, 1, CHUNK_FRAMES, CHUNK_FRAMES + 1, 10_000])(
    'tile a recording of %i frames once, each with all the context there is',
    (frameCount) => {
      const { given, joined } = passThrough(frameCount);
      expect(joined.length).toBe(2 * frameCount);
      given.forEach(({ first, frames, kept }, index) => {
        expect(kept).toBe(index * CHUNK_FRAMES);
        expect(first).toBe(Math.max(0, kept - CONTEXT_FRAMES));
        expect(first + frames).toBe(Math.min(frameCount, kept + CHUNK_FRAMES + CONTEXT_FRAMES));
      });
    },
  );

  test('join to what one run would have given, in whatever pieces the frames come', () => {
    for (const mostAtOnce of [Infinity, 999]) {
      const { joined } = passThrough(2 * CHUNK_FRAMES + 77, mostAtOnce);
      expect(joined.every((value, index) => value === (index >> 1) / (1 + (index % 2)))).toBe(true);
    }
  });

  test('refuse activations of the wrong length', () => {
    const chunk = { mel: new Float32Array(10 * MEL_BANDS), keepFrom: 0, keepTo: 10 };
    expect(() => keptActivations(chunk, new Float32Array(18))).toThrow();
  });
});
