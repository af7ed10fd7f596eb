import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../random/random.js';
import { monoSource, ONSET_RATE_HZ, onsetEnvelope } from './onset-envelope.js';

/** Decaying tones of 440 Hz at given times. */
function plucks(times: readonly number[], seconds: number, sampleRateHz: number): Float32Array {
  const samples = new Float32Array(Math.round(seconds * sampleRateHz));
  for (const time of times) {
    const first = Math.round(time * sampleRateHz);
    for (let i = first; i < samples.length; i += 1) {
      const age = (i - first) / sampleRateHz;
      samples[i]! += 0.5 * Math.sin(2 * Math.PI * 440 * age) * Math.exp(-6 * age);
    }
  }
  return samples;
}

describe('onsetEnvelope', () => {
  test.each([48_000, 44_100, 22_050])('peaks within 20 ms of each attack at %i Hz', (sampleRateHz) => {
    const times = [0.4, 1.013, 1.7, 2.5];
    const envelope = onsetEnvelope(monoSource(plucks(times, 3, sampleRateHz)), sampleRateHz);
    expect(envelope.length).toBe(3 * ONSET_RATE_HZ);
    for (const time of times) {
      const near = envelope.subarray(Math.round(time * 100) - 20, Math.round(time * 100) + 20);
      const peak = Math.round(time * 100) - 20 + near.indexOf(Math.max(...near));
      expect(Math.abs(peak / 100 - time)).toBeLessThanOrEqual(0.02);
      expect(Math.max(...near)).toBeGreaterThan(2);
    }
  });

  test('has mean 0 and deviation 1, whatever the level of the sound', () => {
    const random = seededRandom(2);
    const noise = Float32Array.from({ length: 48_000 }, () => 0.1 * (random() - 0.5));
    const envelope = onsetEnvelope(monoSource(noise), 48_000);
    const mean = envelope.reduce((sum, value) => sum + value, 0) / envelope.length;
    const deviation = Math.sqrt(
      envelope.reduce((sum, value) => sum + (value - mean) ** 2, 0) / envelope.length,
    );
    expect(mean).toBeCloseTo(0, 4);
    expect(deviation).toBeCloseTo(1, 3);
  });

  test('is 0 throughout for silence', () => {
    expect(onsetEnvelope(monoSource(new Float32Array(4_800)), 48_000).every((value) => value === 0)).toBe(
      true,
    );
  });
});
