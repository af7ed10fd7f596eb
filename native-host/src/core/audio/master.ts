// The last stage of a score: exact length, no DC, -16 LUFS, true peak at or below -1 dBTP, ends in silence.
// Stems get the same gains as the mix, so they still add up to it. Pure; knows no family and no files.
import assert from 'node:assert/strict';
import { dbFromGain, gainFromDb } from './decibels.js';
import { fadeIn, fadeOut } from './fades.js';
import { limiterGains } from './limiter.js';
import { integratedLoudness, LOUDNESS_RATE_HZ } from './loudness.js';
import { peakEnvelope, truePeak } from './true-peak.js';

export type StereoSignal = [left: Float32Array, right: Float32Array];
export type NamedStem = { name: string; channels: StereoSignal };

export type MasterInput = { mix: StereoSignal; stems: NamedStem[]; durationSeconds: number };
export type MasterResult = {
  mix: StereoSignal;
  stems: NamedStem[];
  loudnessLufs: number;
  truePeakDbtp: number;
  /** Gain before the limiter, decibels. */
  gainDb: number;
  warnings: string[];
};

export type MusicLevels = { loudnessLufs: number; truePeakDbtp: number };

export function measureLevels(mix: StereoSignal): MusicLevels {
  return { loudnessLufs: integratedLoudness(mix), truePeakDbtp: dbFromGain(truePeak(mix)) };
}

export const TARGET_LUFS = -16;
export const LOUDNESS_TOLERANCE_LU = 0.5;
export const PEAK_LIMIT_DBTP = -1;
/** Aimed at, so that rounding to 24 bits and other meters' filters still find the peak at or below the limit. */
export const PEAK_AIM_DBTP = -1.1;
/** More than this would only raise noise. */
export const HIGHEST_GAIN_DB = 48;
const MOST_ROUNDS = 8;
const CLOSE_ENOUGH_LU = 0.05;
/** 5 ms at the end, 1 ms at the start: too short to hear, long enough not to click. */
export const END_FADE_SAMPLES = 240;
export const START_FADE_SAMPLES = 48;

export function masterMusic({ mix, stems, durationSeconds }: MasterInput): MasterResult {
  const samples = Math.round(durationSeconds * LOUDNESS_RATE_HZ);
  assert(samples > 0, 'a score has at least one sample');
  const sized = fitPair(mix, samples);
  const sizedStems = stems.map(({ name, channels }) => ({ name, channels: fitPair(channels, samples) }));
  const { gains, gainDb } = findGains(sized);
  for (const pair of [sized, ...sizedStems.map(({ channels }) => channels)]) applyGains(pair, gains);
  const levels = measureLevels(sized);
  return { mix: sized, stems: sizedStems, ...levels, gainDb, warnings: warningsOf(levels.loudnessLufs) };
}

/** A copy of exactly `samples` samples without DC and with short fades at both ends. */
function fitPair(pair: StereoSignal, samples: number): StereoSignal {
  const fit = (side: Float32Array): Float32Array => {
    const result = new Float32Array(samples);
    result.set(side.subarray(0, samples));
    const offset = result.reduce((sum, value) => sum + value, 0) / samples;
    for (let i = 0; i < samples; i += 1) result[i] = (result[i] as number) - offset;
    fadeIn(result, START_FADE_SAMPLES);
    fadeOut(result, END_FADE_SAMPLES);
    return result;
  };
  return [fit(pair[0]), fit(pair[1])];
}

/** Gains per sample, pre-gain included, that meet both bounds, or the peak bound alone where they contradict. */
function findGains(mix: StereoSignal): { gains: Float32Array; gainDb: number } {
  const measured = integratedLoudness(mix);
  if (measured === -Infinity) return { gains: new Float32Array(mix[0].length).fill(1), gainDb: 0 };
  let gainDb = Math.min(TARGET_LUFS - measured, HIGHEST_GAIN_DB);
  let ceilingDb = PEAK_AIM_DBTP;
  const envelope = peakEnvelope(mix, gainFromDb(ceilingDb - HIGHEST_GAIN_DB));
  let gains = totalGains(envelope, gainDb, ceilingDb);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const limited = applied(mix, gains);
    const missingLu = TARGET_LUFS - integratedLoudness(limited);
    const excessDb = dbFromGain(truePeak(limited)) - PEAK_AIM_DBTP;
    const isQuiet = missingLu > CLOSE_ENOUGH_LU && gainDb >= HIGHEST_GAIN_DB;
    if (excessDb <= 0.05 && (Math.abs(missingLu) <= CLOSE_ENOUGH_LU || isQuiet)) break;
    if (excessDb > 0.05) ceilingDb -= excessDb;
    gainDb = Math.min(gainDb + missingLu, HIGHEST_GAIN_DB);
    gains = totalGains(envelope, gainDb, ceilingDb);
  }
  return { gains, gainDb };
}

export function totalGains(envelope: Float32Array, gainDb: number, ceilingDb: number): Float32Array {
  const gain = gainFromDb(gainDb);
  return limiterGains(envelope, gain, gainFromDb(ceilingDb)).map((value) => value * gain);
}

function applied(pair: StereoSignal, gains: Float32Array): StereoSignal {
  const copy: StereoSignal = [pair[0].slice(), pair[1].slice()];
  applyGains(copy, gains);
  return copy;
}

function applyGains(pair: StereoSignal, gains: Float32Array): void {
  for (const side of pair)
    for (let i = 0; i < side.length; i += 1) side[i] = (side[i] as number) * (gains[i] as number);
}

function warningsOf(loudnessLufs: number): string[] {
  if (Math.abs(loudnessLufs - TARGET_LUFS) <= LOUDNESS_TOLERANCE_LU) return [];
  if (loudnessLufs === -Infinity) return ['The music is silent.'];
  const measured = `${loudnessLufs.toFixed(1)} LUFS`;
  return [
    `The music reaches ${measured} instead of ${TARGET_LUFS} LUFS: more would exceed ${PEAK_LIMIT_DBTP} dBTP or only raise noise.`,
  ];
}
