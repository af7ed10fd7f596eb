// Levels of a version in which a range is new. A short piece is measured as a whole; of a long one only the range is, as it was and as it is:
// its power is exchanged in what the whole was measured at, and the higher peak counts.
import { dbFromGain } from './decibels.js';
import { measureLevels, type MusicLevels } from './limit-levels.js';
import { loudnessOf, LoudnessMeter, meanSquareOf } from './loudness.js';
import { BLOCK_SAMPLES, forEachBlock, type SoundSource, type StereoSignal } from './signal.js';
import { TruePeakMeter } from './true-peak.js';

/** Up to five minutes at 48 kHz are measured as a whole, and so is a range that is more than this share of the piece. */
const WHOLE_SAMPLES = 14_400_000;
const LARGEST_SHARE = 0.125;
/** 10 ms: many times the length of the filter that finds peaks between samples. */
const EDGE_SAMPLES = 480;

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
  const peak = new TruePeakMeter();
  const was = meanSquareIn(music, start, end, () => undefined);
  peak.push(leadIn(mix, start));
  const is = meanSquareIn(mix, start, end, (block) => peak.push(block));
  peak.push(leadOut(mix, end));
  const power = meanSquareOf(before.loudnessLufs) + share * (is - was);
  return {
    loudnessLufs: power > 0 ? loudnessOf(power) : before.loudnessLufs,
    truePeakDbtp: Math.max(before.truePeakDbtp, dbFromGain(peak.finish())),
  };
}

function meanSquareIn(
  sound: SoundSource,
  start: number,
  end: number,
  hear: (block: StereoSignal) => void,
): number {
  const loudness = new LoudnessMeter();
  const measure = (from: number, to: number) => {
    const block = sound.read(start + from, start + to);
    loudness.push(block);
    hear(block);
  };
  forEachBlock(end - start, measure, BLOCK_SAMPLES);
  return loudness.meanSquare();
}

/** What sounds before and after the range, faded: a meter that met it out of nothing would see a peak that is not there. */
function leadIn(sound: SoundSource, start: number): StereoSignal {
  const block = sound.read(Math.max(0, start - EDGE_SAMPLES), start);
  return block.map((side) => side.map((sample, n) => (sample * (n + 1)) / side.length)) as StereoSignal;
}

function leadOut(sound: SoundSource, end: number): StereoSignal {
  const block = sound.read(end, Math.min(sound.samples, end + EDGE_SAMPLES));
  return block.map((side) =>
    side.map((sample, n) => (sample * (side.length - n)) / side.length),
  ) as StereoSignal;
}
