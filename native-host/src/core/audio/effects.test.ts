import { describe, expect, test } from '@jest/globals';
import { Biquad, highPass, lowPass } from './biquad.js';
import { Chorus } from './chorus.js';
import { dbFromGain } from './decibels.js';
import { Ducker } from './ducker.js';
import { Echo } from './echo.js';
import { fadeOut } from './fades.js';
import { Reverb } from './reverb.js';

const RATE = 48_000;
const silence = (seconds: number) => new Float32Array(Math.round(seconds * RATE));
const rms = (samples: Float32Array, from: number, to: number) => {
  const part = samples.subarray(Math.round(from * RATE), Math.round(to * RATE));
  return Math.sqrt(part.reduce((sum, value) => sum + value * value, 0) / part.length);
};

function impulseResponse(decaySeconds: number, seconds: number): [Float32Array, Float32Array] {
  const input = silence(seconds);
  input[0] = 1;
  const output: [Float32Array, Float32Array] = [silence(seconds), silence(seconds)];
  const reverb = new Reverb({ decaySeconds, dampingHz: 1e6, preDelayMs: 10 }, RATE);
  reverb.process(input, input.slice(), ...output, input.length);
  return output;
}

describe('Reverb', () => {
  test('falls by 60 dB in its decay time', () => {
    for (const decaySeconds of [1, 2.5]) {
      const [left] = impulseResponse(decaySeconds, decaySeconds * 1.2);
      new Biquad(lowPass(1000, RATE)).process(left); // treble falls faster: the lines are read between samples
      const fall = dbFromGain(
        rms(left, 0.2, 0.3) / rms(left, 0.2 + decaySeconds / 2, 0.3 + decaySeconds / 2),
      );
      expect(Math.abs(fall - 30)).toBeLessThan(4); // half the time, half the decibels
    }
  });

  test('begins after its pre-delay, differs between the sides and ends', () => {
    const [left, right] = impulseResponse(0.5, 3);
    expect(rms(left, 0, 0.0095)).toBe(0);
    let product = 0;
    for (let i = 0; i < left.length; i += 1) product += (left[i] as number) * (right[i] as number);
    const correlation = product / (left.length * rms(left, 0, 3) * rms(right, 0, 3));
    expect(Math.abs(correlation)).toBeLessThan(0.4);
    expect(rms(left, 2.8, 3)).toBeLessThan(1e-6);
  });

  test('gives the same samples in one block or in many', () => {
    const input = Float32Array.from({ length: 2048 }, (_, i) => Math.sin(i * i));
    const render = (blockSamples: number): Float32Array => {
      const reverb = new Reverb({ decaySeconds: 1, dampingHz: 4000, preDelayMs: 5 }, RATE);
      const left = new Float32Array(2048);
      for (let at = 0; at < 2048; at += blockSamples) {
        const part = input.subarray(at, at + blockSamples);
        reverb.process(
          part,
          part,
          left.subarray(at, at + blockSamples),
          new Float32Array(blockSamples),
          blockSamples,
        );
      }
      return left;
    };
    expect(render(512)).toEqual(render(2048));
  });
});

describe('Echo', () => {
  test('answers left, then right, softer each time', () => {
    const input = silence(1);
    input[0] = 1;
    const left = silence(1);
    const right = silence(1);
    new Echo(0.2, 0.5, RATE).process(input, input, left, right, input.length);
    expect(rms(left, 0.199, 0.21)).toBeGreaterThan(0);
    expect(rms(right, 0, 0.39)).toBe(0);
    expect(rms(right, 0.399, 0.41)).toBeGreaterThan(0);
    expect(rms(left, 0.599, 0.61)).toBeLessThan(0.6 * rms(left, 0.199, 0.21));
  });
});

describe('Chorus', () => {
  test('makes a mono sound wide and keeps its level', () => {
    const left = Float32Array.from(
      { length: RATE },
      (_, i) => Math.sin((2 * Math.PI * 330 * i) / RATE) + Math.sin(i * i),
    );
    const right = left.slice();
    const before = rms(left, 0.1, 1);
    new Chorus(0.5, RATE).process(left, right, RATE);
    expect(Math.abs(dbFromGain(rms(left, 0.1, 1) / before))).toBeLessThan(2);
    const difference = left.map((value, i) => value - (right[i] as number));
    expect(rms(difference, 0.1, 1)).toBeGreaterThan(0.1 * before);
  });
});

describe('Ducker', () => {
  test('dips by its depth at each moment, without a jump, and comes back', () => {
    const ducker = new Ducker(12, 0.2, RATE);
    ducker.add(4800);
    const gains = new Float32Array(RATE);
    ducker.fill(gains, RATE);
    expect(gains[4700]).toBe(1);
    expect(dbFromGain(Math.min(...gains))).toBeCloseTo(-12, 1);
    expect(gains[4800 + 12_000]).toBe(1);
    const steps = gains.map((gain, i) => (i > 0 ? Math.abs(gain - (gains[i - 1] as number)) : 0));
    expect(Math.max(...steps)).toBeLessThan(0.01);
  });
});

describe('Biquad', () => {
  test('passes one side of its cutoff and stops the other at 12 dB per octave', () => {
    const level = (filter: Biquad, frequencyHz: number): number => {
      const tone = Float32Array.from({ length: RATE }, (_, i) =>
        Math.sin((2 * Math.PI * frequencyHz * i) / RATE),
      );
      filter.process(tone);
      return dbFromGain(rms(tone, 0.5, 1) * Math.SQRT2);
    };
    expect(level(new Biquad(lowPass(1000, RATE)), 100)).toBeCloseTo(0, 1);
    expect(level(new Biquad(lowPass(1000, RATE)), 1000)).toBeCloseTo(-3, 0);
    expect(level(new Biquad(lowPass(1000, RATE)), 4000)).toBeCloseTo(-24, 0);
    expect(level(new Biquad(highPass(400, RATE)), 100)).toBeCloseTo(-24, 0);
  });
});

describe('fadeOut', () => {
  test('ends at exactly 0 and leaves what stands before the fade', () => {
    const signal = new Float32Array(100).fill(1);
    fadeOut(signal, 40);
    expect(signal[99]).toBe(0);
    expect(signal[59]).toBe(1);
    expect(signal[79]).toBeCloseTo(0.5, 1);
  });
});
