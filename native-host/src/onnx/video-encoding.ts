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

/** Encodes uint8 RGB frames [F, height, width, 3] that are all there; F >= 1. */
export async function encodeVideo(
  session: InferenceSession,
  frames: Uint8Array,
  manifest: ModelManifest,
): Promise<EncodedVideo> {
  const encoding = new VideoEncoding(session, manifest);
  encoding.push(frames);
  return encoding.finish();
}

/** A picture that is encoded while its frames come: no more of them are kept than a chunk with its margins needs. */
export class VideoEncoding {
  private readonly frameBytes: number;
  /** Frames from that of token `firstToken` on. */
  private waiting: Uint8Array[] = [];
  private waitingBytes = 0;
  private firstToken = 0;
  private nextToken = 0;
  private readonly parts: EncodedPart[] = [];

  constructor(
    private readonly session: InferenceSession,
    private readonly manifest: ModelManifest,
  ) {
    const { widthPx, heightPx } = manifest.video;
    this.frameBytes = widthPx * heightPx * 3;
  }

  push(frames: Uint8Array): void {
    this.waiting.push(frames);
    this.waitingBytes += frames.length;
  }

  /** Encodes every chunk that what is still to come cannot change. */
  async advance(): Promise<void> {
    while (this.endToken >= this.nextToken + CHUNK_TOKENS + MARGIN_TOKENS) await this.encodeNext();
  }

  async finish(): Promise<EncodedVideo> {
    while (this.nextToken < this.endToken) await this.encodeNext();
    const { parts } = this;
    return {
      tokens: joinTokens(parts, 'tokens'),
      crossKeys: joinTokens(parts, 'cross_keys'),
      crossValues: joinTokens(parts, 'cross_values'),
      embedding: joinEmbeddings(parts, this.manifest.video.meaningSize),
      beatLogits: joinFloats(parts.map(({ beatLogits }) => beatLogits)),
    };
  }

  /** Tokens that the frames so far make, the last one perhaps of fewer frames. */
  private get endToken(): number {
    const frames = this.waitingBytes / this.frameBytes;
    return this.firstToken + Math.ceil(frames / this.manifest.video.tokenStride);
  }

  private async encodeNext(): Promise<void> {
    const { widthPx, heightPx, tokenStride } = this.manifest.video;
    const start = this.nextToken;
    const end = Math.min(start + CHUNK_TOKENS, this.endToken);
    const first = Math.max(0, start - MARGIN_TOKENS);
    const last = Math.min(this.endToken, end + MARGIN_TOKENS);
    const tokenBytes = tokenStride * this.frameBytes;
    const frames = Buffer.concat(this.waiting);
    const chunk = frames.subarray(
      (first - this.firstToken) * tokenBytes,
      (last - this.firstToken) * tokenBytes,
    );
    const dims = [chunk.length / this.frameBytes, heightPx, widthPx, 3];
    const output = await this.session.run({ frames: new Tensor('uint8', chunk, dims) });
    this.parts.push(
      keptPart(output, { skip: start - first, keep: end - start, total: last - first }, tokenStride),
    );
    this.nextToken = end;
    const kept = Math.max(0, end - MARGIN_TOKENS);
    const rest = Uint8Array.from(frames.subarray((kept - this.firstToken) * tokenBytes));
    [this.waiting, this.waitingBytes, this.firstToken] = [[rest], rest.length, kept];
  }
}

const TOKEN_OUTPUTS = ['tokens', 'cross_keys', 'cross_values'] as const;
type TokenOutput = (typeof TOKEN_OUTPUTS)[number];

/** What is kept of a chunk: its tokens without the margins, each output with its shape and the axis of the tokens. */
type EncodedPart = {
  keep: number;
  outputs: Partial<Record<TokenOutput, { data: Float32Array; dims: number[]; axis: number }>>;
  embedding: Float32Array;
  beatLogits: Float32Array;
};
type Chunk = { skip: number; keep: number; total: number };

function keptPart(output: InferenceSession.OnnxValueMapType, chunk: Chunk, tokenStride: number): EncodedPart {
  const { skip, keep } = chunk;
  const floats = (name: string) => (output[name] as Tensor).data as Float32Array;
  return {
    keep,
    outputs: Object.fromEntries(
      TOKEN_OUTPUTS.map((name) => [name, withoutMargins(output[name] as Tensor, chunk)]),
    ),
    embedding: floats('embedding').slice(),
    beatLogits: floats('beat_logits').slice(skip * tokenStride, (skip + keep) * tokenStride),
  };
}

function withoutMargins(tensor: Tensor, { skip, keep, total }: Chunk) {
  const axis = tensor.dims.indexOf(total);
  const dims = [...tensor.dims];
  dims[axis] = keep;
  const { outer, inner } = around(dims, axis);
  const source = tensor.data as Float32Array;
  const data = new Float32Array(outer * keep * inner);
  for (let o = 0; o < outer; o += 1) {
    const from = (o * total + skip) * inner;
    data.set(source.subarray(from, from + keep * inner), o * keep * inner);
  }
  return { data, dims, axis };
}

/** Products of the dimensions before and behind an axis. */
function around(dims: readonly number[], axis: number): { outer: number; inner: number } {
  const product = (values: readonly number[]) => values.reduce((a, b) => a * b, 1);
  return { outer: product(dims.slice(0, axis)), inner: product(dims.slice(axis + 1)) };
}

/** Joins an output along its token axis; the parts give it up, so that it is not in memory twice. */
function joinTokens(parts: EncodedPart[], name: TokenOutput): Tensor {
  const { dims: shape, axis } = parts[0]!.outputs[name]!;
  const kept = parts.reduce((sum, part) => sum + part.keep, 0);
  const dims = shape.map((size, i) => (i === axis ? kept : size));
  const { outer, inner } = around(dims, axis);
  const joined = new Float32Array(outer * kept * inner);
  let at = 0;
  for (const part of parts) {
    const { data } = part.outputs[name]!;
    const width = part.keep * inner;
    for (let o = 0; o < outer; o += 1)
      joined.set(data.subarray(o * width, (o + 1) * width), (o * kept + at) * inner);
    at += part.keep;
    delete part.outputs[name];
  }
  return new Tensor('float32', joined, dims);
}

function joinFloats(slices: readonly Float32Array[]): Float32Array {
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
function joinEmbeddings(parts: EncodedPart[], meaningSize?: number): Float32Array {
  const size = parts[0]!.embedding.length;
  const kept = parts.length === 1 ? size : (meaningSize ?? size);
  const mean = new Float32Array(size);
  for (const part of parts) {
    for (let e = 0; e < kept; e += 1) mean[e] = mean[e]! + part.keep * part.embedding[e]!;
  }
  const length = Math.hypot(...mean) || 1;
  return mean.map((value) => value / length);
}
