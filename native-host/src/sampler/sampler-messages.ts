// What the sampler and its worker thread say to each other.
import type { PerformanceBatch } from '../core/score/performance.js';
import type { RenderedScore, RenderJob } from './score-renderer.js';

export type SamplerRequest =
  | { type: 'open'; bankPath: string }
  | { type: 'start'; job: RenderJob }
  | { type: 'events'; batch: PerformanceBatch }
  | { type: 'finish' };

export type SamplerReply =
  | { type: 'opened' }
  | { type: 'rendered'; seconds: number }
  | { type: 'finished'; score: RenderedScore }
  | { type: 'failed'; during: 'open' | 'render'; message: string };
