import { describe, expect, test } from '@jest/globals';
import { integratedLoudness, LOUDNESS_RATE_HZ } from './loudness.js';

function sine(frequencyHz: number, amplitudeDb: number, seconds: number): Float32Array {
  const amplitude = 10 ** (amplitudeDb / 20);
  return Float32Array.from({ length: Math.round(seconds * LOUDNESS_RATE_HZ) }, (_, i) =>
    Math.fround(amplitude * Math.sin((2 * Math.PI * frequencyHz * i) / LOUDNESS_RATE_HZ)),
  );
}

describe('integratedLoudness', () => {
  // BS.1770: a 997 Hz sine at 0 dBFS in one channel reads -3.01 LKFS; two channels add 3.01 dB.
  test('reads -20 LUFS for a stereo 997 Hz sine with peaks at -20 dBFS, and -23.01 for one channel', () => {
    const tone = sine(997, -20, 5);
    expect(integratedLoudness([tone, tone])).toBeCloseTo(-20, 1);
    expect(integratedLoudness([tone, new Float32Array(tone.length)])).toBeCloseTo(-23.01, 1);
  });

  test('weights low tones down and high tones up: 60 Hz and 10 kHz against 997 Hz', () => {
    const level = (frequencyHz: number) =>
      integratedLoudness([sine(frequencyHz, -20, 3)]) - integratedLoudness([sine(997, -20, 3)]);
    expect(level(10_000)).toBeCloseTo(3.3, 0);
    expect(level(30)).toBeLessThan(-4);
  });

  test('leaves out silence and passages more than 10 LU below the rest', () => {
    const loud = sine(997, -20, 4);
    const padded = new Float32Array(12 * LOUDNESS_RATE_HZ);
    padded.set(loud, 0);
    padded.set(sine(997, -45, 4), 4 * LOUDNESS_RATE_HZ);
    // EBU Tech 3341: blocks that straddle the change stay in, hence 0.2 LU.
    expect(Math.abs(integratedLoudness([padded]) - integratedLoudness([loud]))).toBeLessThan(0.25);
  });

  test('measures ungated what is shorter than a block or quieter than the gate, and silence as -Infinity', () => {
    const click = sine(997, -20, 0.1);
    expect(integratedLoudness([click, click])).toBeCloseTo(-20, 0);
    expect(integratedLoudness([sine(997, -100, 2)])).toBeCloseTo(-103, 0);
    expect(integratedLoudness([new Float32Array(4800)])).toBe(-Infinity);
    expect(integratedLoudness([new Float32Array(0)])).toBe(-Infinity);
  });
});
