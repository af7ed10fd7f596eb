// What the sampler and its worker thread say to each other.
import type { PerformanceBatch } from '../core/score/performance.js';
import type { DiskFailure } from '../sound/output-problem.js';
import type { Sound } from '../sound/sound.js';
import type { RenderJob } from './score-renderer.js';

/** Where the sound is written; stems in the order of the parts, where the job has any. */
export type RenderFiles = { mixPath: string; stemPaths: readonly string[] };
export type RenderedScore = { mix: Sound; stems: Sound[] };

export type SamplerRequest =
  | { type: 'open'; bankPath: string }
  | { type: 'start'; job: RenderJob; files: RenderFiles }
  | { type: 'events'; batch: PerformanceBatch }
  | { type: 'finish' };

export type SamplerReply =
  | { type: 'opened' }
  | { type: 'rendered'; seconds: number }
  | { type: 'finished'; score: RenderedScore }
  | { type: 'failed'; during: 'open' | 'render'; message: string; disk: DiskFailure | undefined };
