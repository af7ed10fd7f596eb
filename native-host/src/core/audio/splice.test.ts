import { describe, expect, test } from '@jest/globals';
import { MemoryCurve, MemorySound, type StereoSignal } from './signal.js';
import { LEAD_IN_SAMPLES, spliceMusic } from './splice.js';

const SAMPLES = 96_000;
const tone = (level: number, count = SAMPLES, hz = 440): StereoSignal => {
  const side = () =>
    Float32Array.from({ length: count }, (_, i) => level * Math.sin((2 * Math.PI * hz * i) / 48_000));
  return [side(), side()];
};
const input = (changes: Partial<typeof DEFAULTS> = {}) => ({ ...DEFAULTS, ...changes });
const DEFAULTS = {
  music: tone(0.1),
  part: tone(0.05, SAMPLES, 660),
  partStart: 0,
  fromBeat: 24_000,
  toBeat: 72_000,
  gainDb: 6,
};

/** The whole music with the part in it. */
function splice({ music, part, ...place }: typeof DEFAULTS): StereoSignal {
  const store = new MemorySound(part.map((side) => side.slice()) as StereoSignal);
  const source = new MemorySound(music);
  const { start, end } = spliceMusic({ ...place, music: source, part: store, envelope: new MemoryCurve() });
  const anew = store.read(start - place.partStart, end - place.partStart);
  return music.map((old, c) => {
    const whole = old.slice();
    whole.set(anew[c]!, start);
    return whole;
  }) as StereoSignal;
}
const rms = (side: Float32Array) =>
  Math.sqrt(side.reduce((sum, value) => sum + value * value, 0) / side.length);

describe('spliceMusic', () => {
  test('changes no sample before the fade into the new part and none behind the fade out of it', () => {
    const { music } = input();
    const [left] = splice(input());
    expect(left.subarray(0, 24_000 - LEAD_IN_SAMPLES)).toEqual(
      music[0].subarray(0, 24_000 - LEAD_IN_SAMPLES),
    );
    expect(left.subarray(72_000 - 720)).toEqual(music[0].subarray(72_000 - 720));
  });

  test('plays the new part at the gain of the master in between', () => {
    const [left] = splice(input());
    // 0.05 at +6 dB is 0.0998; a sine has 0.707 of its peak.
    expect(rms(left.subarray(30_000, 60_000))).toBeCloseTo(0.05 * 10 ** (6 / 20) * Math.SQRT1_2, 3);
  });

  test('is the old music where the new part is the same and the gain is 0 dB: no dip and no bump in the fade in', () => {
    const same = input({ part: tone(0.1), gainDb: 0 });
    const [left] = splice(same);
    for (let i = 0; i < 60_000; i += 1) expect(Math.abs(left[i]! - same.music[0][i]!)).toBeLessThan(1e-6);
  });

  test('keeps the level in the fade out, whether the two sounds are strangers or the same', () => {
    const level = (part: StereoSignal) => {
      const [left] = splice(input({ part, gainDb: 0 }));
      const middle = 72_000 - 720 - 1080; // half way through the fade
      return rms(left.subarray(middle - 218, middle + 218)); // four periods of the tone
    };
    const own = 0.1 * Math.SQRT1_2;
    for (const part of [tone(0.1), tone(0.1, SAMPLES, 660)])
      expect(Math.abs(20 * Math.log10(level(part) / own))).toBeLessThan(0.6);
  });

  test('takes the part from where it begins', () => {
    const part = tone(0.1).map((side) => side.slice(10_000)) as StereoSignal;
    const [left] = splice(input({ part, partStart: 10_000, gainDb: 0 }));
    const [whole] = splice(input({ part: tone(0.1), gainDb: 0 }));
    for (let i = 26_000; i < 60_000; i += 1) expect(Math.abs(left[i]! - whole[i]!)).toBeLessThan(1e-6);
  });

  test('begins and ends without a fade over where the range reaches the ends, but with those of a master', () => {
    const [left] = splice(input({ fromBeat: 0, toBeat: SAMPLES }));
    expect(Math.abs(left[0]!)).toBeLessThan(1e-3);
    expect(Math.abs(left[SAMPLES - 1]!)).toBeLessThan(1e-3);
    expect(rms(left.subarray(0, 24_000))).toBeGreaterThan(0.05);
  });

  test('keeps a part that is too strong below -1 dBTP', () => {
    const [left] = splice(input({ part: tone(0.9, SAMPLES, 660), gainDb: 12 }));
    expect(Math.max(...left.map(Math.abs))).toBeLessThan(10 ** (-1 / 20));
  });
});
