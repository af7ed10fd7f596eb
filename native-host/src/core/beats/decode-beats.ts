// Beat and downbeat probabilities to beat times and a tempo. Mirrors models/vmas/beats/decoding.py.
// Knows nothing of plans: what it says was heard.
import { findBeatPath, type BeatEvidence } from './beat-path.js';
import { MEL_FRAME_RATE_HZ } from './mel-extractor.js';

const SLOWEST_BPM = 50;
const FASTEST_BPM = 190;
/** A plan's tempo drifts by up to 4 % around a tempo that is itself in the range. */
const RANGE_MARGIN = 0.06;
/** Probabilities are trusted down to this and up to 1 - this. */
const FLOOR = 0.004;
/** No frame above it: there is nothing to be heard. */
const LEAST_PEAK = 0.05;
/** Per beat: where the octave is in doubt the peaks are lower, and without it the slower tempo would win. */
const BEAT_REWARD = 0.5;
/** Weight of "one beat in four" against the downbeat probability where nothing is heard. */
const BAR_PRIOR = 0.05;

export type DecodeOptions = {
  /** Lowest and highest tempo of the style or of the user's wish; never the plan's own tempo. Default 50 to 190. */
  tempoRangeBpm?: readonly [number, number];
};

export type DetectedBeats = {
  /** Every beat, downbeats included, seconds from the start of the sound. */
  beatsSeconds: number[];
  downbeatsSeconds: number[];
  /** Probability of the network at each beat, 0..1. */
  confidences: number[];
  /** Median over stretches of eight beats; 0 with fewer than two beats. */
  tempoBpm: number;
  beatsPerBar: number;
};

/** `activations` [F, 2]: probability of a beat and of a downbeat, 50 frames a second. */
export function decodeBeats(activations: Float32Array, options: DecodeOptions = {}): DetectedBeats {
  const beat = Float64Array.from({ length: activations.length / 2 }, (_, frame) => activations[2 * frame]!);
  const downbeat = beat.map((_, frame) => activations[2 * frame + 1]!);
  if (!beat.some((chance) => chance >= LEAST_PEAK)) {
    return { beatsSeconds: [], downbeatsSeconds: [], confidences: [], tempoBpm: 0, beatsPerBar: 4 };
  }
  const { shortest, longest } = intervalRange(options.tempoRangeBpm);
  const path = findBeatPath(gatherEvidence(beat, downbeat), shortest, longest);
  const beatsSeconds = path.map(({ frame }) => refinePeak(beat, frame) / MEL_FRAME_RATE_HZ);
  return {
    beatsSeconds,
    downbeatsSeconds: beatsSeconds.filter((_, index) => path[index]!.isDownbeat),
    confidences: path.map(({ frame }) => beat[frame]!),
    tempoBpm: measureTempo(beatsSeconds),
    beatsPerBar: path[0]!.beatsPerBar,
  };
}

/** Beat intervals to look for, frames. */
function intervalRange(tempoRangeBpm: readonly [number, number] | undefined) {
  const [low, high] = tempoRangeBpm ?? [0, Infinity];
  const slowest = Math.max(SLOWEST_BPM, low * (1 - RANGE_MARGIN));
  const fastest = Math.min(FASTEST_BPM, high * (1 + RANGE_MARGIN));
  const shortest = Math.floor((60 * MEL_FRAME_RATE_HZ) / fastest);
  return { shortest, longest: Math.max(shortest, Math.ceil((60 * MEL_FRAME_RATE_HZ) / slowest)) };
}

function gatherEvidence(beat: Float64Array, downbeat: Float64Array): BeatEvidence {
  const clipped = beat.map((chance) => Math.min(1 - FLOOR, Math.max(FLOOR, chance)));
  const restSums = new Float64Array(beat.length + 1);
  for (const [frame, chance] of clipped.entries()) {
    restSums[frame + 1] = restSums[frame]! + Math.log(1 - chance);
  }
  const first = beat.map((_, frame) => downbeatChance(beat, downbeat, frame));
  return {
    beatLog: clipped.map((chance) => Math.log(chance) + BEAT_REWARD),
    restSums,
    // Against one in four, so that beats whose bars nobody knows cost nothing: else the slowest tempo would win.
    downbeatLog: first.map((chance) => Math.log(chance / 0.25)),
    upbeatLog: first.map((chance) => Math.log((1 - chance) / 0.75)),
  };
}

/** Chance that a beat in this frame is a downbeat, given that it is a beat. */
function downbeatChance(beat: Float64Array, downbeat: Float64Array, frame: number): number {
  const heard = Math.max(downbeat[frame - 1] ?? 0, downbeat[frame]!, downbeat[frame + 1] ?? 0);
  const chance = (heard + 0.25 * BAR_PRIOR) / (Math.max(beat[frame]!, heard) + BAR_PRIOR);
  return Math.min(0.98, Math.max(0.02, chance));
}

/** Sub-frame place of the peak at or beside `frame`: vertex of the parabola through three log probabilities. */
function refinePeak(beat: Float64Array, frame: number): number {
  let peak = frame;
  for (const near of [frame - 1, frame + 1]) {
    if ((beat[near] ?? -1) > beat[peak]!) peak = near;
  }
  if (peak === 0 || peak === beat.length - 1 || beat[peak]! < 0.05) return frame;
  const log = (at: number) => Math.log(Math.max(beat[at]!, 1e-4));
  const [left, centre, right] = [log(peak - 1), log(peak), log(peak + 1)];
  const bend = left - 2 * centre + right;
  return bend >= -1e-9 ? peak : peak + Math.min(0.5, Math.max(-0.5, (0.5 * (left - right)) / bend));
}

/** Median over all stretches of eight beats (or of all there are), in BPM. */
export function measureTempo(beatsSeconds: readonly number[]): number {
  if (beatsSeconds.length < 2) return 0;
  const span = Math.min(8, beatsSeconds.length - 1);
  const stretches = beatsSeconds.slice(span).map((end, index) => end - beatsSeconds[index]!);
  return (60 * span) / median(stretches);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
