// What travels from the button to the innermost loop: the way to stop, and the way to say how far it is.

declare global {
  // Opaque here: the contract knows no platform. Node's and the browser's own declaration merge with this one.
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- a marker to merge with
  interface AbortSignal {}
}

/** The stages of one score, in the order in which they begin. */
export const STAGES = ['frames', 'cues', 'plan', 'tokens', 'audio', 'beats', 'write', 'preview'] as const;
export type Stage = (typeof STAGES)[number];

/** One report of progress within a stage. */
export type Progress = {
  stage: Stage;
  /** Share of the stage that is done, 0..1. */
  fraction: number;
  /** Share of the whole score that is done, 0..1, where it is known. */
  overall?: number;
  /** Estimated seconds until the whole score is done; absent while nothing is known. */
  secondsLeft?: number;
};

/** The last parameter of every asynchronous function between a button and a graph. */
export type Run = { signal: AbortSignal; report: (progress: Progress) => void };
