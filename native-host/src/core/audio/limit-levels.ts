// The gains of a master: how loud, and how far the limiter lowers each sample, so that loudness and true peak both fit.
// Measures block by block; what it must remember of a piece is one envelope, which somebody else keeps.
import { dbFromGain, gainFromDb } from './decibels.js';
import { LimiterCurve } from './limiter.js';
import { LoudnessMeter } from './loudness.js';
import {
  BLOCK_SAMPLES,
  forEachBlock,
  type SampleCurve,
  type SoundSource,
  type StereoSignal,
} from './signal.js';
import { PeakFollower, TruePeakMeter } from './true-peak.js';

export const TARGET_LUFS = -16;
export const LOUDNESS_TOLERANCE_LU = 0.5;
export const PEAK_LIMIT_DBTP = -1;
/** Aimed at, so that rounding to 24 bits and other meters' filters still find the peak at or below the limit. */
export const PEAK_AIM_DBTP = -1.1;
/** More than this would only raise noise. */
export const HIGHEST_GAIN_DB = 48;
const MOST_ROUNDS = 8;
const CLOSE_ENOUGH_LU = 0.05;
const CLOSE_ENOUGH_DB = 0.05;
/** Below this no gain can bring a sample to the ceiling, so its peak need not be exact. */
const QUIET_LEVEL = gainFromDb(PEAK_AIM_DBTP - HIGHEST_GAIN_DB);

export type MusicLevels = { loudnessLufs: number; truePeakDbtp: number };
export type LevelSetting = { gainDb: number; ceilingDb: number };
/** `levels`: what the sound has with these gains, where it was measured. */
export type FoundLevels = { setting: LevelSetting | null; levels: MusicLevels | undefined };

/** Loudness and true peak of sound that comes in blocks. */
export class LevelMeter {
  readonly #loudness = new LoudnessMeter();
  readonly #peak = new TruePeakMeter();

  push(block: StereoSignal): void {
    this.#loudness.push(block);
    this.#peak.push(block);
  }

  finish(): MusicLevels {
    return {
      loudnessLufs: this.#loudness.integrated(),
      truePeakDbtp: dbFromGain(this.#peak.finish()),
    };
  }
}

export function measureLevels(sound: SoundSource, blockSamples = BLOCK_SAMPLES): MusicLevels {
  const meter = new LevelMeter();
  forEachBlock(sound.samples, (from, to) => meter.push(sound.read(from, to)), blockSamples);
  return meter.finish();
}

/** The setting that meets both bounds, or the peak bound alone where they contradict; null for silence. Fills `envelope`. */
export function findLevels(
  sound: SoundSource,
  envelope: SampleCurve,
  blockSamples = BLOCK_SAMPLES,
): FoundLevels {
  const measured = firstPass(sound, envelope, blockSamples);
  if (measured === -Infinity) return { setting: null, levels: undefined };
  let setting = { gainDb: Math.min(TARGET_LUFS - measured, HIGHEST_GAIN_DB), ceilingDb: PEAK_AIM_DBTP };
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const levels = levelsWith(sound, envelope, setting, blockSamples);
    const missingLu = TARGET_LUFS - levels.loudnessLufs;
    const excessDb = levels.truePeakDbtp - PEAK_AIM_DBTP;
    const isQuiet = missingLu > CLOSE_ENOUGH_LU && setting.gainDb >= HIGHEST_GAIN_DB;
    if (excessDb <= CLOSE_ENOUGH_DB && (Math.abs(missingLu) <= CLOSE_ENOUGH_LU || isQuiet))
      return { setting, levels };
    setting = {
      gainDb: Math.min(setting.gainDb + missingLu, HIGHEST_GAIN_DB),
      ceilingDb: excessDb > CLOSE_ENOUGH_DB ? setting.ceilingDb - excessDb : setting.ceilingDb,
    };
  }
  return { setting, levels: undefined };
}

/** Fills the envelope and gives the loudness as it is. */
function firstPass(sound: SoundSource, envelope: SampleCurve, blockSamples: number): number {
  const loudness = new LoudnessMeter();
  const peaks = new PeakFollower();
  const pass = (from: number, to: number) => {
    const block = sound.read(from, to);
    loudness.push(block);
    envelope.append(peaks.push(block, QUIET_LEVEL));
  };
  forEachBlock(sound.samples, pass, blockSamples);
  envelope.append(peaks.finish(QUIET_LEVEL));
  return loudness.integrated();
}

/** Fills the envelope of a sound whose gain is known. */
export function followPeaks(sound: SoundSource, envelope: SampleCurve, blockSamples = BLOCK_SAMPLES): void {
  const peaks = new PeakFollower();
  forEachBlock(
    sound.samples,
    (from, to) => envelope.append(peaks.push(sound.read(from, to), QUIET_LEVEL)),
    blockSamples,
  );
  envelope.append(peaks.finish(QUIET_LEVEL));
}

function levelsWith(
  sound: SoundSource,
  envelope: SampleCurve,
  setting: LevelSetting,
  blockSamples: number,
): MusicLevels {
  const meter = new LevelMeter();
  const measure = (from: number, gains: Float32Array) => {
    const block = sound.read(from, from + gains.length);
    applyGains(block, gains);
    meter.push(block);
  };
  forEachGains(sound.samples, envelope, setting, measure, blockSamples);
  return meter.finish();
}

/** Calls `use` with the gains of each stretch, pre-gain included, from front to back. */
export function forEachGains(
  samples: number,
  envelope: SampleCurve,
  { gainDb, ceilingDb }: LevelSetting,
  use: (from: number, gains: Float32Array) => void,
  blockSamples = BLOCK_SAMPLES,
): void {
  const gain = gainFromDb(gainDb);
  const curve = new LimiterCurve({ gainBefore: gain, ceiling: gainFromDb(ceilingDb) });
  let done = 0;
  const pass = (limited: Float32Array) => {
    if (limited.length === 0) return;
    use(
      done,
      limited.map((value) => value * gain),
    );
    done += limited.length;
  };
  forEachBlock(samples, (from, to) => pass(curve.push(envelope.read(from, to))), blockSamples);
  pass(curve.finish());
}

export function applyGains(block: StereoSignal, gains: Float32Array): void {
  for (const side of block)
    for (let i = 0; i < side.length; i += 1) side[i] = (side[i] as number) * (gains[i] as number);
}
