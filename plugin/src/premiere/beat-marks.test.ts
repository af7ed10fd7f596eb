// Which beats get markers.
import { describe, expect, test } from '@jest/globals';
import { TICKS_PER_SECOND } from '@framescore/contract';
import fc from 'fast-check';
import { beatsOnTimeline, chooseMarks } from './beat-marks.js';

const EVERYTHING = { startTicks: -(10n ** 18n), endTicks: 10n ** 18n };
const choice = (everyNth: number) => ({ isOn: true, everyNth, areDownbeatsColoured: false });

/** Beats half a second apart, the first downbeat after a pick-up. */
function song(count: number, beatsPerBar: number, pickUp = 0) {
  const beats = Array.from({ length: count }, (_, index) => index / 2);
  const downbeats = beats.filter((_, index) => index >= pickUp && (index - pickUp) % beatsPerBar === 0);
  return beatsOnTimeline(beats, downbeats, 10n * TICKS_PER_SECOND);
}

describe('every nth beat', () => {
  test.each([
    [1, 12],
    [2, 6],
    [4, 3],
  ])('n = %s marks %s of twelve beats', (everyNth, expected) => {
    expect(chooseMarks(song(12, 4), choice(everyNth), EVERYTHING)).toHaveLength(expected);
  });

  test('four marks one beat a bar in any metre: the downbeats', () => {
    for (const beatsPerBar of [2, 3, 4]) {
      const marks = chooseMarks(song(24, beatsPerBar), choice(4), EVERYTHING);
      expect(marks.every((mark) => mark.isDownbeat)).toBe(true);
      expect(marks).toHaveLength(24 / beatsPerBar);
    }
  });

  test('counts back from the first downbeat over a pick-up', () => {
    const marks = chooseMarks(song(10, 4, 3), choice(2), EVERYTHING);
    expect(marks.map(({ number }) => number)).toEqual([2, 4, 6, 8, 10]);
  });

  test('counts from the first beat where there is no downbeat', () => {
    const beats = beatsOnTimeline([0, 1, 2, 3, 4], [], 0n);
    expect(chooseMarks(beats, choice(2), EVERYTHING).map(({ number }) => number)).toEqual([1, 3, 5]);
  });
});

test('switched off there are none; beats outside the range are none', () => {
  const beats = song(12, 4);
  expect(chooseMarks(beats, { ...choice(1), isOn: false }, EVERYTHING)).toEqual([]);
  const within = { startTicks: 11n * TICKS_PER_SECOND, endTicks: 12n * TICKS_PER_SECOND };
  expect(chooseMarks(beats, choice(1), within).map(({ number }) => number)).toEqual([3, 4]);
});

test('a beat is the sample-exact time of the score plus its start', () => {
  const [beat] = beatsOnTimeline([1 / 48_000], [], 7n);
  expect(beat?.ticks).toBe(7n + 5_292_000n);
});

test('a downbeat found a few milliseconds away is the same beat', () => {
  const beats = beatsOnTimeline([0, 0.5, 1], [0.512], 0n);
  expect(beats.map(({ isDownbeat }) => isDownbeat)).toEqual([false, true, false]);
});

test('marks are some of the beats, in order; the marks of parts are the marks of the whole', () => {
  fc.assert(
    fc.property(
      fc.nat(60),
      fc.constantFrom(2, 3, 4),
      fc.nat(3),
      fc.constantFrom(1, 2, 4),
      fc.nat(30),
      (count, bar, pickUp, nth, split) => {
        const beats = song(count, bar, pickUp);
        const whole = chooseMarks(beats, choice(nth), EVERYTHING);
        const border = (10n + BigInt(split)) * TICKS_PER_SECOND;
        const left = chooseMarks(beats, choice(nth), { ...EVERYTHING, endTicks: border });
        const right = chooseMarks(beats, choice(nth), { ...EVERYTHING, startTicks: border });
        expect([...left, ...right]).toEqual(whole);
        expect(whole.every((mark) => beats.includes(mark))).toBe(true);
      },
    ),
  );
});
