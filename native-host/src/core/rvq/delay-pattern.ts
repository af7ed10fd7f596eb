// The delay pattern of docs/rvq-family.md: frames of codes [F, K] to the steps [T, K] in which the model writes them, and back.
// Knows no sound and no model.
import assert from 'node:assert/strict';

type Rows = readonly (readonly number[])[];

/** How each stream is delayed, and the id that stands where it has no frame: its vocabulary size. */
export type DelayPattern = { delays: readonly number[]; noFrame: readonly number[] };

/** In `forced` of the decoder: to be sampled. */
export const FREE = -1;

/** T: steps that `frameCount` frames take. */
export function stepCount(frameCount: number, { delays }: DelayPattern): number {
  return frameCount === 0 ? 0 : frameCount + Math.max(...delays);
}

/** Frames [F][K] as the model writes and reads them [T][K], "no frame" where a stream has none. */
export function delayFrames(frames: Rows, pattern: DelayPattern): number[][] {
  return delayRows(frames, frames.length, pattern);
}

/**
 * What the decoder is made to take [T][K] for `frameCount` frames of which the first ones are given [G][K]: their codes, "no frame"
 * where a stream has none, FREE elsewhere.
 */
export function forcedSteps(given: Rows, frameCount: number, pattern: DelayPattern): number[][] {
  assert(given.length <= frameCount, 'no more is given than there is');
  return delayRows(given, frameCount, pattern);
}

function delayRows(known: Rows, frameCount: number, pattern: DelayPattern): number[][] {
  const { delays, noFrame } = pattern;
  return Array.from({ length: stepCount(frameCount, pattern) }, (_, step) =>
    delays.map((delay, stream) => {
      const frame = step - delay;
      if (frame < 0 || frame >= frameCount) return noFrame[stream]!;
      return known[frame]?.[stream] ?? FREE;
    }),
  );
}

/** Steps [T][K] back to frames [F][K]. */
export function undelaySteps(steps: Rows, pattern: DelayPattern): number[][] {
  const collector = new FrameCollector(pattern);
  return steps.flatMap((step) => collector.push(step) ?? []).map((frame) => [...frame]);
}

/** Gathers frames from steps that come one after the other; holds no more steps than the longest delay. */
export class FrameCollector {
  private readonly recent: ArrayLike<number>[] = [];
  private readonly longest: number;

  constructor(private readonly pattern: DelayPattern) {
    this.longest = Math.max(...pattern.delays);
  }

  /** The frame [K] that step completes, in a list of one; undefined before the first frame is whole. */
  push(step: ArrayLike<number>): [number[]] | undefined {
    this.recent.push(step);
    if (this.recent.length <= this.longest) return undefined;
    const frame = this.pattern.delays.map((delay, stream) => this.recent[delay]![stream]!);
    this.recent.shift();
    return [frame];
  }
}
