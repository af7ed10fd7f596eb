import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { seededRandom } from '../random/random.js';
import { dbFromGain } from './decibels.js';
import { LOUDNESS_RATE_HZ } from './loudness.js';
import { masterMusic } from './master.js';
import { MemoryCurve, MemorySound, type StereoSignal } from './signal.js';

function signal(seconds: number, value: (seconds: number, index: number) => number): StereoSignal {
  const length = Math.round(seconds * LOUDNESS_RATE_HZ);
  const side = Float32Array.from({ length }, (_, i) => value(i / LOUDNESS_RATE_HZ, i));
  return [side, side.slice()];
}
const tone = (amplitude: number) => (t: number) => amplitude * Math.sin(2 * Math.PI * 220 * t);
function masterAll(sounds: [mix: StereoSignal, ...stems: StereoSignal[]], durationSeconds: number) {
  const stores = sounds.map((sides) => new MemorySound(sides.map((side) => side.slice()) as StereoSignal));
  const [mix, ...stems] = stores as [MemorySound, ...MemorySound[]];
  const result = masterMusic({ mix, stems, durationSeconds, envelope: new MemoryCurve() });
  const finished = stores.map(({ channels }) =>
    channels.map((side) => side.subarray(0, result.samples)),
  ) as StereoSignal[];
  return { ...result, mix: finished[0]!, stems: finished.slice(1) };
}
const master = (mix: StereoSignal, durationSeconds: number) => masterAll([mix], durationSeconds);

describe('masterMusic', () => {
  test('brings quiet and loud music to -16 LUFS', () => {
    for (const amplitude of [0.01, 0.9]) {
      const { loudnessLufs, truePeakDbtp, warnings } = master(signal(4, tone(amplitude)), 4);
      expect(loudnessLufs).toBeCloseTo(-16, 1);
      expect(truePeakDbtp).toBeLessThanOrEqual(-1);
      expect(warnings).toEqual([]);
    }
  });

  test('meets both bounds with drums over a soft bed, where the limiter must work', () => {
    const random = seededRandom(5);
    const drums = (t: number) => {
      const since = t % 0.5;
      return (
        0.03 * Math.sin(2 * Math.PI * 110 * t) +
        (since < 0.05 ? (1 - since / 0.05) * (random() - 0.5) * 1.6 : 0)
      );
    };
    const { mix, loudnessLufs, truePeakDbtp, warnings } = master(signal(6, drums), 6);
    expect(Math.abs(loudnessLufs + 16)).toBeLessThanOrEqual(0.5);
    expect(truePeakDbtp).toBeLessThanOrEqual(-1);
    expect(warnings).toEqual([]);
    const peak = mix[0].reduce((highest, value) => Math.max(highest, Math.abs(value)), 0);
    expect(dbFromGain(peak)).toBeLessThanOrEqual(-1);
  });

  test('prefers the peak bound and says so where a single click cannot be made loud', () => {
    const { truePeakDbtp, loudnessLufs, warnings } = master(
      signal(3, (_, i) => (i === 70_000 ? 0.5 : 0)),
      3,
    );
    expect(truePeakDbtp).toBeLessThanOrEqual(-1);
    expect(loudnessLufs).toBeLessThan(-16.5);
    expect(warnings).toHaveLength(1);
  });

  test('does not raise a noise floor to full loudness, and leaves silence silent', () => {
    const quiet = master(signal(2, tone(1e-5)), 2);
    expect(quiet.loudnessLufs).toBeLessThan(-50);
    expect(quiet.warnings).toHaveLength(1);
    const silent = master(
      signal(2, () => 0),
      2,
    );
    expect(silent.mix[0].every((value) => value === 0)).toBe(true);
    expect(silent.warnings).toEqual(['The music is silent.']);
  });

  test('masters 50 ms', () => {
    const { loudnessLufs, truePeakDbtp } = master(signal(0.05, tone(0.1)), 0.05);
    expect(Math.abs(loudnessLufs + 16)).toBeLessThanOrEqual(0.5);
    expect(truePeakDbtp).toBeLessThanOrEqual(-1);
  });

  test('has exactly the asked length, starts and ends in silence and has no DC', () => {
    const offset = signal(1.2, (t) => 0.2 + tone(0.2)(t));
    for (const durationSeconds of [1, 1.23456, 2]) {
      const { mix } = master(offset, durationSeconds);
      expect(mix[0]).toHaveLength(Math.round(durationSeconds * 48_000));
      expect(Math.abs(mix[0][0] ?? 1)).toBe(0);
      expect(Math.abs(mix[1].at(-1) ?? 1)).toBe(0);
    }
    const { mix } = master(offset, 1.2);
    expect(Math.abs(mix[0].reduce((sum, value) => sum + value, 0) / mix[0].length)).toBeLessThan(1e-3);
  });

  test('gives stems the gains of the mix: they add up to it, sample for sample', () => {
    const bass = signal(3, tone(0.6));
    const hits = signal(3, (t) => ((t * 4) % 1 < 0.05 ? Math.sin(2 * Math.PI * 900 * t) : 0));
    const mix: StereoSignal = [
      bass[0].map((v, i) => v + (hits[0][i] ?? 0)),
      bass[1].map((v, i) => v + (hits[1][i] ?? 0)),
    ];
    const result = masterAll([mix, bass, hits], 3);
    const [a, b] = result.stems;
    let worst = 0;
    for (let i = 0; i < result.mix[0].length; i += 1) {
      const sum = (a?.[0][i] ?? 0) + (b?.[0][i] ?? 0);
      worst = Math.max(worst, Math.abs(sum - (result.mix[0][i] ?? 0)));
    }
    expect(worst).toBeLessThan(1e-5);
  });

  test('never exceeds -1 dBTP, whatever comes in', () => {
    const anySound = fc.record({
      seed: fc.integer(),
      seconds: fc.double({ min: 0.02, max: 1.5, noNaN: true }),
      level: fc.double({ min: 0.001, max: 4, noNaN: true }),
      burstShare: fc.double({ min: 0.001, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(anySound, ({ seed, seconds, level, burstShare }) => {
        const random = seededRandom(seed);
        const mix = signal(seconds, (t) => ((t * 5) % 1 < burstShare ? level * (random() * 2 - 1) : 0));
        const result = master(mix, seconds);
        expect(result.truePeakDbtp).toBeLessThanOrEqual(-1);
        expect(Math.abs(result.loudnessLufs + 16) <= 0.5 || result.warnings.length === 1).toBe(true);
      }),
      { numRuns: 25 },
    );
  });
});
