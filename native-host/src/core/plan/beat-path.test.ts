import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bestBeatPath, bestBeatValue } from './beat-path.js';
import { endValues, intervalValue, startValue, type BeatProblem } from './beat-problem.js';

/** Value of one given row of beats, straight from the definition. */
function pathValue(problem: BeatProblem, cells: readonly number[], firstBarBeat: number): number {
  const levels = cells.slice(1).map((cell, i) => cell - cells[i]! - problem.cellsPerBeat);
  let value = startValue(problem, cells[0]!, problem.cellsPerBeat + levels[0]!, firstBarBeat);
  levels.forEach((level, i) => {
    value += intervalValue(problem, cells[i]!, level, (firstBarBeat + i) % problem.barBeats);
    if (i > 0) value -= problem.changeCost * (level - levels[i - 1]!) ** 2;
  });
  const lastPeriod = problem.cellsPerBeat + levels.at(-1)!;
  return (
    value + endValues(problem, cells.at(-1)!, lastPeriod)[(firstBarBeat + levels.length) % problem.barBeats]!
  );
}

/** Every row of beats there is: the slow truth. Interval values are kept, as many rows share them. */
function bruteForceValue(problem: BeatProblem): number {
  const kept = new Map<string, number>();
  const valueOf = (cell: number, level: number, barBeat: number) => {
    const key = `${cell} ${level} ${barBeat}`;
    const value = kept.get(key) ?? intervalValue(problem, cell, level, barBeat);
    kept.set(key, value);
    return value;
  };
  const bestFrom = (cell: number, barBeat: number, before: number | undefined): number => {
    let best = Number.NEGATIVE_INFINITY;
    for (let level = problem.minLevel; level <= problem.maxLevel; level += 1) {
      const change = before === undefined ? 0 : level - before;
      const period = problem.cellsPerBeat + level;
      const next = cell + period;
      if (Math.abs(change) > problem.maxLevelChange || (before === undefined && next <= 0)) continue;
      const nextBeat = (barBeat + 1) % problem.barBeats;
      const start = before === undefined ? startValue(problem, cell, period, barBeat) : 0;
      const rest =
        next >= problem.endCell
          ? endValues(problem, next, period)[nextBeat]!
          : bestFrom(next, nextBeat, level);
      best = Math.max(best, start + valueOf(cell, level, barBeat) - problem.changeCost * change ** 2 + rest);
    }
    return best;
  };
  let best = Number.NEGATIVE_INFINITY;
  for (let barBeat = 0; barBeat < problem.barBeats; barBeat += 1) {
    for (let cell = 1 - problem.cellsPerBeat - problem.maxLevel; cell <= 0; cell += 1) {
      best = Math.max(best, bestFrom(cell, barBeat, undefined));
    }
  }
  return best;
}

const smallProblem: fc.Arbitrary<BeatProblem> = fc
  .record({
    cellsPerBeat: fc.integer({ min: 5, max: 8 }),
    barBeats: fc.constantFrom<(1 | 4)[]>(4, 4, 1),
    cellSeconds: fc.double({ min: 0.02, max: 0.08, noNaN: true }),
    beats: fc.double({ min: 0.5, max: 4, noNaN: true }),
    minLevel: fc.integer({ min: -2, max: 0 }),
    maxLevel: fc.integer({ min: 0, max: 2 }),
    maxLevelChange: fc.integer({ min: 0, max: 2 }),
    cuePlaces: fc.array(
      fc.record({
        place: fc.double({ min: 0, max: 1, noNaN: true }),
        reward: fc.double({ min: 0, max: 1, noNaN: true }),
        downbeatBonus: fc.double({ min: 0, max: 0.5, noNaN: true }),
      }),
      { maxLength: 5 },
    ),
    driftCost: fc.double({ min: 0, max: 0.1, noNaN: true }),
    changeCost: fc.double({ min: 0, max: 0.1, noNaN: true }),
  })
  .map(({ beats, cuePlaces, ...rest }) => {
    const endCell = beats * rest.cellsPerBeat;
    const cues = cuePlaces
      .map(({ place, ...cue }) => ({ cell: Math.round(place * endCell), ...cue }))
      .sort((a, b) => a.cell - b.cell);
    return { ...rest, endCell, cues };
  });

describe('bestBeatPath', () => {
  test('finds the value that enumerating every row of beats finds', () => {
    fc.assert(
      fc.property(smallProblem, (problem) => {
        expect(bestBeatValue(problem)).toBeCloseTo(bruteForceValue(problem), 9);
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  test('returns a row of beats that is worth the value it states and keeps the rules', () => {
    fc.assert(
      fc.property(smallProblem, (problem) => {
        const path = bestBeatPath(problem);
        const cells = [...path.cells];
        expect(pathValue(problem, cells, path.firstBarBeat)).toBeCloseTo(path.value, 9);
        expect(cells[0]).toBeLessThanOrEqual(0);
        expect(cells[1]).toBeGreaterThan(0);
        expect(cells.at(-1)).toBeGreaterThanOrEqual(problem.endCell);
        expect(cells.at(-2)).toBeLessThan(problem.endCell);
        const levels = cells.slice(1).map((cell, i) => cell - cells[i]! - problem.cellsPerBeat);
        levels.forEach((level, i) => {
          expect(level).toBeGreaterThanOrEqual(problem.minLevel);
          expect(level).toBeLessThanOrEqual(problem.maxLevel);
          if (i > 0) expect(Math.abs(level - levels[i - 1]!)).toBeLessThanOrEqual(problem.maxLevelChange);
        });
      }),
      { numRuns: 300, seed: 2 },
    );
  });

  test('without cues keeps the base tempo and begins on a downbeat', () => {
    const path = bestBeatPath({
      cellsPerBeat: 100, barBeats: 4, cellSeconds: 0.005, endCell: 1600, minLevel: -4, maxLevel: 4, maxLevelChange: 1, cues: [],
      driftCost: 0.01, changeCost: 0.02,
    }); // prettier-ignore
    expect([...path.cells]).toEqual(Array.from({ length: 17 }, (_, i) => 100 * i));
    expect(path.firstBarBeat).toBe(0);
  });

  test('puts a strong cue at beat 9.04 on the downbeat by drifting 4 cells over the 9 beats before it', () => {
    const problem: BeatProblem = {
      cellsPerBeat: 100, barBeats: 4, cellSeconds: 0.005, endCell: 1600, minLevel: -1, maxLevel: 1, maxLevelChange: 1,
      cues: [{ cell: 804, reward: 20, downbeatBonus: 5 }], driftCost: 0.001, changeCost: 0.001,
    }; // prettier-ignore
    const path = bestBeatPath(problem);
    const beat = [...path.cells].indexOf(804);
    expect(beat).toBeGreaterThan(0);
    expect((path.firstBarBeat + beat) % problem.barBeats).toBe(0);
  });
});
