// The condition vectors [T, 9] of docs/rvq-family.md, from what is known of a piece in seconds. Knows no plan, no codes, no sound.
import assert from 'node:assert/strict';
import { countNotAbove, placesToNextAccent, tempoBucket } from '../sampling/condition-buckets.js';

/** Conditions in order; one row of a matrix is one step. */
export const RVQ_CONDITIONS = [
  { name: 'bar-position', size: 97 },
  { name: 'accent', size: 3 },
  { name: 'accent-ahead', size: 33 },
  { name: 'energy', size: 17 },
  { name: 'remaining', size: 34 },
  { name: 'elapsed', size: 5 },
  { name: 'style', size: 9 },
  { name: 'tempo', size: 17 },
  { name: 'mode', size: 3 },
] as const;
const CONDITION_COUNT = RVQ_CONDITIONS.length;

/** What is known of a piece. Times are seconds from its start, rising. */
export type PieceFacts = {
  beatsSeconds: ArrayLike<number>;
  /** Place in the bar of the first beat, 0..3; -1 where nobody knows. */
  firstBeatInBar: number;
  /** Strength 1 accent, 2 strong. */
  accents: readonly { timeSeconds: number; strength: number }[];
  /** Level 0..15 that holds from each time on, the first one also before it; empty where nobody knows. */
  energy: readonly { fromSeconds: number; level: number }[];
  /** Index in styles.json, 8 unknown. */
  styleIndex: number;
  /** Null where nobody knows. */
  tempoBpm: number | null;
  /** 0 unknown, 1 major, 2 minor. */
  mode: number;
};

export type FrameGrid = { frameCount: number; frameRateHz: number };

const BEATS_PER_BAR = 4;
const PARTS_PER_BEAT = 24;
/** A middle that lies on a part's border belongs to the part that begins there, however its sum was rounded. */
const ROUNDING = 1e-6;
const BAR_POSITION_UNKNOWN = 96;
const NO_ACCENT_AHEAD = 32;
const ENERGY_UNKNOWN = 16;
const TEMPO_UNKNOWN = 16;
/** Frames from which the buckets of `remaining` after the exact ones, and those of `elapsed` after 0, begin. */
const REMAINING_EXACT = 24;
const REMAINING_EDGES = [38, 50, 75, 100, 150, 200, 300, 400];
const ELAPSED_EDGES = [25, 50, 100, 200];

export function remainingBucket(framesToLast: number): number {
  if (framesToLast <= REMAINING_EXACT) return framesToLast;
  return REMAINING_EXACT + 1 + countNotAbove(REMAINING_EDGES, framesToLast);
}

export function elapsedBucket(framesFromFirst: number): number {
  return countNotAbove(ELAPSED_EDGES, framesFromFirst);
}

/** Row-major [T, 9] for `stepCount` steps; those behind the last frame repeat its description. */
export function conditionsOfPiece(facts: PieceFacts, grid: FrameGrid, stepCount: number): Int32Array {
  const { frameCount, frameRateHz } = grid;
  assert(frameCount > 0, 'a piece has at least one frame');
  const accents = accentsOfFrames(facts.accents, grid);
  const ahead = framesToNextAccent(accents);
  const positions = new BarPositions(facts);
  const energy = new EnergyLevels(facts.energy);
  const tempo = facts.tempoBpm === null ? TEMPO_UNKNOWN : tempoBucket(facts.tempoBpm);
  const rows = new Int32Array(stepCount * CONDITION_COUNT);
  for (let step = 0; step < stepCount; step += 1) {
    const frame = Math.min(step, frameCount - 1);
    const middleSeconds = (frame + 0.5) / frameRateHz;
    const row = [
      positions.at(middleSeconds),
      accents[frame]!,
      ahead[frame]!,
      energy.at(middleSeconds),
      remainingBucket(frameCount - 1 - frame),
      elapsedBucket(frame),
      facts.styleIndex,
      tempo,
      facts.mode,
    ];
    rows.set(row, step * CONDITION_COUNT);
  }
  return rows;
}

/** [F] strongest accent whose time lies in the frame; one at the very end lies in the last. */
export function accentsOfFrames(
  accents: PieceFacts['accents'],
  { frameCount, frameRateHz }: FrameGrid,
): Uint8Array {
  const strengths = new Uint8Array(frameCount);
  for (const { timeSeconds, strength } of accents) {
    const frame = Math.min(Math.floor(timeSeconds * frameRateHz), frameCount - 1);
    strengths[frame] = Math.max(strengths[frame]!, strength);
  }
  return strengths;
}

/** [F] 1..31 frames to the next frame with an accent after the frame, 32 where none follows within 31. */
export function framesToNextAccent(accents: Uint8Array): Int32Array {
  return placesToNextAccent(accents, NO_ACCENT_AHEAD);
}

/** `bar-position` of rising times: linear between the beats, with the first and last beat length going on outside them. */
class BarPositions {
  private beat = 0;

  constructor(private readonly facts: Pick<PieceFacts, 'beatsSeconds' | 'firstBeatInBar'>) {}

  at(seconds: number): number {
    const { beatsSeconds, firstBeatInBar } = this.facts;
    const last = beatsSeconds.length - 1;
    if (last < 1 || firstBeatInBar < 0) return BAR_POSITION_UNKNOWN;
    while (this.beat < last - 1 && beatsSeconds[this.beat + 1]! <= seconds) this.beat += 1;
    const [start, end] = [beatsSeconds[this.beat]!, beatsSeconds[this.beat + 1]!];
    const beats = firstBeatInBar + this.beat + (seconds - start) / (end - start);
    const inBar = beats - BEATS_PER_BAR * Math.floor(beats / BEATS_PER_BAR);
    return Math.floor(PARTS_PER_BEAT * inBar + ROUNDING) % (PARTS_PER_BEAT * BEATS_PER_BAR);
  }
}

/** `energy` of rising times. */
class EnergyLevels {
  private next = 0;

  constructor(private readonly levels: PieceFacts['energy']) {}

  at(seconds: number): number {
    while (this.next < this.levels.length && this.levels[this.next]!.fromSeconds <= seconds) this.next += 1;
    return this.levels[Math.max(0, this.next - 1)]?.level ?? ENERGY_UNKNOWN;
  }
}
