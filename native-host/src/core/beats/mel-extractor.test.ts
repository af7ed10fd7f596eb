import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import {
  createMelExtractor,
  FRAME_SAMPLES,
  MEL_BANDS,
  melOfStretch,
  monoOf,
  REACH_FRAMES,
} from './mel-extractor.js';

const GOLDENS = new URL('../../../../test/goldens/beats/', import.meta.url);

/** The sound of the golden, written out in models/scripts/export_beats.py as well: a tone, a sweep, two clicks. */
function goldenSound(sampleCount: number): Float32Array {
  return Float32Array.from({ length: sampleCount }, (_, n) => {
    const t = n / 48_000;
    const tone = 0.3 * Math.sin(2 * Math.PI * 110 * t);
    const sweep = 0.2 * Math.sin(2 * Math.PI * (300 * t + 4000 * t * t));
    const clicks = [0.2, 0.45].map((at) =>
      t < at ? 0 : 0.5 * Math.exp(-90 * (t - at)) * Math.sin(9000 * (t - at)),
    );
    return tone + sweep + clicks[0]! + clicks[1]!;
  });
}

function melOf(samples: Float32Array, blockSamples: number): Float32Array {
  const extractor = createMelExtractor();
  for (let start = 0; start < samples.length; start += blockSamples) {
    extractor.push(samples.subarray(start, start + blockSamples));
  }
  return extractor.finish();
}

function loudestBand(mel: Float32Array, frame: number): number {
  const bands = mel.subarray(frame * MEL_BANDS, (frame + 1) * MEL_BANDS);
  return bands.indexOf(bands.reduce((a, b) => Math.max(a, b)));
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((largest, value, index) => Math.max(largest, Math.abs(value - b[index]!)), 0);
}

describe('mel extractor', () => {
  test('gives what Python gives', () => {
    const golden = JSON.parse(readFileSync(new URL('tone-sweep-clicks.mel.json', GOLDENS), 'utf8')) as {
      samples: number;
      mel: number[][];
    };
    const mel = melOf(goldenSound(golden.samples), 4096);
    expect(mel.length).toBe(golden.mel.length * MEL_BANDS);
    // The golden has four decimals, the input of TypeScript is float32: 0.00006 measured.
    expect(largestDifference(mel, golden.mel.flat())).toBeLessThan(0.0005);
  });

  test('does not depend on the size of the blocks', () => {
    const samples = goldenSound(20_011);
    const whole = melOf(samples, samples.length);
    for (const blockSamples of [1, 333, 960, 4096]) expect(melOf(samples, blockSamples)).toEqual(whole);
  });

  test('gives one frame for every 20 ms begun', () => {
    for (const [samples, frames] of [
      [0, 0],
      [1, 1],
      [960, 1],
      [961, 2],
      [48_000, 50],
    ] as const) {
      expect(melOf(new Float32Array(samples), 500).length).toBe(frames * MEL_BANDS);
    }
  });

  test('hears nothing in silence', () => {
    expect(melOf(new Float32Array(9600), 9600).every((value) => value === 0)).toBe(true);
  });

  test('puts a click into the frame of its second', () => {
    const samples = new Float32Array(48_000);
    samples[24_000] = 1; // 0.5 s
    const mel = melOf(samples, 48_000);
    const energy = Array.from({ length: 50 }, (_, frame) =>
      mel.subarray(frame * MEL_BANDS, (frame + 1) * MEL_BANDS).reduce((a, b) => a + b),
    );
    expect(energy.indexOf(Math.max(...energy))).toBe(25);
  });

  test('puts a higher tone into a higher band and drops what lies above the filters', () => {
    const tone = (hertz: number) =>
      melOf(
        Float32Array.from({ length: 9600 }, (_, n) => Math.sin((2 * Math.PI * hertz * n) / 48_000)),
        9600,
      );
    const [low, middle, high] = [tone(100), tone(1000), tone(8000)].map((mel) => loudestBand(mel, 5));
    expect(low).toBeLessThan(middle!);
    expect(middle).toBeLessThan(high!);
    // 16 kHz would fold to 8 kHz without the halfband filter: 60 dB down at least.
    const loudest = (mel: Float32Array) => mel[5 * MEL_BANDS + high!]!;
    expect(Math.expm1(loudest(tone(16_000)))).toBeLessThan(0.001 * Math.expm1(loudest(tone(8000))));
  });

  test('averages left and right', () => {
    const left = goldenSound(9600);
    expect(monoOf([left, left])).toEqual(left);
    const opposite = left.map((sample) => -sample);
    expect(monoOf([left, opposite]).every((value) => value === 0)).toBe(true);
  });

  test('gives for a stretch, heard with two frames on either side, exactly what the whole gives', () => {
    const samples = goldenSound(40 * FRAME_SAMPLES + 17);
    const whole = melOf(samples, 4096);
    for (const [from, to] of [
      [0, 41],
      [0, 5],
      [1, 9],
      [7, 8],
      [20, 41],
      [40, 41],
    ] as const) {
      const first = Math.max(0, from - REACH_FRAMES);
      const heard = samples.subarray(first * FRAME_SAMPLES, (to + REACH_FRAMES) * FRAME_SAMPLES);
      const mel = melOfStretch(heard, { skip: from - first, count: to - from });
      expect(mel).toEqual(whole.subarray(from * MEL_BANDS, to * MEL_BANDS));
    }
  });
});
