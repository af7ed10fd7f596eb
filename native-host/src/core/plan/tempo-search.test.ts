import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../random/random.js';
import { bestBeatValue } from './beat-path.js';
import { beatProblem, searchBeatGrid, tempoPrior, type TempoSearchRequest } from './tempo-search.js';

const FINEST = { cellsPerBeat: 200, barBeats: 4 } as const;
const MEDIUM = { cellsPerBeat: 100, barBeats: 4 } as const;

function randomRequest(seed: number): TempoSearchRequest {
  const random = seededRandom(seed);
  const cues = Array.from({ length: 5 }, () => ({
    timeSeconds: 0.2 + random() * 9,
    weight: 0.5 + random() / 2,
  }));
  return {
    durationSeconds: 10,
    cues: cues.sort((a, b) => a.timeSeconds - b.timeSeconds),
    tempoRangeBpm: [85, 115],
    preferredBpm: 99,
    preferenceCost: 0.04,
    sync: 1,
  };
}

describe('searchBeatGrid', () => {
  test('loses at most 2 % of what can be earned against trying every half percent of tempo', () => {
    for (const seed of [1, 2]) {
      const request = randomRequest(seed);
      let best = Number.NEGATIVE_INFINITY;
      for (let bpm = 85; bpm <= 115; bpm *= 1.005) {
        const problem = beatProblem(request, bpm, MEDIUM, 0.01);
        best = Math.max(best, bestBeatValue(problem) + tempoPrior(request, problem, bpm));
      }
      const earnable = request.cues.reduce((sum, { weight }) => sum + weight, 0);
      expect(searchBeatGrid(request).objective).toBeGreaterThan(best - 0.02 * earnable);
    }
  });

  test('keeps every level of a single tempo within 1 %, and of a range within 12 % at full sync, 4 % at 80', () => {
    const single = beatProblem({ ...randomRequest(1), tempoRangeBpm: [100, 100] }, 100, FINEST, 0.01);
    expect([single.minLevel, single.maxLevel]).toEqual([-1, 2]);
    const wide = beatProblem({ ...randomRequest(1), tempoRangeBpm: [60, 180] }, 100, FINEST, 0.01);
    expect([wide.minLevel, wide.maxLevel]).toEqual([-24, 24]);
    const usual = beatProblem(
      { ...randomRequest(1), tempoRangeBpm: [60, 180], sync: 0.8 },
      100,
      FINEST,
      0.01,
    );
    expect([usual.minLevel, usual.maxLevel, usual.maxLevelChange]).toEqual([-8, 8, 2]);
    const deaf = beatProblem({ ...randomRequest(1), sync: 0 }, 100, FINEST, 0.01);
    expect([deaf.minLevel, deaf.maxLevel]).toEqual([0, 0]);
  });

  test('takes time linear in the length: a minute has six times the states of ten seconds', () => {
    const short = beatProblem(randomRequest(1), 100, FINEST, 0.01);
    const long = beatProblem({ ...randomRequest(1), durationSeconds: 60 }, 100, FINEST, 0.01);
    expect(long.endCell / short.endCell).toBeCloseTo(6);
    expect(long.maxLevel - long.minLevel).toBe(short.maxLevel - short.minLevel);
  });
});
