import { describe, expect, test } from '@jest/globals';
import { CONDITION_COUNT, JOIN_GIVEN, JOIN_NONE } from './conditions.js';
import { planInfill, replaceSteps } from './infill.js';
import { restate } from './restate.js';
import { STREAM_INDEX } from './score-streams.js';

const STREAMS = 12;
const JOIN = CONDITION_COUNT - 1;

/** A score whose every step says nothing but a held melody, with a chord stated every bar. */
function score(steps: number): number[][] {
  return Array.from({ length: steps }, (_, step) => {
    const tokens = new Array<number>(STREAMS).fill(0);
    if (step % 16 === 0) {
      tokens[STREAM_INDEX.chord] = 1 + ((step / 16) % 100);
      tokens[STREAM_INDEX.section] = step === 0 ? 5 : 0;
      tokens[STREAM_INDEX.melody] = 10;
    }
    return tokens;
  });
}

/** Conditions whose first column is the step, so that it can be seen which row went where. */
function conditions(steps: number): Int32Array {
  const rows = new Int32Array(steps * CONDITION_COUNT);
  for (let step = 0; step < steps; step += 1) rows[step * CONDITION_COUNT] = step;
  return rows;
}

const column = (rows: Int32Array, index: number) =>
  Array.from({ length: rows.length / CONDITION_COUNT }, (_, i) => rows[i * CONDITION_COUNT + index]!);

describe('planInfill', () => {
  test('gives what follows first, then what was before, and asks for the steps between', () => {
    const run = planInfill({ conditions: conditions(300), tokens: score(300), nextStep: 100, toStep: 148 });
    expect(run.steps.slice(0, 32)).toEqual(Array.from({ length: 32 }, (_, i) => 148 + i));
    expect(run.restart).toBe(32);
    expect(run.steps.slice(run.forced.length)).toEqual(Array.from({ length: 48 }, (_, i) => 100 + i));
    expect(run.steps[run.forced.length - 1]).toBe(99);
    expect(column(run.conditions, 0)).toEqual(run.steps);
    const joins = column(run.conditions, JOIN);
    expect(joins.slice(0, 32)).toEqual(new Array(32).fill(JOIN_GIVEN));
    expect(joins.at(-1)).toBe(2); // one step before the given music
    expect(joins.at(-16)).toBe(17);
  });

  test('never asks for more than one attention window', () => {
    for (const [nextStep, toStep] of [
      [0, 4],
      [500, 660],
      [4, 164],
      [900, 1000],
    ] as const) {
      const run = planInfill({ conditions: conditions(1000), tokens: score(1000), nextStep, toStep });
      expect(run.steps.length).toBeLessThanOrEqual(256);
      expect(run.steps.at(-1)).toBe(toStep - 1);
    }
  });

  test('writes a long range in two runs, of which the last one knows what follows', () => {
    const first = planInfill({ conditions: conditions(900), tokens: score(900), nextStep: 200, toStep: 600 });
    const last = first.steps.at(-1)! + 1;
    expect(first.restart).toBe(0);
    expect(new Set(column(first.conditions, JOIN))).toEqual(new Set([JOIN_NONE]));
    expect(600 - last).toBe(128);
    const second = planInfill({
      conditions: conditions(900),
      tokens: score(900),
      nextStep: last,
      toStep: 600,
    });
    expect(second.restart).toBe(32);
  });

  test('has nothing to lead into at the end of the score, and nothing before at its beginning', () => {
    const end = planInfill({ conditions: conditions(80), tokens: score(80), nextStep: 40, toStep: 80 });
    expect([end.restart, end.steps[0]]).toEqual([0, 0]);
    const start = planInfill({ conditions: conditions(80), tokens: score(80), nextStep: 0, toStep: 40 });
    expect([start.restart, start.forced.length]).toEqual([32, 32]);
  });

  test('states in what it gives the chord that was set before', () => {
    const run = planInfill({ conditions: conditions(300), tokens: score(300), nextStep: 100, toStep: 150 });
    expect(run.forced[0]![STREAM_INDEX.chord]).toBe(1 + 9); // bar 9 began at step 144
    expect(run.forced[0]![STREAM_INDEX.section]).toBe(5);
  });
});

describe('replaceSteps', () => {
  const written = Array.from({ length: 20 }, () => new Array<number>(STREAMS).fill(1));

  test('changes the steps, and lets the step behind them state its chord and end the notes of the new part', () => {
    const before = score(64);
    const after = replaceSteps(before, 20, written);
    expect(after.slice(0, 20)).toEqual(before.slice(0, 20));
    expect(after.slice(20, 40)).toEqual(written);
    expect(after.slice(41)).toEqual(before.slice(41));
    expect(after[40]![STREAM_INDEX.chord]).toBe(1 + 2);
    expect(after[40]![STREAM_INDEX.melody]).toBe(1); // a rest: the note of the old part is no longer there to go on
  });

  test('leaves the score it was given as it is', () => {
    const before = score(64);
    replaceSteps(before, 20, written);
    expect(before).toEqual(score(64));
  });
});

describe('restate', () => {
  test('silences notes that began before the crop until each part begins one of its own', () => {
    const crop = restate(score(64), 20, 40);
    expect(crop.slice(0, 12).every((step) => step[STREAM_INDEX.melody] === 0)).toBe(true);
    expect(crop[12]![STREAM_INDEX.melody]).toBe(10);
  });
});
