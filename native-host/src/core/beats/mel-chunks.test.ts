import { describe, expect, test } from '@jest/globals';
import { CHUNK_FRAMES, CONTEXT_FRAMES, chunkMel, joinActivations, splitMel } from './mel-chunks.js';
import { MEL_BANDS } from './mel-extractor.js';

describe('mel chunks', () => {
  test('tile a recording of any length once, each with all the context there is', () => {
    for (const frameCount of [0, 1, CHUNK_FRAMES, CHUNK_FRAMES + 1, 10_000]) {
      const chunks = splitMel(frameCount);
      expect(chunks.reduce((sum, chunk) => sum + chunk.keepEndFrame - chunk.keepStartFrame, 0)).toBe(
        frameCount,
      );
      chunks.forEach((chunk, index) => {
        expect(chunk.keepStartFrame).toBe(index * CHUNK_FRAMES);
        expect(chunk.startFrame).toBe(Math.max(0, chunk.keepStartFrame - CONTEXT_FRAMES));
        expect(chunk.endFrame).toBe(Math.min(frameCount, chunk.keepEndFrame + CONTEXT_FRAMES));
      });
    }
  });

  test('join to what one run would have given', () => {
    const frameCount = 2 * CHUNK_FRAMES + 77;
    const mel = Float32Array.from({ length: frameCount * MEL_BANDS }, (_, index) =>
      Math.floor(index / MEL_BANDS),
    );
    const chunks = splitMel(frameCount);
    // A network that says the number of the frame, and its half.
    const parts = chunks.map((chunk) => {
      const given = chunkMel(mel, chunk);
      return Float32Array.from({ length: (given.length / MEL_BANDS) * 2 }, (_, index) => {
        const frame = given[(index >> 1) * MEL_BANDS]!;
        return index % 2 === 0 ? frame : frame / 2;
      });
    });
    const joined = joinActivations(chunks, parts);
    expect(joined.length).toBe(2 * frameCount);
    expect(joined.every((value, index) => value === (index >> 1) / (1 + (index % 2)))).toBe(true);
  });

  test('refuse a part of the wrong length', () => {
    expect(() => joinActivations(splitMel(10), [new Float32Array(18)])).toThrow();
  });
});
