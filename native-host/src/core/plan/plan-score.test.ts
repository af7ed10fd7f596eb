import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Cue, CueCurves } from '../cues/cue.js';
import { planScore } from './plan-score.js';
import type { Plan, PlanRequest } from './plan.js';

function flatCurves(durationSeconds: number, level = 0.4): CueCurves {
  const bins = Math.ceil(durationSeconds * 10);
  const curve = () => new Float32Array(bins).fill(level);
  return {
    rateHz: 10,
    motion: curve(),
    brightness: curve(),
    saturation: curve(),
    cutRate: new Float32Array(bins),
  };
}

const cut = (timeSeconds: number, weight = 0.9): Cue => ({ timeSeconds, kind: 'cut', weight });

function request(changes: Partial<PlanRequest> = {}): PlanRequest {
  const durationSeconds = changes.durationSeconds ?? 20;
  return {
    durationSeconds,
    cues: [],
    curves: flatCurves(durationSeconds),
    tempoRangeBpm: [90, 130],
    syncAmount: 100,
    intensity: 50,
    beatsPerBar: 4,
    ...changes,
  };
}

const localBpms = (plan: Plan) => plan.tempoMap.map(({ bpm }) => bpm);

function expectSound(
  plan: Plan,
  { durationSeconds, tempoRangeBpm: [minBpm, maxBpm], cues, syncAmount }: PlanRequest,
): void {
  const { steps, beats, accents, accentCue, energy, endingStep, sectionSteps, cueReport } = plan;
  const T = steps.count;
  expect(steps.timesSeconds).toHaveLength(T + 1);
  expect(steps.timesSeconds[0]).toBe(0);
  expect(steps.timesSeconds[T]).toBe(durationSeconds);
  expect(steps.timesSeconds.every((time, i) => i === 0 || time > steps.timesSeconds[i - 1]!)).toBe(true);
  expect([accents.length, accentCue.length, energy.length]).toEqual([T, T, T]);
  expect(Math.max(...energy)).toBeLessThanOrEqual(15);
  // Beats are the steps on multiples of four, and downbeats every sixteenth step.
  const beatSteps = Array.from({ length: T }, (_, i) => i).filter((i) => (plan.barPhase + i) % 4 === 0);
  expect([...beats]).toEqual(beatSteps.map((i) => steps.timesSeconds[i]));
  if (plan.downbeatIndex < beats.length)
    expect((plan.barPhase + beatSteps[plan.downbeatIndex]!) % 16).toBe(0);
  // Tempo: the mean within half a percent of the range, every beat within one; neighbours within about one, or three at full sync.
  const largestChange = syncAmount > 80 ? 0.0345 : 0.0105; // 3 % of the base tempo is 3.4 % of the fastest beat
  expect(plan.tempoBpm).toBeGreaterThanOrEqual(minBpm * 0.995 - 1e-9);
  expect(plan.tempoBpm).toBeLessThanOrEqual(maxBpm * 1.005 + 1e-9);
  localBpms(plan).forEach((bpm, i, all) => {
    expect(bpm).toBeGreaterThanOrEqual(minBpm * 0.99 - 1e-9);
    expect(bpm).toBeLessThanOrEqual(maxBpm * 1.01 + 1e-9);
    if (i > 0) expect(Math.abs(all[i - 1]! / bpm - 1)).toBeLessThan(largestChange);
  });
  expect(plan.tempoMap[0]!.timeSeconds).toBe(0);
  // Ending, accents, sections, report.
  expect(endingStep >= 0 && endingStep < T).toBe(true);
  expect(plan.tailSteps).toBe(T - 1 - endingStep);
  accents.forEach((accent, step) => {
    if (accent > 0) expect(step).toBeLessThanOrEqual(endingStep);
    if (accentCue[step]! >= 0) {
      expect(Math.abs(cueReport[accentCue[step]!]!.levelDistanceMs)).toBeLessThanOrEqual(70);
      expect(accent).toBeGreaterThan(0);
    }
  });
  expect(sectionSteps[0]).toBe(0);
  sectionSteps.forEach((step, i) => expect(i === 0 || (plan.barPhase + step) % 16 === 0).toBe(true));
  const answerable = cues.filter(
    ({ timeSeconds }) => timeSeconds > 0.04 && timeSeconds < durationSeconds - 0.04,
  );
  expect(cueReport).toHaveLength(answerable.length);
  for (const { cue, nearestBeatSeconds, distanceMs } of cueReport) {
    expect(distanceMs).toBeCloseTo((nearestBeatSeconds - cue.timeSeconds) * 1000, 6);
    const nearestMs = Math.min(...Array.from(beats, (beat) => Math.abs(beat - cue.timeSeconds) * 1000));
    if (beats.length > 0) expect(nearestMs).toBeCloseTo(Math.abs(distanceMs), 6);
  }
}

