// The last stage of a score: exact length, no DC, -16 LUFS, true peak at or below -1 dBTP, ends in silence.
// Stems get the same gains as the mix, so they still add up to it. Works in place, block by block; knows no family and no files.
import assert from 'node:assert/strict';
import { fadeIn, fadeOut } from './fades.js';
import {
  applyGains,
  findLevels,
  forEachGains,
  LOUDNESS_TOLERANCE_LU,
  measureLevels,
  PEAK_LIMIT_DBTP,
  TARGET_LUFS,
  type LevelSetting,
  type MusicLevels,
} from './limit-levels.js';
import { LOUDNESS_RATE_HZ } from './loudness.js';
import {
  BLOCK_SAMPLES,
  forEachBlock,
  type SampleCurve,
  type SoundSource,
  type SoundStore,
  type StereoSignal,
} from './signal.js';

/** The sounds are written over; `envelope` must be empty. */
export type MasterInput = {
  mix: SoundStore;
  stems: readonly SoundStore[];
  durationSeconds: number;
  envelope: SampleCurve;
  blockSamples?: number;
};
export type MasterResult = MusicLevels & {
  /** Samples of the finished sounds, which may lie in longer files. */
  samples: number;
  /** Gain before the limiter, decibels. */
  gainDb: number;
  warnings: string[];
};

/** 5 ms at the end, 1 ms at the start: too short to hear, long enough not to click. */
export const END_FADE_SAMPLES = 240;
export const START_FADE_SAMPLES = 48;

export function masterMusic(input: MasterInput): MasterResult {
  const { mix, stems, durationSeconds, envelope, blockSamples = BLOCK_SAMPLES } = input;
  const samples = Math.round(durationSeconds * LOUDNESS_RATE_HZ);
  assert(samples > 0, 'a score has at least one sample');
  const fitted = [mix, ...stems].map((store) => ({
    store,
    sound: new FittedSound(store, samples, blockSamples),
  }));
  const sized = fitted[0]!.sound;
  const { setting, levels } = findLevels(sized, envelope, blockSamples);
  const write = (from: number, to: number, gains?: Float32Array) => {
    for (const { store, sound } of fitted) {
      const block = sound.read(from, to);
      if (gains) applyGains(block, gains);
      store.write(from, block);
    }
  };
  writeThrough(samples, setting, envelope, write, blockSamples);
  const heard = levels ?? measureLevels({ samples, read: (from, to) => mix.read(from, to) }, blockSamples);
  return { samples, ...heard, gainDb: setting?.gainDb ?? 0, warnings: warningsOf(heard.loudnessLufs) };
}

function writeThrough(
  samples: number,
  setting: LevelSetting | null,
  envelope: SampleCurve,
  write: (from: number, to: number, gains?: Float32Array) => void,
  blockSamples: number,
): void {
  if (!setting) return forEachBlock(samples, (from, to) => write(from, to), blockSamples);
  forEachGains(
    samples,
    envelope,
    setting,
    (from, gains) => write(from, from + gains.length, gains),
    blockSamples,
  );
}

/** A sound at exactly `samples` samples, without DC and with short fades at both ends. */
class FittedSound implements SoundSource {
  readonly #offsets: number[];

  constructor(
    private readonly sound: SoundSource,
    readonly samples: number,
    blockSamples: number,
  ) {
    const sums = [0, 0];
    forEachBlock(
      samples,
      (from, to) => {
        for (const [c, side] of sound.read(from, to).entries()) sums[c] = sumOnto(sums[c]!, side);
      },
      blockSamples,
    );
    this.#offsets = sums.map((sum) => sum / samples);
  }

  read(from: number, to: number): StereoSignal {
    const block = this.sound.read(from, to);
    const stretch = { from, total: this.samples };
    for (const [c, side] of block.entries()) {
      const offset = this.#offsets[c]!;
      for (let i = 0; i < side.length; i += 1) side[i] = (side[i] as number) - offset;
      fadeIn(side, START_FADE_SAMPLES, stretch);
      fadeOut(side, END_FADE_SAMPLES, stretch);
    }
    return block;
  }
}

function sumOnto(start: number, values: Float32Array): number {
  let sum = start;
  for (let i = 0; i < values.length; i += 1) sum += values[i] as number;
  return sum;
}

function warningsOf(loudnessLufs: number): string[] {
  if (Math.abs(loudnessLufs - TARGET_LUFS) <= LOUDNESS_TOLERANCE_LU) return [];
  if (loudnessLufs === -Infinity) return ['The music is silent.'];
  const measured = `${loudnessLufs.toFixed(1)} LUFS`;
  return [
    `The music reaches ${measured} instead of ${TARGET_LUFS} LUFS: more would exceed ${PEAK_LIMIT_DBTP} dBTP or only raise noise.`,
  ];
}
