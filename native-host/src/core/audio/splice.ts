// A newly rendered part put into finished music: outside the range every sample stays, inside both ends are faded over before a beat.
import { fadeIn, fadeOut } from './fades.js';
import {
  END_FADE_SAMPLES,
  HIGHEST_GAIN_DB,
  PEAK_AIM_DBTP,
  START_FADE_SAMPLES,
  totalGains,
  type StereoSignal,
} from './master.js';
import { gainFromDb } from './decibels.js';
import { peakEnvelope } from './true-peak.js';

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

export type SpliceInput = {
  /** The finished music [N]. */
  music: StereoSignal;
  /** The new part as mixed, before any mastering, from `partStart` on. */
  part: StereoSignal;
  partStart: number;
  /** Samples of the beats between which the music is new; 0 and N stand for the very start and end. */
  fromBeat: number;
  toBeat: number;
  /** Gain of the finished music's master, decibels. */
  gainDb: number;
};

/** A copy of the music with the new part in it, at the level of the old one and limited as it was. */
export function spliceMusic({ music, part, partStart, fromBeat, toBeat, gainDb }: SpliceInput): StereoSignal {
  const total = music[0].length;
  const gains = totalGains(
    peakEnvelope(part, gainFromDb(PEAK_AIM_DBTP - HIGHEST_GAIN_DB)),
    gainDb,
    PEAK_AIM_DBTP,
  );
  const fresh = part.map((side) => side.map((value, i) => value * gains[i]!)) as StereoSignal;
  for (const side of fresh) {
    if (fromBeat === 0) fadeIn(side, START_FADE_SAMPLES);
    if (toBeat === total) fadeOut(side, END_FADE_SAMPLES);
  }
  const start = fromBeat === 0 ? 0 : fromBeat - LEAD_IN_SAMPLES;
  const end = toBeat === total ? total : toBeat - BEFORE_BEAT_SAMPLES;
  const likeness = {
    in: compare(music, fresh, partStart, [start, start + FADE_IN_SAMPLES]),
    out: compare(music, fresh, partStart, [end - FADE_OUT_SAMPLES, end]),
  };
  return music.map((old, c) => {
    const result = old.slice();
    for (let i = start; i < end; i += 1) {
      const rising = fromBeat === 0 ? 1 : Math.min(1, (i - start + 1) / (FADE_IN_SAMPLES + 1));
      const falling = toBeat === total ? 1 : Math.min(1, (end - i) / (FADE_OUT_SAMPLES + 1));
      const share = Math.min(rising, falling);
      const level = mixedLevel(share, rising < 1 ? likeness.in : likeness.out);
      const fresher = fresh[c]![i - partStart] ?? 0;
      result[i] = (old[i]! * (1 - share) + fresher * share) / level;
    }
    return result;
  }) as StereoSignal;
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
  music: StereoSignal,
  fresh: StereoSignal,
  partStart: number,
  [from, to]: readonly [number, number],
): Likeness {
  let product = 0;
  let oldPower = 0;
  let freshPower = 0;
  for (const [c, old] of music.entries()) {
    for (let i = Math.max(0, from); i < Math.min(old.length, to); i += 1) {
      const other = fresh[c]![i - partStart] ?? 0;
      product += old[i]! * other;
      oldPower += old[i]! ** 2;
      freshPower += other ** 2;
    }
  }
  const norm = Math.sqrt(oldPower * freshPower);
  return { oldPower, freshPower, correlation: norm > 0 ? Math.max(-0.5, product / norm) : 0 };
}
