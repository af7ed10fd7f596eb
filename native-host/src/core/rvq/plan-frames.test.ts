import { describe, expect, test } from '@jest/globals';
import { planScore } from '../plan/plan-score.js';
import { conditionsOfPiece } from './conditions.js';
import { factsOfPlan, frameCountOf, frameMiddles, framesOfJoins } from './plan-frames.js';

const RATE_HZ = 25;
const level = () => Float32Array.from({ length: 125 }, (_, i) => (i < 60 ? 0.2 : 0.9));
const plan = planScore({
  durationSeconds: 12.5,
  cues: [
    { timeSeconds: 4, kind: 'cut', weight: 1 },
    { timeSeconds: 8, kind: 'cut', weight: 0.8 },
  ],
  curves: { rateHz: 10, motion: level(), brightness: level(), saturation: level(), cutRate: level() },
  tempoRangeBpm: [120, 120],
  syncAmount: 80,
  intensity: 50,
  beatsPerBar: 4,
});
const grid = { frameCount: frameCountOf(12.5, RATE_HZ), frameRateHz: RATE_HZ };
const rows = conditionsOfPiece(factsOfPlan(plan, 2), grid, grid.frameCount);
const column = (index: number) => Array.from({ length: grid.frameCount }, (_, f) => rows[f * 9 + index]!);

test('a piece has a frame for each twenty-fifth of a second that it touches', () => {
  expect([12.5, 12.51, 12.52, 12.53, 0.01].map((seconds) => frameCountOf(seconds, RATE_HZ))).toEqual([
    313, 313, 313, 314, 1,
  ]);
});

describe('conditions of a plan', () => {
  test('a bar begins where the plan has a downbeat', () => {
    const positions = column(0);
    for (let i = plan.downbeatIndex; i < plan.beats.length; i += 1) {
      const frame = Math.floor(plan.beats[i]! * RATE_HZ - 0.5) + 1; // the first frame whose middle is not before the beat
      if (frame >= grid.frameCount) continue;
      const beatInBar = (i - plan.downbeatIndex) % 4;
      // A frame is 2 twenty-fourths of a beat at 120 BPM.
      expect([0, 1]).toContain(positions[frame]! - 24 * beatInBar);
    }
  });

  test('accents stand in the frames of their steps, and the final attack is a strong one', () => {
    const accents = column(1);
    for (const [step, strength] of plan.accents.entries())
      if (strength > 0)
        expect(accents[Math.floor(plan.steps.timesSeconds[step]! * RATE_HZ)]).toBeGreaterThanOrEqual(
          strength,
        );
    expect(accents[Math.floor(plan.steps.timesSeconds[plan.endingStep]! * RATE_HZ)]).toBe(2);
  });

  test('the last frame has nothing left, and energy is that of the step in which its middle lies', () => {
    expect(column(4).at(-1)).toBe(0);
    const energy = column(3);
    for (let f = 0; f < grid.frameCount; f += 1) {
      const middle = (f + 0.5) / RATE_HZ;
      if (middle >= plan.durationSeconds) continue;
      const step = plan.steps.timesSeconds.findLastIndex((seconds) => seconds <= middle);
      expect(energy[f]).toBe(plan.energy[step]);
    }
  });

  test('a piece with one beat goes by its tempo', () => {
    const short = { ...plan, beats: Float64Array.of(0.3), tempoBpm: 60 };
    expect(factsOfPlan(short, 0).beatsSeconds).toEqual([0.3, 1.3]);
  });
});

describe('framesOfJoins', () => {
  const steps = { count: 8, timesSeconds: Float64Array.of(0, 0.5, 1.01, 1.5, 2, 2.5, 3, 3.5, 4) };

  test('takes the frame in which the new music begins, up to that in which the old one goes on', () => {
    const frames = framesOfJoins(
      { steps },
      { fromStep: 2, toStep: 5 },
      { frameCount: 100, frameRateHz: RATE_HZ },
    );
    expect(frames).toEqual([25, 62]); // 25.25 and 62.5
  });

  test('reaches both ends of the score', () => {
    const all = { fromStep: 0, toStep: 8 };
    expect(framesOfJoins({ steps }, all, { frameCount: 101, frameRateHz: RATE_HZ })).toEqual([0, 101]);
  });
});

test('each step sees the picture of its frame, the last ones that of the last frame', () => {
  expect([...frameMiddles(3, RATE_HZ, 5)]).toEqual([0.02, 0.06, 0.1, 0.1, 0.1]);
});
