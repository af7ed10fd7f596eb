// Messages between the host and the engine process. Structured clones over the process channel; frames come in small batches.
import type { ModelManifest, ProblemCode } from '@framescore/contract';
import type { CodedSound } from './codec.js';
import type { TokenRequest } from './score-model.js';

export type EngineCommand =
  | { kind: 'load'; id: number; directory: string; manifest: ModelManifest; threads: number }
  | { kind: 'frames'; rgb: Uint8Array }
  | { kind: 'encode'; id: number }
  | { kind: 'tokens'; id: number; request: TokenRequest }
  | { kind: 'decode'; id: number; part: CodedSound }
  | { kind: 'embed'; id: number; tokens: Int32Array }
  | { kind: 'beats'; id: number; mel: Float32Array; bands: number };

/** What encoding the picture tells the host; the tokens themselves stay in the engine. */
export type PictureSummary = { embedding: Float32Array; beatLogits: Float32Array; tokenCount: number };

export type EngineReply =
  | { kind: 'loaded'; id: number }
  | { kind: 'encoded'; id: number; picture: PictureSummary }
  | { kind: 'steps'; id: number; tokens: Int32Array; logits?: Float32Array }
  | { kind: 'tokens-end'; id: number }
  | { kind: 'decoded'; id: number; audio: Float32Array }
  | { kind: 'embedded'; id: number; embedding: Float32Array | null }
  | { kind: 'activations'; id: number; activations: Float32Array }
  | { kind: 'failed'; id: number; code: ProblemCode; detail: string };
