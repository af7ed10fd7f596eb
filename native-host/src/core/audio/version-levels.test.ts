import { expect, test } from '@jest/globals';
import { measureLevels } from './limit-levels.js';
import type { SoundSource, StereoSignal } from './signal.js';
import { versionLevels } from './version-levels.js';

const RATE_HZ = 48_000;
type Level = (second: number) => number;

/** A tone of which only what is read is made; counts what is read. */
function toneOf(seconds: number, level: Level): SoundSource & { readSamples: number } {
  const source = {
    samples: seconds * RATE_HZ,
    readSamples: 0,
    read(from: number, to: number): StereoSignal {
      source.readSamples += to - from;
      const side = Float32Array.from({ length: to - from }, (_, i) => {
        const at = from + i;
        return level(Math.floor(at / RATE_HZ)) * Math.sin(at / 8);
      });
      return [side, side];
    },
  };
  return source;
}

const isNew = (second: number) => second >= 100 && second < 110;
const plain: Level = () => 0.2;
const louder: Level = (second) => (isNew(second) ? 0.4 : 0.2);
const range = { start: 100 * RATE_HZ, end: 110 * RATE_HZ };

test('a short piece is measured as a whole', () => {
  const [music, mix] = [toneOf(4, plain), toneOf(4, (second) => (second === 1 ? 0.4 : 0.2))];
  const levels = versionLevels({
    music,
    mix,
    start: RATE_HZ,
    end: 2 * RATE_HZ,
    before: measureLevels(music),
  });
  expect(levels).toEqual(measureLevels(mix));
});

test('of a long piece only the range is read, and the levels are those of the whole', () => {
  // What 301 s of the plain tone measure is known from 2 s of it.
  const before = measureLevels(toneOf(2, plain));
  const [music, mix] = [toneOf(301, plain), toneOf(301, louder)];
  const levels = versionLevels({ music, mix, ...range, before });
  // 291 s at a power of 1 and 10 s at 4: 0.41 LU more.
  const expected = before.loudnessLufs + 10 * Math.log10((291 + 10 * 4) / 301);
  expect(Math.abs(levels.loudnessLufs - expected)).toBeLessThan(0.02);
  // The step up and down again has a peak of its own between the samples.
  const tone = toneOf(301, louder);
  const read = (from: number, to: number) => tone.read(90 * RATE_HZ + from, 90 * RATE_HZ + to);
  const around = measureLevels({ samples: 30 * RATE_HZ, read });
  expect(Math.abs(levels.truePeakDbtp - around.truePeakDbtp)).toBeLessThan(0.01);
  expect([music.readSamples, mix.readSamples]).toEqual([10 * RATE_HZ, 10 * RATE_HZ + 960]);
});

test('a range that becomes softer leaves the peak that the whole had', () => {
  const before = { loudnessLufs: -16, truePeakDbtp: -1.1 };
  const mix = toneOf(301, (second) => (isNew(second) ? 0 : 0.2));
  const levels = versionLevels({ music: toneOf(301, plain), mix, ...range, before });
  expect(levels.truePeakDbtp).toBe(-1.1);
  expect(levels.loudnessLufs).toBeLessThan(-16);
});
