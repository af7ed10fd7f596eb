// Timecodes against two other ways of counting them: frame by frame as the standard words it, and a library (PyPI `timecode` 1.5.1).
import { describe, expect, test } from '@jest/globals';
import {
  formatTimecode,
  hasDropFrame,
  isTimecode,
  nominalRate,
  readTimecode,
  type FrameCounting,
} from './timecode.js';

const rate = (numerator: number, denominator = 1) => ({ numerator, denominator });
const RATES = [
  ['23.976', rate(24_000, 1001)],
  ['24', rate(24)],
  ['25', rate(25)],
  ['29.97', rate(30_000, 1001)],
  ['30', rate(30)],
  ['47.952', rate(48_000, 1001)],
  ['48', rate(48)],
  ['50', rate(50)],
  ['59.94', rate(60_000, 1001)],
  ['60', rate(60)],
  ['100', rate(100)],
  ['119.88', rate(120_000, 1001)],
  ['120', rate(120)],
] as const;
const CLOCKS = RATES.flatMap(([name, of]) =>
  (hasDropFrame(of) ? [false, true] : [false]).map(
    (isDropFrame) => [`${name}${isDropFrame ? ' drop-frame' : ''}`, nominalRate(of), isDropFrame] as const,
  ),
);

function countingOf(framesPerSecond: number, isDropFrame: boolean): FrameCounting {
  return { framesPerSecond, dropFrame: isDropFrame ? 'by-semicolon' : 'none' };
}

