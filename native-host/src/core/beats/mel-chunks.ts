// How a recording of any length passes through the beat tracker in pieces of bounded size, and how the pieces are joined.
// Knows nothing of the network but how far it sees.
import assert from 'node:assert/strict';
import { MEL_BANDS } from './mel-extractor.js';

/** Frames on either side that can change an output (models/vmas/beats/model.py `context_frames`); 13.6 s. */
export const CONTEXT_FRAMES = 682;
/** Frames kept of a chunk: 60 s. With its context a chunk is at most 4,364 frames, some 30 MB in the network. */
export const CHUNK_FRAMES = 3_000;

/** What goes in, [F, M], and which of its activations [keepFrom, keepTo) are kept. */
export type MelChunk = { mel: Float32Array; keepFrom: number; keepTo: number };

/** Gathers frames as they come and gives them out in chunks; the kept parts tile the recording, so with full context they join to one run. */
export class MelChunker {
  /** Frames from `first` on, as far as they have come. */
  #mel: Float32Array = new Float32Array(0);
  #first = 0;
  /** The next frame whose activations are wanted. */
  #next = 0;

  /** Frames that the next chunk lacks, unless the recording ends before. */
  get wantedFrames(): number {
    return this.#next + CHUNK_FRAMES + CONTEXT_FRAMES - this.#end;
  }

  push(mel: Float32Array): void {
    const joined = new Float32Array(this.#mel.length + mel.length);
    joined.set(this.#mel);
    joined.set(mel, this.#mel.length);
    this.#mel = joined;
  }

  /** The next chunk of what has come; undefined where nothing is left. */
  chunk(): MelChunk | undefined {
    const keepTo = Math.min(this.#next + CHUNK_FRAMES, this.#end);
    if (keepTo <= this.#next) return undefined;
    const start = Math.max(0, this.#next - CONTEXT_FRAMES);
    const mel = this.#mel.slice((start - this.#first) * MEL_BANDS);
    const chunk = { mel, keepFrom: this.#next - start, keepTo: keepTo - start };
    this.#next = keepTo;
    const kept = Math.max(0, keepTo - CONTEXT_FRAMES);
    this.#mel = this.#mel.slice((kept - this.#first) * MEL_BANDS);
    this.#first = kept;
    return chunk;
  }

  get #end(): number {
    return this.#first + this.#mel.length / MEL_BANDS;
  }
}

/** The activations [F, 2] of a chunk that are kept. */
export function keptActivations(
  { mel, keepFrom, keepTo }: MelChunk,
  activations: Float32Array,
): Float32Array {
  assert.equal(activations.length / 2, mel.length / MEL_BANDS);
  return activations.slice(2 * keepFrom, 2 * keepTo);
}

/** Parts, in order, as one. */
export function joinActivations(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