const anyRequest: fc.Arbitrary<PlanRequest> = fc
  .record({
    durationSeconds: fc.double({ min: 1, max: 15, noNaN: true }),
    places: fc.array(
      fc.record({
        place: fc.double({ min: 0, max: 1, noNaN: true }),
        weight: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      { maxLength: 12 },
    ),
    minBpm: fc.integer({ min: 45, max: 180 }),
    width: fc.constantFrom(0, 0, 1, 10, 40),
    syncAmount: fc.constantFrom(0, 30, 80, 100),
    intensity: fc.integer({ min: 0, max: 100 }),
  })
  .map(({ durationSeconds, places, minBpm, width, syncAmount, intensity }) =>
    request({
      durationSeconds,
      cues: places.map(({ place, weight }) => cut(place * durationSeconds, weight)),
      tempoRangeBpm: [minBpm, minBpm + width],
      syncAmount,
      intensity,
    }),
  );

describe('planScore', () => {
  test('gives a sound plan for any request', () => {
    fc.assert(
      fc.property(anyRequest, (any) => expectSound(planScore(any), any)),
      { numRuns: 25, seed: 3 },
    );
  });

  test('finds the tempo and phase of cuts that were made to a beat: 113 BPM, every second to fifth beat', () => {
    const beat = 60 / 113;
    const cues = [0, 2, 5, 9, 12, 16, 18, 23, 26, 30, 32].map((n) => cut(0.31 + n * beat, 0.6));
    const plan = planScore(request({ cues, durationSeconds: 22, tempoRangeBpm: [80, 150] }));
    expect(Math.abs(plan.tempoBpm - 113)).toBeLessThan(0.6);
    for (const { distanceMs } of plan.cueReport) expect(Math.abs(distanceMs)).toBeLessThan(25);
    expect(Math.max(...localBpms(plan)) / Math.min(...localBpms(plan))).toBeLessThan(1.02);
  });

  test('puts the leading cuts on downbeats: one every eight beats at 120 BPM from beat 5 on', () => {
    const cues = [2, 6, 10, 14].map((timeSeconds) => cut(timeSeconds, 1));
    const plan = planScore(request({ cues, tempoRangeBpm: [119, 121] }));
    expect(plan.cueReport.map(({ level }) => level)).toEqual([
      'downbeat',
      'downbeat',
      'downbeat',
      'downbeat',
    ]);
    expect([...plan.accents].filter((accent, step) => accent === 2 && step !== plan.endingStep)).toHaveLength(
      4,
    );
    expect(plan.accents[plan.endingStep]).toBe(2);
  });

  test('lets two cuts that no steady tempo of the range joins be met by drifting a little', () => {
    // 10 s are 20 beats at 120 BPM; 10.2 s are 20.4: no beat within 42 ms at 119.4-120.6, but 20 beats at 117.6.
    const cues = [cut(2, 1), cut(12.2, 1)];
    const steady = planScore(request({ cues, tempoRangeBpm: [112, 124], syncAmount: 100 }));
    for (const { distanceMs } of steady.cueReport) expect(Math.abs(distanceMs)).toBeLessThan(42);
  });

  test('obeys a single tempo: mean within 0.5 %, beats within 1 %, and no drift at all at sync 0', () => {
    const cues = [1.13, 2.9, 4.41, 7.7, 9.02, 11.6, 14.9, 17.3].map((timeSeconds) => cut(timeSeconds, 1));
    const plan = planScore(request({ cues, tempoRangeBpm: [97, 97] }));
    expect(Math.abs(plan.tempoBpm / 97 - 1)).toBeLessThanOrEqual(0.005);
    for (const bpm of localBpms(plan)) expect(Math.abs(bpm / 97 - 1)).toBeLessThanOrEqual(0.0101);
    const free = planScore(request({ cues, tempoRangeBpm: [97, 97], syncAmount: 0 }));
    expect(free.tempoMap).toEqual([{ timeSeconds: 0, bpm: expect.closeTo(97, 9) }]);
  });

  test('ignores cues at sync 0: the same beats and no accent', () => {
    const cues = [1.1, 3.3, 8.2].map((timeSeconds) => cut(timeSeconds, 1));
    const deaf = planScore(request({ cues, syncAmount: 0 }));
    const without = planScore(request({ syncAmount: 0 }));
    expect([...deaf.beats]).toEqual([...without.beats]);
    expect(deaf.tempoMap).toHaveLength(1);
    expect([...deaf.accentCue].every((index) => index === -1)).toBe(true);
  });

  test('takes the tempo asked for where nothing speaks against it', () => {
    expect(
      Math.abs(planScore(request({ tempoHintBpm: 101, syncAmount: 0 })).tempoBpm / 101 - 1),
    ).toBeLessThan(0.01);
    expect(Math.abs(planScore(request({})).tempoBpm / Math.sqrt(90 * 130) - 1)).toBeLessThan(0.1);
  });

  test('hits more cuts with more sync', () => {
    const cues = [1.37, 3.11, 4.02, 6.6, 8.93, 10.47, 13.2, 15.9, 17.05].map((timeSeconds) =>
      cut(timeSeconds, 0.9),
    );
    const hits = (syncAmount: number) =>
      planScore(request({ cues, syncAmount })).cueReport.filter(({ distanceMs }) => Math.abs(distanceMs) < 42)
        .length;
    expect(hits(100)).toBeGreaterThan(hits(0));
    expect(hits(100)).toBeGreaterThanOrEqual(6);
  });

  test('begins on a downbeat and ends on one with a ringing tail when there are no cues', () => {
    const plan = planScore(request({ durationSeconds: 30 }));
    expect(plan.barPhase).toBe(0);
    expect((plan.barPhase + plan.endingStep) % 16).toBe(0);
    const tailSeconds = 30 - plan.steps.timesSeconds[plan.endingStep]!;
    expect(tailSeconds).toBeGreaterThanOrEqual(0.7);
    expect(tailSeconds).toBeLessThanOrEqual(2.5);
  });

  test('ends on the last cut when that leaves a fit tail', () => {
    const plan = planScore(request({ durationSeconds: 20, cues: [cut(6, 0.8), cut(18.4, 1)] }));
    expect(Math.abs(plan.steps.timesSeconds[plan.endingStep]! - 18.4)).toBeLessThan(0.042);
    expect(plan.accents[plan.endingStep]).toBe(2);
  });

  test('is a single gesture for a second or two', () => {
    for (const durationSeconds of [1, 1.7, 2.4]) {
      const plan = planScore(request({ durationSeconds }));
      expect(plan.tailSteps).toBeLessThanOrEqual(16);
      expect(plan.endingStep).toBeLessThanOrEqual(8);
    }
  });

  test('refuses a range of 0.3 s', () => {
    expect(() => planScore(request({ durationSeconds: 0.3 }))).toThrow(/too short/);
  });

  test('takes cues at the very start and end as trivial', () => {
    const plan = planScore(request({ cues: [cut(0, 1), cut(19.99, 1), cut(20, 1)] }));
    expect(plan.cueReport).toEqual([]);
  });

  test('spreads accents in a burst of 200 cues: never two on neighbouring steps', () => {
    const cues = Array.from({ length: 200 }, (_, i) => cut(5 + i * 0.02, 0.5 + (i % 7) * 0.05));
    const any = request({ cues });
    const plan = planScore(any);
    expectSound(plan, any);
    for (let step = 1; step < plan.steps.count; step += 1) {
      expect(plan.accentCue[step]! >= 0 && plan.accentCue[step - 1]! >= 0).toBe(false);
    }
  });

  test('says which cuts one row of beats can meet together', () => {
    // At 60 BPM half a beat lies between them; from 60 to 90 some tempo has a beat on both.
    const cues = [cut(3), cut(7.5)];
    const at60 = planScore(request({ cues, tempoRangeBpm: [60, 60] }));
    expect(at60.reachableCutCount).toBe(1);
    expect(at60.cueReport.filter(({ achievable }) => achievable)).toHaveLength(1);
    const wide = planScore(request({ cues, tempoRangeBpm: [60, 90] }));
    expect(wide.cueReport.map(({ achievable }) => achievable)).toEqual([true, true]);
  });

  test('plans the same twice', () => {
    const any = request({ cues: [cut(2.2), cut(7.9, 0.4), cut(13.3)] });
    expect(planScore(any)).toEqual(planScore(any));
  });
});