/** Counts the numbers of a day in turn, with the frame that each belongs to; visits those around each minute, and one within it. */
function countDay(
  framesPerSecond: number,
  dropped: number,
  visit: (text: string, frame: number, isLeftOut: boolean) => void,
): number {
  let frame = 0;
  const two = (value: number) => (value < 10 ? `0${value}` : `${value}`);
  const wide = (value: number) => (framesPerSecond > 100 && value < 100 ? `0${two(value)}` : two(value));
  for (let minute = 0; minute < 1440; minute += 1) {
    const toMinute = `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
    for (let second = 0; second < 60; second += 1) {
      for (let number = 0; number < framesPerSecond; number += 1) {
        const isLeftOut = second === 0 && number < dropped && minute % 10 !== 0;
        const isNear = second === 0 ? number < 9 : second === 59 && number > framesPerSecond - 3;
        if (isNear || (second === minute % 60 && number === minute % framesPerSecond))
          visit(`${toMinute}:${two(second)}${dropped > 0 ? ';' : ':'}${wide(number)}`, frame, isLeftOut);
        if (!isLeftOut) frame += 1;
      }
    }
  }
  return frame;
}

test.each(CLOCKS)(
  'a day at %s is read and written as counting its frames gives',
  (_, framesPerSecond, isDropFrame) => {
    const counting = countingOf(framesPerSecond, isDropFrame);
    const wrong: string[] = [];
    let seen = 0;
    const frames = countDay(
      framesPerSecond,
      isDropFrame ? framesPerSecond / 15 : 0,
      (text, frame, isLeftOut) => {
        seen += 1;
        const reading = readTimecode(text, counting);
        const isRight =
          reading !== undefined &&
          (isLeftOut
            ? 'refusal' in reading
            : 'frames' in reading &&
              reading.frames === frame &&
              formatTimecode(frame, { framesPerSecond, isDropFrame }) === text);
        if (!isRight) wrong.push(text);
      },
    );
    expect(wrong).toEqual([]);
    expect(seen).toBeGreaterThan(16_000);
    // Drop-frame is there so that a day of it lasts a day: 2.6 frames short at 29.97.
    if (isDropFrame) expect(Math.abs((frames * 1001) / (framesPerSecond * 1000) - 86_400)).toBeLessThan(0.1);
  },
);

const LIBRARY: [framesPerSecond: number, isDropFrame: boolean, table: [string, number][]][] = [
  [
    24,
    false,
    [
      ['00:01:14:23', 1799],
      ['00:24:58:12', 35_964],
      ['23:08:53:11', 2_000_003],
    ],
  ],
  [
    25,
    false,
    [
      ['00:01:11:24', 1799],
      ['01:11:55:17', 107_892],
      ['22:13:20:03', 2_000_003],
    ],
  ],
  [
    30,
    true,
    [
      ['00:00:59;29', 1799],
      ['00:01:00;02', 1800],
      ['00:09:59;29', 17_981],
      ['00:10:00;00', 17_982],
    ],
  ],
  [
    30,
    true,
    [
      ['01:00:00;00', 107_892],
      ['01:00:03;18', 108_000],
      ['18:32:13;15', 2_000_003],
    ],
  ],
  [
    30,
    false,
    [
      ['00:01:00:00', 1800],
      ['01:00:00:00', 108_000],
      ['18:31:06:23', 2_000_003],
    ],
  ],
  [
    48,
    false,
    [
      ['00:37:27:36', 107_892],
      ['11:34:26:35', 2_000_003],
    ],
  ],
  [
    50,
    false,
    [
      ['00:05:59:32', 17_982],
      ['11:06:40:03', 2_000_003],
    ],
  ],
  [
    60,
    true,
    [
      ['00:04:59;58', 17_982],
      ['00:10:00;00', 35_964],
      ['09:16:06;47', 2_000_003],
    ],
  ],
  [
    60,
    false,
    [
      ['00:04:59:42', 17_982],
      ['09:15:33:23', 2_000_003],
    ],
  ],
  [
    120,
    true,
    [
      ['00:02:29;117', 17_981],
      ['00:15:00;112', 108_000],
      ['04:38:03;051', 2_000_003],
    ],
  ],
];

test.each(LIBRARY)(
  'at %d numbers a second (drop-frame: %s) the library agrees',
  (framesPerSecond, isDropFrame, table) => {
    for (const [text, frame] of table) {
      expect(readTimecode(text, countingOf(framesPerSecond, isDropFrame))).toEqual({ frames: frame });
      expect(formatTimecode(frame, { framesPerSecond, isDropFrame })).toBe(text);
    }
  },
);

describe('what a semicolon means', () => {
  const at = (text: string, dropFrame: FrameCounting['dropFrame']) =>
    readTimecode(text, { framesPerSecond: 30, dropFrame });

  test('drop-frame, where both are counted', () => {
    expect(at('00:10:00;00', 'by-semicolon')).toEqual({ frames: 17_982 });
    expect(at('00:10:00:00', 'by-semicolon')).toEqual({ frames: 18_000 });
  });
  test('drop-frame however it is typed, on a clock that shows nothing else', () => {
    expect(at('00:10:00:00', 'always')).toEqual({ frames: 17_982 });
    expect(at('00;10;00;00', 'always')).toEqual({ frames: 17_982 });
  });
  test('nothing, where the rate has no drop-frame', () => {
    expect(readTimecode('00:01:00;00', { framesPerSecond: 24, dropFrame: 'none' })).toEqual({ frames: 1440 });
  });
  test('another clock, where drop-frame is not counted: refused', () => {
    expect(at('00:10:00;00', 'refused')).toEqual({
      refusal: expect.stringMatching(/without drop-frame.*colon/),
    });
    expect(at('00:10:00:00', 'refused')).toEqual({ frames: 18_000 });
  });
});

test.each([
  ['00:01:00;00', /leaves out the frame numbers 0 to 1 .*next frame is 00:01:00;02/],
  ['00;11;00;01', /next frame is 00;11;00;02/],
  ['00:00:01:30', /numbered 0 to 29/],
  ['00:00:60:00', /end at 59/],
  ['00:60:00:00', /end at 59/],
])('%s is refused with the reason', (text, reason) => {
  expect(readTimecode(text, { framesPerSecond: 30, dropFrame: 'by-semicolon' })).toEqual({
    refusal: expect.stringMatching(reason),
  });
});

test.each(['', '12.5', '00:01:02', '00:00:01.500', '00:00:01,500', '1:2:3:4:5', 'a:b:c:d', '-00:00:01:00'])(
  '%j is no timecode with frames',
  (text) => {
    expect(isTimecode(text)).toBe(false);
    expect(readTimecode(text, { framesPerSecond: 25, dropFrame: 'none' })).toBeUndefined();
  },
);

test('only 29.97 and its multiples have drop-frame', () => {
  const dropping = RATES.filter(([, of]) => hasDropFrame(of)).map(([name]) => name);
  expect(dropping).toEqual(['29.97', '59.94', '119.88']);
});

test('a time before zero has a sign', () => {
  expect(formatTimecode(-30, { framesPerSecond: 25, isDropFrame: false })).toBe('-00:00:01:05');
});
