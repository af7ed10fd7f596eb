import { describe, expect, test } from '@jest/globals';
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

const ticksOf = (text: string, of: Parameters<typeof sequenceTime>[1]) => {
  const reading = sequenceTime(text, of);
  return reading && 'ticks' in reading ? reading.ticks : reading;
};

describe('sequenceTime', () => {
  test('reads seconds and clock times as time that has passed', () => {
    expect(ticksOf('12.5', AT_25)).toBe((TICKS_PER_SECOND * 25n) / 2n);
    expect(ticksOf('00:01:00.5', AT_25)).toBe(60n * TICKS_PER_SECOND + TICKS_PER_SECOND / 2n);
  });

  test('reads frames by the rate of the sequence, and from its zero point', () => {
    expect(ticksOf('00:00:02:05', AT_25)).toBe(55n * 10_160_640_000n);
    const fromTheHour = clock(10_160_640_000n, { zeroPointTicks: String(3600n * TICKS_PER_SECOND) });
    expect(ticksOf('01:00:00:10', fromTheHour)).toBe(10n * 10_160_640_000n);
    expect(ticksOf('00:59:59:24', fromTheHour)).toBe(-10_160_640_000n);
  });

  test('counts nominal frames without drop-frame: an hour of 29.97 lasts 3.6 seconds longer', () => {
    expect(ticksToSeconds(ticksOf('01:00:00:00', AT_2997) as bigint)).toBeCloseTo(3603.6, 6);
  });

  test('counts as its drop-frame does, with colons too, and refuses numbers that are left out', () => {
    const dropping = { ...AT_2997, isDropFrame: true };
    expect(ticksOf('00:10:00;00', dropping)).toBe(17_982n * 8_475_667_200n);
    expect(ticksOf('00:10:00:00', dropping)).toBe(17_982n * 8_475_667_200n);
    expect(sequenceTime('00:01:00;00', dropping)).toEqual({ refusal: expect.stringMatching(/00:01:00;02/) });
  });

  test('refuses a semicolon where the sequence counts without drop-frame', () => {
    expect(sequenceTime('00:10:00;00', AT_2997)).toEqual({ refusal: expect.stringMatching(/colon/) });
    expect(ticksOf('00:00:02;05', AT_25)).toBe(55n * 10_160_640_000n);
  });

  test.each(['00:00:01:25', '00:60:00:00', '00:00:61:00'])('says why there is no %s', (text) => {
    expect(sequenceTime(text, AT_25)).toEqual({ refusal: expect.stringMatching(/is no timecode here/) });
  });

  test.each(['', 'a', '1:2:3:4:5'])('does not read %j', (text) => {
    expect(sequenceTime(text, AT_25)).toBeUndefined();
  });
});
