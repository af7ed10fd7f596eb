// The last stages give the same samples whatever the size of the blocks, and those that the plain definitions give on whole arrays.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { seededRandom } from '../random/random.js';
import { Biquad } from './biquad.js';
import { gainFromDb } from './decibels.js';
import { fadeIn, fadeOut } from './fades.js';
import { followPeaks, forEachGains, measureLevels } from './limit-levels.js';
import { LoudnessMeter } from './loudness.js';
import { masterMusic } from './master.js';
import { MemoryCurve, MemorySound, type StereoSignal } from './signal.js';
import { spliceMusic } from './splice.js';
import { PeakFollower, TruePeakMeter } from './true-peak.js';

/** Quiet noise with loud bursts: the limiter must work, and rest in between. */
function music(samples: number, seed: number): StereoSignal {
  const random = seededRandom(seed);
  const side = () =>
    Float32Array.from({ length: samples }, (_, i) => (random() - 0.5) * (i % 7000 < 900 ? 2.4 : 0.1));
  return [side(), side()];
}
/** Bytes, which compare faster than numbers. */
const bytesOf = (...values: Float32Array[]) =>
  values.map((value) => Buffer.from(Float32Array.from(value).buffer));
const copyOf = (sides: StereoSignal) => new MemorySound(sides.map((side) => side.slice()) as StereoSignal);

/** Pieces of any length, and blocks from one that is shorter than every look-ahead to one that is longer than the piece. */
const anyCase = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  samples: fc.oneof(fc.integer({ min: 1, max: 700 }), fc.integer({ min: 3000, max: 12_000 })),
  blockSamples: fc.constantFrom(97, 256, 1000, 4800, 7919, 65_536),
});

/** Lowest needed gain within 3 ms on either side, let back up with 120 ms, averaged over 3 ms on either side: as it is defined. */
function gainsByDefinition(envelope: Float32Array, gain: number, ceiling: number): Float32Array {
  const needed = envelope.map((peak) => (peak * gain > ceiling ? ceiling / (peak * gain) : 1));
  const around = (values: Float32Array, i: number) => values.subarray(Math.max(0, i - 144), i + 145);
  let now = 1;
  const released = needed.map((_, i) => {
    const held = around(needed, i).reduce((lowest, value) => Math.min(lowest, value), 1);
    now = Math.min(held, now + (1 - now) * (1 - Math.exp(-1 / 5760)));
    return now;
  });
  return released.map((_, i) => {
    const near = around(released, i);
    return Math.fround(near.reduce((sum, value) => sum + value, 0) / near.length) * gain;
  });
}

function gainsInBlocks(envelope: Float32Array, gainDb: number, blockSamples: number): Float32Array {
  const curve = new MemoryCurve();
  curve.append(envelope);
  const gains = new Float32Array(envelope.length);
  const setting = { gainDb, ceilingDb: -1.1 };
  forEachGains(envelope.length, curve, setting, (from, values) => gains.set(values, from), blockSamples);
  return gains;
}

describe('the limiter', () => {
  test('gives for blocks of any size the gains that its definition gives', () => {
    fc.assert(
      fc.property(anyCase, ({ seed, samples, blockSamples }) => {
        const envelope = music(samples, seed)[0].map(Math.abs);
        const expected = gainsByDefinition(envelope, gainFromDb(3), gainFromDb(-1.1));
        const found = gainsInBlocks(envelope, 3, blockSamples);
        const differences = found.map((value, i) => Math.abs(value - expected[i]!));
        expect(differences.reduce((worst, value) => Math.max(worst, value), 0)).toBeLessThanOrEqual(2e-7);
      }),
      { numRuns: 6 },
    );
  });
});

describe('meters', () => {
  test('measure the same in blocks as at once', () => {
    fc.assert(
      fc.property(anyCase, ({ seed, samples, blockSamples }) => {
        const sound = new MemorySound(music(samples, seed));
        const [meter, peak] = [new LoudnessMeter(), new TruePeakMeter()];
        meter.push(sound.channels);
        peak.push(sound.channels);
        const { loudnessLufs, truePeakDbtp } = measureLevels(sound, blockSamples);
        expect(loudnessLufs).toBe(meter.integrated());
        expect(gainFromDb(truePeakDbtp)).toBeCloseTo(peak.finish(), 12);
      }),
      { numRuns: 12 },
    );
  });

  test('follow peaks in blocks as at once', () => {
    fc.assert(
      fc.property(anyCase, ({ seed, samples, blockSamples }) => {
        const sound = new MemorySound(music(samples, seed));
        const envelope = new MemoryCurve();
        followPeaks(sound, envelope, blockSamples);
        const follower = new PeakFollower();
        const whole = Float32Array.of(...follower.push(sound.channels), ...follower.finish());
        expect(Buffer.concat(bytesOf(envelope.read(0, samples)))).toEqual(Buffer.concat(bytesOf(whole)));
      }),
      { numRuns: 10 },
    );
  });

  test('a filter may be given its signal in pieces', () => {
    const coefficients = { b0: 1, b1: -2, b2: 1, a1: -1.99, a2: 0.99 };
    const [signal] = music(3000, 3);
    const whole = Float64Array.from(signal);
    new Biquad(coefficients).process(whole);
    const filter = new Biquad(coefficients);
    const pieces = Float64Array.from(signal);
    for (let from = 0; from < 3000; from += 97) filter.process(pieces.subarray(from, from + 97));
    expect(pieces).toEqual(whole);
  });

  test('fades reach over stretches as over the whole', () => {
    const [signal] = music(1000, 4);
    const whole = signal.slice();
    fadeIn(whole, 300);
    fadeOut(whole, 450);
    const pieces = signal.slice();
    for (let from = 0; from < 1000; from += 130) {
      const stretch = pieces.subarray(from, from + 130);
      fadeIn(stretch, 300, { from, total: 1000 });
      fadeOut(stretch, 450, { from, total: 1000 });
    }
    expect(pieces).toEqual(whole);
  });
});

describe('master and splice', () => {
  test('a master in blocks is the master of the whole, stems too', () => {
    fc.assert(
      fc.property(anyCase, ({ seed, samples, blockSamples }) => {
        const finish = (size: number) => {
          const [mix, stem] = [copyOf(music(samples, seed)), copyOf(music(samples, seed + 1))];
          const durationSeconds = samples / 48_000;
          const job = { mix, stems: [stem], durationSeconds, envelope: new MemoryCurve() };
          const result = masterMusic({ ...job, blockSamples: size });
          return { result, bytes: bytesOf(...mix.channels, ...stem.channels) };
        };
        expect(finish(blockSamples)).toEqual(finish(samples));
      }),
      { numRuns: 6 },
    );
  });

  test('a splice in blocks is the splice of the whole', () => {
    for (const blockSamples of [97, 1000, 4800]) {
      const finish = (size: number) => {
        const part = copyOf(music(20_000, 6));
        const place = { partStart: 5000, fromBeat: 9000, toBeat: 22_000, gainDb: 2, blockSamples: size };
        const joints = { music: new MemorySound(music(40_000, 5)), part, envelope: new MemoryCurve() };
        return { ends: spliceMusic({ ...place, ...joints }), bytes: bytesOf(...part.channels) };
      };
      expect(finish(blockSamples)).toEqual(finish(40_000));
    }
  });
});
