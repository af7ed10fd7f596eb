import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../random/random.js';
import { reachCuts } from './cut-reach.js';
import { planScore } from './plan-score.js';

const cut = (timeSeconds: number) => ({ timeSeconds, kind: 'cut' as const, weight: 1 });
const timesOf = (count: number, seconds: number, seed: number) => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => 0.5 + random() * (seconds - 1)).sort((a, b) => a - b);
};

describe('reachCuts', () => {
  test('reaches every cut of a steady grid inside the range, and says so of each', () => {
    const cuts = Array.from({ length: 12 }, (_, i) => cut((i + 1) * 0.625)); // 96 BPM
    const reach = reachCuts(cuts, 9, [90, 100]);
    expect(reach.count).toBe(12);
    expect(cuts.every(({ timeSeconds }) => reach.isMet(timeSeconds))).toBe(true);
  });

  test('reaches one of two cuts that lie half a beat apart when the tempo is fixed', () => {
    const reach = reachCuts([cut(4), cut(4.5)], 10, [60, 60]);
    expect(reach.count).toBe(1);
    expect([4, 4.5].filter(reach.isMet)).toHaveLength(1);
  });

  test('has nothing to reach without hard cuts', () => {
    const peaks = [{ timeSeconds: 3, kind: 'motion-peak' as const, weight: 1 }];
    expect(reachCuts(peaks, 10, [80, 120]).count).toBe(0);
  });

  test('never counts fewer cuts than a steady row of beats meets, whatever its tempo and beginning', () => {
    for (const seed of [1, 2, 3]) {
      const times = timesOf(14, 20, seed);
      const { count } = reachCuts(times.map(cut), 20, [80, 120]);
      for (let bpm = 80; bpm <= 120; bpm += 0.5) {
        const beat = 60 / bpm;
        for (let quarter = 0; quarter < 4; quarter += 1) {
          // Time 0 is on a sixteenth, as every plan has it. A cell of the search, 12 ms, is its resolution.
          const hits = times.filter(
            (time) => Math.abs(((time + (quarter * beat) / 4 + beat / 2) % beat) - beat / 2) <= 0.058,
          );
          expect(hits.length).toBeLessThanOrEqual(count);
        }
      }
    }
  });

  test('is nearly reached by a plan at sync 100: nine in ten over irregular cuts', () => {
    let met = 0;
    let reachable = 0;
    for (const seed of [4, 5, 6, 7]) {
      const plan = planScore({
        durationSeconds: 20,
        cues: timesOf(12, 20, seed).map(cut),
        curves: { rateHz: 10, ...flatCurves(200) },
        tempoRangeBpm: [80, 140],
        syncAmount: 100,
        intensity: 50,
        beatsPerBar: 4,
      });
      met += plan.cueReport.filter(({ distanceMs }) => Math.abs(distanceMs) <= 70).length;
      reachable += plan.reachableCutCount;
    }
    expect(met / reachable).toBeGreaterThan(0.9);
  });
});

function flatCurves(length: number) {
  const flat = () => new Float32Array(length).fill(0.4);
  return { motion: flat(), brightness: flat(), saturation: flat(), cutRate: flat() };
}
