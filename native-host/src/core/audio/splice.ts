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
  return music.map((old, c) => {
    const result = old.slice();
    for (let i = start; i < end; i += 1) {
      const share = fromBeat === 0 ? 1 : Math.min(1, (i - start + 1) / (FADE_IN_SAMPLES + 1));
      const left = toBeat === total ? 1 : Math.min(1, (end - i) / (FADE_OUT_SAMPLES + 1));
      // In: the same notes on both sides, so amplitudes add to one. Out: different ones, so powers do.
      const newGain = share * Math.sin((left * Math.PI) / 2);
      const oldGain = 1 - share + share * Math.cos((left * Math.PI) / 2);
      result[i] = old[i]! * oldGain + (fresh[c]![i - partStart] ?? 0) * newGain;
    }
    return result;
  }) as StereoSignal;
}
