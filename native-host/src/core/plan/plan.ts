// The plan of a score: where beats, steps, accents, energy and the ending stand. Data only; made by plan-score.ts.
import type { Cue, CueCurves } from '../cues/cue.js';

export type PlanRequest = {
  durationSeconds: number;
  cues: readonly Cue[];
  curves: CueCurves;
  /** Lowest and highest mean tempo; equal for one fixed tempo. */
  tempoRangeBpm: readonly [number, number];
  /** 0: a steady tempo that ignores cues; 100: cues decide. */
  syncAmount: number;
  /** 0..100, moves and stretches the energy curve. */
  intensity: number;
  /** Tempo to prefer inside the range; absent: its geometric centre. */
  tempoHintBpm?: number;
  beatsPerBar: 4;
};

/** Metrical level of the grid position nearest to a cue, strongest first. */
export type MetricalLevel = 'downbeat' | 'beat' | 'eighth' | 'sixteenth';

export type CueReport = {
  cue: Cue;
  /** Time of the nearest planned beat, seconds. */
  nearestBeatSeconds: number;
  /** Nearest planned beat minus cue, milliseconds; negative: the beat is early. */
  distanceMs: number;
  /** Level of the nearest sixteenth of the grid, and how far off that is (same sign). */
  level: MetricalLevel;
  levelDistanceMs: number;
  /**
   * For a hard cut: whether the row of beats that meets most cuts meets this one (cut-reach.ts). For other cues: whether some tempo of
   * the range could put a beat within a frame (42 ms) of it, were it alone.
   */
  achievable: boolean;
};

export type Plan = {
  durationSeconds: number;
  /** Mean tempo of the piece. */
  tempoBpm: number;
  /** Beats in [0, duration), seconds, increasing. Those before `downbeatIndex` are a pickup. */
  beats: Float64Array;
  /** Index in `beats` of the first downbeat (beats.length when there is none). */
  downbeatIndex: number;
  beatsPerBar: 4;
  /**
   * Sixteenth steps. Step 0 begins at time 0 exactly and is a sixteenth of the grid, not always a downbeat: `barPhase` says which.
   * The first step absorbs what the grid is off at time 0 (at most 30 ms), the last one ends with the range.
   */
  steps: { count: number; timesSeconds: Float64Array };
  /** Step within its bar (0..15) of step 0. */
  barPhase: number;
  /** [T] 0 none, 1 accent, 2 strong. */
  accents: Uint8Array;
  /** [T] index in `cueReport` of the cue that the accent serves, -1 for none. */
  accentCue: Int32Array;
  /** [T] 0..15, constant within a bar. */
  energy: Uint8Array;
  /** Steps at which a section begins, first one 0; the others on bar lines. */
  sectionSteps: Int32Array;
  /** Step of the last attack. */
  endingStep: number;
  /** Steps after the ending attack's step: the value of `remaining` there. */
  tailSteps: number;
  /** Local tempo from each time on; first entry at 0. */
  tempoMap: { timeSeconds: number; bpm: number }[];
  /** One entry per cue of the request that is not trivial (at the very start or end), in time order. */
  cueReport: CueReport[];
  /** Most hard cuts that one row of beats in the tempo range can meet within 70 ms. */
  reachableCutCount: number;
  /** Value of the objective that was maximised (plan-score.ts). */
  objective: number;
};

export const STEPS_PER_BEAT = 4;
export const STEPS_PER_BAR = 16;
