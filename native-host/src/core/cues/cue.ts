// What a moment of the picture is to the music: cues and the curves beside them. Knows nothing of how they are found or used.
import type { CueKind } from '@framescore/contract';

/** A moment that the music should answer. */
export type Cue = {
  /** Seconds from the start of the range; for a cut the time of the first frame of the new shot. */
  timeSeconds: number;
  kind: CueKind;
  /** How strongly the music should answer, 0..1. */
  weight: number;
};

/** A cut of the picture, from the timeline or found in it; what sync is judged by. */
export function isHardCut({ kind }: Pick<Cue, 'kind'>): boolean {
  return kind === 'cut' || kind === 'clip-cut';
}

/** How the picture behaves over time, each curve [durationSeconds * rateHz], value i covers [i, i + 1) / rateHz. */
export type CueCurves = {
  rateHz: number;
  /** Movement between frames with changes of light removed, 0 still .. 1 the liveliest part. */
  motion: Float32Array;
  /** Mean luma, 0 black .. 1 white. */
  brightness: Float32Array;
  /** Mean colourfulness, 0 grey .. 1. */
  saturation: Float32Array;
  /** Cuts a second, smoothed over some seconds. */
  cutRate: Float32Array;
};

export type CueTrack = { cues: Cue[]; curves: CueCurves };

export const CURVE_RATE_HZ = 10;
