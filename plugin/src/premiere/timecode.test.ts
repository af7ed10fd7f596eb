// Timecodes against a second way of counting them: frame by frame, as the standard words it.
import { describe, expect, test } from '@jest/globals';
import { TICKS_PER_SECOND } from '@framescore/contract';
import fc from 'fast-check';
import { floorDivide, formatTimecode, roundToFrame } from './timecode.js';

const RATES: [string, bigint][] = [
  ['23.976', 10_594_584_000n],
  ['24', 10_584_000_000n],
  ['25', 10_160_640_000n],
  ['29.97', 8_475_667_200n],
  ['30', 8_467_200_000n],
  ['50', 5_080_320_000n],
  ['59.94', 4_237_833_600n],
  ['60', 4_233_600_000n],
];
const ticksPerFrame = fc.constantFrom(...RATES.map(([, ticks]) => ticks));
/** Up to a day of frames. */
const frame = fc.bigInt({ min: 0n, max: 5_184_000n });

const nominalRate = (ticks: bigint): bigint => (TICKS_PER_SECOND + ticks / 2n) / ticks;

/** Frame number of a timecode: what drop-frame skips is taken off again. */
function frameOf(timecode: string, ticks: bigint): bigint {
  const isDropFrame = timecode.includes(';');
  const [hours = 0n, minutes = 0n, seconds = 0n, frames = 0n] = timecode.split(/[:;]/).map(BigInt);
  const nominal = nominalRate(ticks);
  const allMinutes = hours * 60n + minutes;
  const skipped = isDropFrame ? (nominal / 15n) * (allMinutes - allMinutes / 10n) : 0n;
  return (allMinutes * 60n + seconds) * nominal + frames - skipped;
}

test.each([
  [0n, '00:00:00;00'],
  [1_799n, '00:00:59;29'],
  [1_800n, '00:01:00;02'],
  [17_981n, '00:09:59;29'],
  [17_982n, '00:10:00;00'],
  [107_892n, '01:00:00;00'],
])('frame %s at 29.97 is shown as %s', (number, expected) => {
  expect(formatTimecode(number * 8_475_667_200n, { ticksPerFrame: 8_475_667_200n, isDropFrame: true })).toBe(
    expected,
  );
});

test('drop-frame at 59.94 skips four numbers a minute', () => {
  const grid = { ticksPerFrame: 4_237_833_600n, isDropFrame: true };
  expect(formatTimecode(3_600n * grid.ticksPerFrame, grid)).toBe('00:01:00;04');
});

test.each([10_160_640_000n, 8_467_200_000n, 10_594_584_000n])(
  'a rate without drop-frame (%s ticks a frame) never drops, whatever the sequence says',
  (ticks) => {
    const shown = (isDropFrame: boolean) =>
      formatTimecode(100_000n * ticks, { ticksPerFrame: ticks, isDropFrame });
    expect(shown(true)).toBe(shown(false));
  },
);

describe.each(RATES)('at %s frames a second', (_, ticks) => {
  test('an hour of frames at the nominal rate is 01:00:00:00', () => {
    const grid = { ticksPerFrame: ticks, isDropFrame: false };
    expect(formatTimecode(nominalRate(ticks) * 3_600n * ticks, grid)).toBe('01:00:00:00');
  });
});

test('every frame has its own timecode, and the timecode leads back to the frame', () => {
  fc.assert(
    fc.property(ticksPerFrame, frame, fc.boolean(), (ticks, number, isDropFrame) => {
      const shown = formatTimecode(number * ticks, { ticksPerFrame: ticks, isDropFrame });
      expect(frameOf(shown, ticks)).toBe(number);
    }),
    { numRuns: 2_000 },
  );
});

test('later frames are shown later', () => {
  fc.assert(
    fc.property(ticksPerFrame, frame, fc.boolean(), (ticks, number, isDropFrame) => {
      const grid = { ticksPerFrame: ticks, isDropFrame };
      const [now, next] = [formatTimecode(number * ticks, grid), formatTimecode((number + 1n) * ticks, grid)];
      expect(next > now).toBe(true);
    }),
  );
});

test('drop-frame never drifts more than a frame or two from the clock', () => {
  fc.assert(
    fc.property(frame, (number) => {
      const ticks = 8_475_667_200n;
      const [hours = 0, minutes = 0, seconds = 0, frames = 0] = formatTimecode(number * ticks, {
        ticksPerFrame: ticks,
        isDropFrame: true,
      })
        .split(/[:;]/)
        .map(Number);
      const shown = hours * 3_600 + minutes * 60 + seconds + frames / 30;
      const real = Number((number * ticks) / 254_016n) / 1e6;
      expect(Math.abs(shown - real)).toBeLessThan(0.1 + real * 2e-6);
    }),
  );
});

test('rounding goes to the nearest frame, and halves up, also before zero', () => {
  fc.assert(
    fc.property(ticksPerFrame, fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), (ticks, time) => {
      const rounded = roundToFrame(time, ticks);
      expect(floorDivide(rounded, ticks) * ticks).toBe(rounded);
      const distance = time - rounded;
      expect(distance <= ticks / 2n && -distance <= ticks / 2n).toBe(true);
    }),
  );
  expect(formatTimecode(-TICKS_PER_SECOND, { ticksPerFrame: 10_160_640_000n, isDropFrame: false })).toBe(
    '-00:00:01:00',
  );
});
