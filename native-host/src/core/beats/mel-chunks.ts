// How a long recording passes through the beat tracker in pieces of bounded size, and how the pieces are joined.
// Knows nothing of the network but how far it sees.
import assert from 'node:assert/strict';
import { MEL_BANDS } from './mel-extractor.js';

/** Frames on either side that can change an output (models/vmas/beats/model.py `context_frames`); 13.6 s. */
export const CONTEXT_FRAMES = 682;
/** Frames kept of a chunk: 60 s. With its context a chunk is at most 4,364 frames, some 30 MB in the network. */
export const CHUNK_FRAMES = 3_000;

/** Frames [startFrame, endFrame) go in; of their activations [keepStartFrame, keepEndFrame) are kept. */
export type MelChunk = { startFrame: number; endFrame: number; keepStartFrame: number; keepEndFrame: number };

/** The kept ranges tile [0, frameCount); with full context the join equals one run over everything. */
export function splitMel(frameCount: number): MelChunk[] {
  const chunks: MelChunk[] = [];
  for (let keepStartFrame = 0; keepStartFrame < frameCount; keepStartFrame += CHUNK_FRAMES) {
    const keepEndFrame = Math.min(frameCount, keepStartFrame + CHUNK_FRAMES);
    chunks.push({
      startFrame: Math.max(0, keepStartFrame - CONTEXT_FRAMES),
      endFrame: Math.min(frameCount, keepEndFrame + CONTEXT_FRAMES),
      keepStartFrame,
      keepEndFrame,
    });
  }
  return chunks;
}

/** What the network is given for a chunk, [F, M]. */
export function chunkMel(mel: Float32Array, chunk: MelChunk): Float32Array {
  return mel.slice(chunk.startFrame * MEL_BANDS, chunk.endFrame * MEL_BANDS);
}

/** Activations [F, 2] of every chunk, in order, to those of the whole, [F, 2]. */
export function joinActivations(chunks: readonly MelChunk[], parts: readonly Float32Array[]): Float32Array {
  assert.equal(parts.length, chunks.length);
  const whole = new Float32Array(2 * (chunks.at(-1)?.keepEndFrame ?? 0));
  for (const [index, chunk] of chunks.entries()) {
    const part = parts[index]!;
    assert.equal(part.length, 2 * (chunk.endFrame - chunk.startFrame));
    const from = 2 * (chunk.keepStartFrame - chunk.startFrame);
    const kept = part.subarray(from, from + 2 * (chunk.keepEndFrame - chunk.keepStartFrame));
    whole.set(kept, 2 * chunk.keepStartFrame);
  }
  return whole;
}
