// Messages between the host and the engine process. Structured clones over the process channel; frames come in small batches. All but
// loading belongs to a job: `job` names it, and what the engine keeps of a job ends with it. `id` names one question of the host.
import type { ModelManifest, ProblemCode } from '@framescore/contract';
import type { CodedSound } from './codec.js';
import type { TokenRequest } from './score-model.js';

/** What a job asks; each is answered under its `id`. */
export type EngineQuestion =
  | { kind: 'encode'; job: number; id: number; picture: number }
  | { kind: 'tokens'; job: number; id: number; request: TokenRequest }
  | { kind: 'decode'; job: number; id: number; part: CodedSound }
  | { kind: 'embed'; job: number; id: number; tokens: Int32Array }
  | { kind: 'beats'; job: number; id: number; mel: Float32Array; bands: number };

export type LoadCommand = {
  kind: 'load';
  id: number;
  directory: string;
  manifest: ModelManifest;
  threads: number;
};

/** What has no answer: a job begins or ends, or frames come for the `encode` that will follow for the same `picture`. */
export type EngineNotice =
  { kind: 'begin' | 'end'; job: number } | { kind: 'frames'; job: number; picture: number; rgb: Uint8Array };

export type EngineCommand = LoadCommand | EngineQuestion | EngineNotice;

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
