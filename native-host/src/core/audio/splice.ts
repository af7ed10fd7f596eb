// A newly rendered part put into finished music: outside the range every sample stays, inside both ends are faded over before a beat.
// Reads of the finished music only what is replaced, block by block.
import { fadeIn, fadeOut } from './fades.js';
import { applyGains, followPeaks, forEachGains, PEAK_AIM_DBTP } from './limit-levels.js';
import { END_FADE_SAMPLES, START_FADE_SAMPLES } from './master.js';
import {
  BLOCK_SAMPLES,
  forEachBlock,
  type SampleCurve,
  type SoundSource,
  type SoundStore,
  type StereoSignal,
} from './signal.js';

/**
 * Fades end this long before the beat of the join, so that no attack is cut: the earliest attack of a humanised beat is 12 ms before it
 * (step-clock.ts). Into the new part both sides play the same ringing notes, so 25 ms are enough; out of it they differ, so it takes 45 ms.
 * How alike they are decides the law of the fade: amplitudes add for the same sound, powers for strangers; a fixed law dips or swells.
 */
const BEFORE_BEAT_SAMPLES = 720;
const FADE_IN_SAMPLES = 1200;
const FADE_OUT_SAMPLES = 2160;
/** What must lie between the start of the asked range and its first beat, in samples: the fade into the new part. */
export const LEAD_IN_SAMPLES = BEFORE_BEAT_SAMPLES + FADE_IN_SAMPLES;

export type Joints = {
  partStart: number;
  /** Samples of the beats between which the music is new; 0 and N stand for the very start and end. */
  fromBeat: number;
  toBeat: number;
};

export type SpliceInput = Joints & {
  /** The finished music [N]. */
  music: SoundSource;
  /** The new part as mixed, before any mastering, from `partStart` on. It is written over. */
  part: SoundStore;
  /** Empty; takes the peaks of the part. */
  envelope: SampleCurve;
  /** Gain of the finished music's master, decibels. */
  gainDb: number;
  blockSamples?: number;
};

/** Samples [start, end) of the music that are new. */
export function splicedRange(
  { fromBeat, toBeat }: Pick<Joints, 'fromBeat' | 'toBeat'>,
  total: number,
): [start: number, end: number] {
  return [
    fromBeat === 0 ? 0 : fromBeat - LEAD_IN_SAMPLES,
    toBeat === total ? total : toBeat - BEFORE_BEAT_SAMPLES,
  ];
}

/** Leaves in `part`, which still begins at `partStart`, what the music is from `start` to `end`: at the old level, limited as it was, joined. */
export function spliceMusic(input: SpliceInput): { start: number; end: number } {
  const { music, part, partStart, fromBeat, toBeat, blockSamples = BLOCK_SAMPLES } = input;
  const total = music.samples;
  masterPart(input, { isFirst: fromBeat === 0, isLast: toBeat === total });
  const [start, end] = splicedRange({ fromBeat, toBeat }, total);
  const fresh = (from: number, to: number) => part.read(from - partStart, to - partStart);
  const likeness = {
    in: compare(music, fresh, [start, Math.min(total, start + FADE_IN_SAMPLES)]),
    out: compare(music, fresh, [Math.max(0, end - FADE_OUT_SAMPLES), end]),
  };
  const join = (first: number, last: number) => {
    const [from, to] = [start + first, start + last];
    const [old, anew] = [music.read(from, to), fresh(from, to)];
    for (let i = from; i < to; i += 1) {
      const rising = fromBeat === 0 ? 1 : Math.min(1, (i - start + 1) / (FADE_IN_SAMPLES + 1));
      const falling = toBeat === total ? 1 : Math.min(1, (end - i) / (FADE_OUT_SAMPLES + 1));
      const share = Math.min(rising, falling);
      if (share === 1) continue;
      const level = mixedLevel(share, rising < 1 ? likeness.in : likeness.out);
      for (const [c, side] of anew.entries())
        side[i - from] = (old[c]![i - from]! * (1 - share) + side[i - from]! * share) / level;
    }
    part.write(from - partStart, anew);
  };
  forEachBlock(end - start, join, blockSamples);
  return { start, end };
}

/** Gain and limiter of the old music on the whole part, and the short fades of a master where it reaches an end. */
function masterPart(
  { part, envelope, gainDb, blockSamples = BLOCK_SAMPLES }: SpliceInput,
  { isFirst, isLast }: { isFirst: boolean; isLast: boolean },
): void {
  followPeaks(part, envelope, blockSamples);
  const total = part.samples;
  const write = (from: number, gains: Float32Array) => {
    const block = part.read(from, from + gains.length);
    applyGains(block, gains);
    for (const side of block) {
      if (isFirst) fadeIn(side, START_FADE_SAMPLES, { from, total });
      if (isLast) fadeOut(side, END_FADE_SAMPLES, { from, total });
    }
    part.write(from, block);
  };
  forEachGains(total, envelope, { gainDb, ceilingDb: PEAK_AIM_DBTP }, write, blockSamples);
}

/** Powers of both sounds over a fade, and how alike they are: 1 the same sound, 0 strangers. */
type Likeness = { oldPower: number; freshPower: number; correlation: number };

/** What a mix in shares that add to one must be divided by, so that its power goes evenly from that of the one sound to that of the other. */
function mixedLevel(share: number, { oldPower, freshPower, correlation }: Likeness): number {
  const wanted = (1 - share) * oldPower + share * freshPower;
  const both = 2 * correlation * share * (1 - share) * Math.sqrt(oldPower * freshPower);
  const mixed = (1 - share) ** 2 * oldPower + share ** 2 * freshPower + both;
  return wanted > 0 ? Math.sqrt(mixed / wanted) : 1;
}

/** Both sides together; never below -0.5, where a mix would vanish. */
function compare(
  music: SoundSource,
  fresh: (from: number, to: number) => StereoSignal,
  [from, to]: readonly [number, number],
): Likeness {
  const [olds, others] = [music.read(from, to), fresh(from, to)];
  let product = 0;
  let oldPower = 0;
  let freshPower = 0;
  for (const [c, old] of olds.entries()) {
    for (let i = 0; i < old.length; i += 1) {
      const other = others[c]![i]!;
      product += old[i]! * other;
      oldPower += old[i]! ** 2;
      freshPower += other ** 2;
    }
  }
  const norm = Math.sqrt(oldPower * freshPower);
  return { oldPower, freshPower, correlation: norm > 0 ? Math.max(-0.5, product / norm) : 0 };
}
