// Levels of a version in which a range is new. A short piece is measured as a whole; of a long one only the range is, as it was and as it is:
// its power is exchanged in what the whole was measured at, and the higher peak counts.
import { dbFromGain } from './decibels.js';
import { measureLevels, type MusicLevels } from './limit-levels.js';
import { loudnessOf, LoudnessMeter, meanSquareOf } from './loudness.js';
import { BLOCK_SAMPLES, forEachBlock, type SoundSource } from './signal.js';
import { TruePeakMeter } from './true-peak.js';

/** Up to five minutes at 48 kHz are measured as a whole, and so is a range that is more than this share of the piece. */
const WHOLE_SAMPLES = 14_400_000;
const LARGEST_SHARE = 0.125;

export type VersionSounds = {
  /** As it was, and with the new range. */
  music: SoundSource;
  mix: SoundSource;
  /** The new range, samples. */
  start: number;
  end: number;
  /** What `music` was measured at. */
  before: MusicLevels;
};

/**
 * The exchange takes every block for one that passes the gates. A quiet tenth of a piece, and a range of an eighth of it that becomes 3 dB
 * louder, put it off by 0.05 LU.
 */
export function versionLevels({ music, mix, start, end, before }: VersionSounds): MusicLevels {
  const share = (end - start) / mix.samples;
  const isShort = mix.samples <= WHOLE_SAMPLES || share > LARGEST_SHARE;
  if (isShort || !Number.isFinite(before.loudnessLufs)) return measureLevels(mix);
  const [was, is] = [measureRange(music, start, end), measureRange(mix, start, end)];
  const power = meanSquareOf(before.loudnessLufs) + share * (is.meanSquare - was.meanSquare);
  return {
    loudnessLufs: power > 0 ? loudnessOf(power) : before.loudnessLufs,
    truePeakDbtp: Math.max(before.truePeakDbtp, dbFromGain(is.peak)),
  };
}

function measureRange(sound: SoundSource, start: number, end: number): { meanSquare: number; peak: number } {
  const [loudness, peak] = [new LoudnessMeter(), new TruePeakMeter()];
  const measure = (from: number, to: number) => {
    const block = sound.read(start + from, start + to);
    loudness.push(block);
    peak.push(block);
  };
  forEachBlock(end - start, measure, BLOCK_SAMPLES);
  return { meanSquare: loudness.meanSquare(), peak: peak.finish() };
}
