import { describe, expect, test } from '@jest/globals';
import {
  accentsOfFrames,
  conditionsOfPiece,
  elapsedBucket,
  framesToNextAccent,
  remainingBucket,
  type PieceFacts,
} from './conditions.js';

const RATE_HZ = 25;
/** 120 BPM from 0.1 s on, beginning on the second beat of a bar. */
const FACTS: PieceFacts = {
  beatsSeconds: [0.1, 0.6, 1.1, 1.6],
  firstBeatInBar: 1,
  accents: [
    { timeSeconds: 0.6, strength: 1 },
    { timeSeconds: 0.61, strength: 2 },
    { timeSeconds: 1.1, strength: 1 },
  ],
  energy: [
    { fromSeconds: 0, level: 4 },
    { fromSeconds: 0.6, level: 9 },
  ],
  styleIndex: 3,
  tempoBpm: 120,
  mode: 0,
};

function column(facts: PieceFacts, index: number, frameCount = 50, stepCount = frameCount): number[] {
  const rows = conditionsOfPiece(facts, { frameCount, frameRateHz: RATE_HZ }, stepCount);
  return Array.from({ length: stepCount }, (_, step) => rows[step * 9 + index]!);
}

describe('bar-position', () => {
  const positions = column(FACTS, 0);

  test('counts twenty-fourths of a beat at the middle of the frame', () => {
    // Frame 5, middle 0.22 s: 0.24 beats after the second beat of the bar, 24 * 1.24 = 29.76.
    expect(positions[5]).toBe(29);
    // Frame 30, middle 1.22 s: the fourth beat stands at 1.1 s, 24 * 3.24 = 77.76.
    expect(positions[30]).toBe(77);
  });

  test('goes on with the first beat length before the first beat and the last one after the last, round the bar', () => {
    // Frame 0, middle 0.02 s: 0.16 beats before the second beat, 24 * 0.84 = 20.16.
    expect(positions[0]).toBe(20);
    // Frame 40, middle 1.62 s: 0.04 beats after the first beat of the next bar.
    expect(positions[40]).toBe(0);
    expect(positions[45]).toBe(10); // middle 1.82 s, 0.44 beats: 10.56
  });

  test('is unknown where fewer than two beats or no bar are known', () => {
    expect(column({ ...FACTS, beatsSeconds: [0.1] }, 0)[3]).toBe(96);
    expect(column({ ...FACTS, firstBeatInBar: -1 }, 0)[3]).toBe(96);
  });
});

describe('accents', () => {
  test('the strongest one that lies in a frame counts', () => {
    // 0.6 s and 0.61 s lie in frame 15, 1.1 s in frame 27.
    const accents = accentsOfFrames(FACTS.accents, { frameCount: 50, frameRateHz: RATE_HZ });
    expect([...accents].flatMap((strength, frame) => (strength > 0 ? [[frame, strength]] : []))).toEqual([
      [15, 2],
      [27, 1],
    ]);
  });

  test('one at the very end lies in the last frame', () => {
    const accents = [{ timeSeconds: 2, strength: 2 }];
    expect([...accentsOfFrames(accents, { frameCount: 50, frameRateHz: RATE_HZ })].at(-1)).toBe(2);
  });

  test('ahead are counted from the next frame on, 32 beyond 31', () => {
    const accents = new Uint8Array(80);
    accents[40] = 1;
    const ahead = framesToNextAccent(accents);
    expect([ahead[39], ahead[9], ahead[8], ahead[0]]).toEqual([1, 31, 32, 32]);
    expect([ahead[40], ahead[79]]).toEqual([32, 32]);
  });
});

test('energy is the level that holds at the middle of a frame', () => {
  const energy = column(FACTS, 3);
  expect([energy[0], energy[14], energy[15]]).toEqual([4, 4, 9]); // middles 0.02, 0.58, 0.62 s
  expect(column({ ...FACTS, energy: [] }, 3)[0]).toBe(16);
});

test.each([
  [0, 0],
  [24, 24],
  [25, 25],
  [37, 25],
  [38, 26],
  [50, 27],
  [75, 28],
  [100, 29],
  [150, 30],
  [200, 31],
  [300, 32],
  [399, 32],
  [400, 33],
  [9000, 33],
])('%i frames before the last one are bucket %i', (frames, bucket) => {
  expect(remainingBucket(frames)).toBe(bucket);
});

test('elapsed has its borders at 1, 2, 4 and 8 s', () => {
  expect([0, 24, 25, 49, 50, 99, 100, 199, 200, 5000].map(elapsedBucket)).toEqual([
    0, 0, 1, 1, 2, 2, 3, 3, 4, 4,
  ]);
});

test('a piece of unknown tempo has the bucket behind the known ones', () => {
  const rows = conditionsOfPiece({ ...FACTS, tempoBpm: null }, { frameCount: 3, frameRateHz: RATE_HZ }, 3);
  const known = conditionsOfPiece(FACTS, { frameCount: 3, frameRateHz: RATE_HZ }, 3);
  expect([...rows].flatMap((value, i) => (value === known[i] ? [] : [value]))).toEqual([16, 16, 16]);
});

test('steps behind the last frame repeat its description', () => {
  const rows = conditionsOfPiece(FACTS, { frameCount: 50, frameRateHz: RATE_HZ }, 57);
  const row = (step: number) => [...rows.subarray(step * 9, (step + 1) * 9)];
  expect(row(56)).toEqual(row(49));
  expect(row(49).slice(4)).toEqual([0, 1, 3, 10, 0]);
});
