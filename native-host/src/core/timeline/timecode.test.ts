import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { TICKS_PER_SECOND, ticksToSeconds } from '@framescore/contract';
import { sequenceTime } from './timecode.js';

const clock = (ticksPerFrame: bigint, rest = {}) => ({
  ticksPerFrame: String(ticksPerFrame),
  isDropFrame: false,
  zeroPointTicks: '0',
  ...rest,
});
const AT_25 = clock(10_160_640_000n);
const AT_2997 = clock(8_475_667_200n);

/** Drop-frame timecode by counting: two numbers are passed over at each new minute but every tenth. */
function dropFrameNames(frameCount: number): string[] {
  const names: string[] = [];
  for (let number = 0; names.length < frameCount; number += 1) {
    const minutes = Math.floor(number / 1800);
    if (number % 1800 < 2 && minutes % 10 !== 0) continue;
    const part = (value: number) => String(value).padStart(2, '0');
    names.push(
      `${part(Math.floor(minutes / 60))}:${part(minutes % 60)}:${part(Math.floor(number / 30) % 60)};${part(number % 30)}`,
    );
  }
  return names;
}

describe('sequenceTime', () => {
  test('reads seconds and clock times as time that has passed', () => {
    expect(sequenceTime('12.5', AT_25)).toBe((TICKS_PER_SECOND * 25n) / 2n);
    expect(sequenceTime('00:01:00.5', AT_25)).toBe(60n * TICKS_PER_SECOND + TICKS_PER_SECOND / 2n);
  });

  test('reads frames by the rate of the sequence, and from its zero point', () => {
    expect(sequenceTime('00:00:02:05', AT_25)).toBe(55n * 10_160_640_000n);
    const fromTheHour = clock(10_160_640_000n, { zeroPointTicks: String(3600n * TICKS_PER_SECOND) });
    expect(sequenceTime('01:00:00:10', fromTheHour)).toBe(10n * 10_160_640_000n);
    expect(sequenceTime('00:59:59:24', fromTheHour)).toBe(-10_160_640_000n);
  });

  test('counts nominal frames without drop-frame: an hour of 29.97 lasts 3.6 seconds longer', () => {
    expect(ticksToSeconds(sequenceTime('01:00:00:00', AT_2997)!)).toBeCloseTo(3603.6, 6);
  });

  test('leaves out the numbers that drop-frame leaves out, for the first 25 minutes', () => {
    const dropping = { ...AT_2997, isDropFrame: true };
    const names = dropFrameNames(45_000);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: names.length - 1 }), (frame) => {
        expect(sequenceTime(names[frame]!, dropping)).toBe(BigInt(frame) * 8_475_667_200n);
      }),
      { numRuns: 2000 },
    );
  });

  test.each(['', 'a', '00:00:01:25', '00:60:00:00', '00:00:61:00', '1:2'])('does not read %j', (text) => {
    expect(sequenceTime(text, AT_25) ?? 'none').toBe(text === '1:2' ? 62n * TICKS_PER_SECOND : 'none');
  });
});
