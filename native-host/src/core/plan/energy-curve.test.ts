import { describe, expect, test } from '@jest/globals';
import type { CueCurves } from '../cues/cue.js';
import { arcAt, barsOf, planEnergy, sectionBars, withContrast } from './energy-curve.js';
import type { StepGrid } from './step-grid.js';

/** Bars of 2 s (120 BPM). */
function gridOf(bars: number, barPhase = 0): StepGrid {
  const count = bars * 16 - barPhase;
  return { count, barPhase, timesSeconds: Float64Array.from({ length: count + 1 }, (_, i) => i * 0.125) };
}

function curvesOf(bars: number, motionAt: (second: number) => number): CueCurves {
  const bins = bars * 20;
  const flat = new Float32Array(bins).fill(0.4);
  return {
    rateHz: 10,
    motion: Float32Array.from({ length: bins }, (_, i) => motionAt(i / 10)),
    brightness: flat,
    saturation: flat,
    cutRate: new Float32Array(bins),
  };
}

const perBar = (energy: Uint8Array) =>
  Array.from({ length: energy.length / 16 }, (_, bar) => energy[bar * 16]!);

describe('barsOf', () => {
  test('begins with a short bar when step 0 stands inside one', () => {
    expect(barsOf({ count: 40, barPhase: 12, timesSeconds: new Float64Array(41) })).toEqual([
      { startStep: 0, endStep: 4 },
      { startStep: 4, endStep: 20 },
      { startStep: 20, endStep: 36 },
      { startStep: 36, endStep: 40 },
    ]);
  });
});

describe('planEnergy', () => {
  test('follows the picture: a lively second half is louder, and a section begins there', () => {
    const { energy, sectionSteps } = planEnergy(
      gridOf(16),
      curvesOf(16, (second) => (second < 16 ? 0.05 : 0.95)),
      50,
    );
    const bars = perBar(energy);
    expect(Math.min(...bars.slice(9))).toBeGreaterThan(Math.max(...bars.slice(0, 7)) + 2);
    expect([...sectionSteps]).toContain(8 * 16);
  });

  test('rises with intensity in every bar and spans soft to loud', () => {
    const at = (intensity: number) =>
      perBar(
        planEnergy(
          gridOf(12),
          curvesOf(12, () => 0.5),
          intensity,
        ).energy,
      );
    const [soft, middle, loud] = [at(0), at(50), at(100)];
    soft.forEach((level, bar) => {
      expect(middle[bar]!).toBeGreaterThan(level);
      expect(loud[bar]!).toBeGreaterThan(middle[bar]!);
    });
    expect(Math.max(...soft)).toBeLessThanOrEqual(7);
    expect(Math.min(...loud)).toBeGreaterThanOrEqual(7);
  });

  test('over an even picture peaks in the last third and resolves', () => {
    const bars = perBar(
      planEnergy(
        gridOf(24),
        curvesOf(24, () => 0.5),
        50,
      ).energy,
    );
    const peak = bars.lastIndexOf(Math.max(...bars));
    expect(peak).toBeGreaterThanOrEqual(16);
    expect(bars[0]!).toBeLessThan(bars[12]!);
    expect(bars.at(-1)!).toBeLessThan(bars[peak]!);
  });

  test('is constant within each bar, also when step 0 stands inside one', () => {
    const { energy } = planEnergy(
      gridOf(10, 6),
      curvesOf(10, (second) => second / 20),
      50,
    );
    for (let step = 1; step < energy.length; step += 1) {
      if ((step + 6) % 16 !== 0) expect(energy[step]).toBe(energy[step - 1]);
    }
  });
});

describe('withContrast', () => {
  const spreadOf = (levels: readonly number[]) => Math.max(...levels) - Math.min(...levels);
  const ramp = (from: number, to: number) =>
    Array.from({ length: 11 }, (_, i) => from + ((to - from) * i) / 10);

  test('a picture that moves a little spreads over most of the scale, its order kept', () => {
    const levels = withContrast(ramp(0.2, 0.6));
    expect(spreadOf(levels)).toBeGreaterThan(0.85);
    levels.slice(1).forEach((level, i) => expect(level).toBeGreaterThanOrEqual(levels[i]!));
  });

  test('at most threefold: what hardly moves still hardly moves, and stays where it was', () => {
    const levels = withContrast(ramp(0.48, 0.52));
    expect(spreadOf(levels)).toBeCloseTo(0.12);
    expect(levels[5]).toBeCloseTo(0.5);
  });

  test('a still picture stays level, and one that fills the scale stays as it is', () => {
    expect(withContrast([0.3, 0.3, 0.3])).toEqual([0.3, 0.3, 0.3].map((level) => expect.closeTo(level)));
    const full = [0, 0, 0.5, 1, 1];
    expect(withContrast(full)).toEqual(full.map((level) => expect.closeTo(level)));
  });

  test('a dark, quiet film with one outburst keeps its quiet quiet', () => {
    const levels = withContrast([0.05, 0.05, 0.06, 0.05, 0.9, 0.05, 0.05, 0.06, 0.05, 0.05, 0.05]);
    expect(Math.max(...levels.filter((_, i) => i !== 4))).toBeLessThan(0.15);
    expect(levels[4]).toBeGreaterThan(0.8);
  });
});

describe('sectionBars', () => {
  test('keeps sections four bars long and cuts what is longer than sixteen at a phrase', () => {
    const novelty = new Array<number>(40).fill(0);
    novelty[10] = 0.6;
    novelty[12] = 0.5;
    expect(sectionBars(novelty)).toEqual([0, 10, 18, 26]);
  });

  test('leaves a short even piece whole', () => {
    expect(sectionBars(new Array<number>(12).fill(0.1))).toEqual([0]);
  });
});

describe('arcAt', () => {
  test('climbs to 1 at three quarters and falls to 0.45', () => {
    [0.25, 1, 0.45].forEach((level, i) => expect(arcAt([0, 0.75, 1][i]!)).toBeCloseTo(level));
  });
});
