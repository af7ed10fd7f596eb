// Frames to video tokens: runs the video encoder over chunks with margins, so that memory is bounded by the chunk.
import { Tensor, type InferenceSession } from 'onnxruntime-node';
import type { ModelManifest } from '@framescore/contract';

/** What the decoder attends to, and what the picture is compared by. S video tokens, F frames. */
export type EncodedVideo = {
  tokens: Tensor; // [S, D]
  crossKeys: Tensor; // one axis is S
  crossValues: Tensor;
  /** The picture in the space shared with music, length 1 [E]. */
  embedding: Float32Array;
  /** Logit of "the picture changes and a beat would fall here" [F]. */
  beatLogits: Float32Array;
};

/** Video tokens encoded at once: 2 minutes at 2.5 tokens a second. */
const CHUNK_TOKENS = 300;
/** Tokens encoded besides on either side: two attention layers of +-32 tokens, and a little for the convolutions. */
const MARGIN_TOKENS = 72;

/** Encodes uint8 RGB frames [F, height, width, 3]; F >= 1. */
export async function encodeVideo(
  session: InferenceSession,
  frames: Uint8Array,
  manifest: ModelManifest,
): Promise<EncodedVideo> {
  const { widthPx, heightPx, tokenStride } = manifest.video;
  const frameBytes = widthPx * heightPx * 3;
  const frameCount = frames.length / frameBytes;
  const tokenCount = Math.ceil(frameCount / tokenStride);
  const parts: ChunkOutput[] = [];
  for (let start = 0; start < tokenCount; start += CHUNK_TOKENS) {
    const end = Math.min(start + CHUNK_TOKENS, tokenCount);
    const first = Math.max(0, start - MARGIN_TOKENS);
    const last = Math.min(tokenCount, end + MARGIN_TOKENS);
    const chunk = frames.subarray(first * tokenStride * frameBytes, last * tokenStride * frameBytes);
    const dims = [chunk.length / frameBytes, heightPx, widthPx, 3];
    const output = await session.run({ frames: new Tensor('uint8', chunk, dims) });
    parts.push({ output, skip: start - first, keep: end - start, total: last - first });
  }
  return {
    tokens: joinTokens(parts, 'tokens'),
    crossKeys: joinTokens(parts, 'cross_keys'),
    crossValues: joinTokens(parts, 'cross_values'),
    embedding: joinEmbeddings(parts, manifest.video.meaningSize),
    beatLogits: joinFrames(parts, tokenStride),
  };
}

type ChunkOutput = { output: InferenceSession.OnnxValueMapType; skip: number; keep: number; total: number };

function tensorOf(part: ChunkOutput, name: string): Tensor {
  return part.output[name] as Tensor;
}

/** Joins an output along its token axis, without the margins. */
function joinTokens(parts: ChunkOutput[], name: string): Tensor {
  const [only] = parts;
  if (parts.length === 1 && only) return tensorOf(only, name);
  const axis = tensorOf(parts[0]!, name).dims.indexOf(parts[0]!.total);
  const dims = [...tensorOf(parts[0]!, name).dims];
  const kept = parts.reduce((sum, part) => sum + part.keep, 0);
  const outer = dims.slice(0, axis).reduce((a, b) => a * b, 1);
  const inner = dims.slice(axis + 1).reduce((a, b) => a * b, 1);
  dims[axis] = kept;
  const joined = new Float32Array(outer * kept * inner);
  let at = 0;
  for (const part of parts) {
    const data = tensorOf(part, name).data as Float32Array;
    for (let o = 0; o < outer; o += 1) {
      const from = (o * part.total + part.skip) * inner;
      joined.set(data.subarray(from, from + part.keep * inner), (o * kept + at) * inner);
    }
    at += part.keep;
  }
  return new Tensor('float32', joined, dims);
}

function joinFrames(parts: ChunkOutput[], tokenStride: number): Float32Array {
  const slices = parts.map((part) => {
    const data = tensorOf(part, 'beat_logits').data as Float32Array;
    return data.subarray(part.skip * tokenStride, (part.skip + part.keep) * tokenStride);
  });
  const joined = new Float32Array(slices.reduce((sum, slice) => sum + slice.length, 0));
  let at = 0;
  for (const slice of slices) {
    joined.set(slice, at);
    at += slice.length;
  }
  return joined;
}

/**
 * One embedding as it is; several weighted by their length and brought back to length 1. What happens when in a chunk is not what
 * happens when in the whole: of several only the meaning is kept.
 */
function joinEmbeddings(parts: ChunkOutput[], meaningSize?: number): Float32Array {
  const size = tensorOf(parts[0]!, 'embedding').data.length;
  const kept = parts.length === 1 ? size : (meaningSize ?? size);
  const mean = new Float32Array(size);
  for (const part of parts) {
    const data = tensorOf(part, 'embedding').data as Float32Array;
    for (let e = 0; e < kept; e += 1) mean[e] = mean[e]! + part.keep * data[e]!;
  }
  const length = Math.hypot(...mean) || 1;
  return mean.map((value) => value / length);
}
