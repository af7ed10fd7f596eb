import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { ScoreDecoder } from './decode-tokens.js';
import type { PerformanceEvent } from './event-queue.js';
import { drumInstrumentIndex, instrumentIndex, listInstruments } from './instruments.js';
import { PEDAL_CONTROLLER, Performer } from './performance.js';
import { SCORE_STREAMS, STREAM_INDEX } from './score-streams.js';
import type { StepPlan } from './step-clock.js';
import { parseScoreStyles, styleById, type ScoreStyle } from './styles.js';

const STYLES = parseScoreStyles(
  JSON.parse(readFileSync(new URL('../../../../models/styles.json', import.meta.url), 'utf8')),
);
const STEP_SECONDS = 0.125; // 120 bpm
const TAIL_STEPS = 4;

type Tokens = Partial<Record<keyof typeof STREAM_INDEX, number>>;

function columnsOf(steps: Record<number, Tokens>, count: number): number[][] {
  return Array.from({ length: count }, (_, step) => {
    const values = SCORE_STREAMS.map(() => 0);
    for (const [name, token] of Object.entries(steps[step] ?? {}))
      values[STREAM_INDEX[name as keyof typeof STREAM_INDEX]] = token;
    return values;
  });
}

function planOf(count: number, accents: number[] = []): StepPlan {
  return {
    timesSeconds: Float64Array.from({ length: count + 1 }, (_, step) => step * STEP_SECONDS),
    accents: Uint8Array.from({ length: count }, (_, step) => (accents.includes(step) ? 2 : 0)),
    barPhases: Uint8Array.from({ length: count }, (_, step) => step % 16),
    energies: new Uint8Array(count).fill(8),
    endingStep: count - TAIL_STEPS,
  };
}

function perform(
  style: ScoreStyle,
  steps: Record<number, Tokens>,
  plan: StepPlan,
  seed = 1,
): PerformanceEvent[] {
  const performer = new Performer({ plan, style, styles: STYLES, seed });
  const decoder = new ScoreDecoder();
  const events: PerformanceEvent[] = [];
  let untilSeconds = -Infinity;
  for (const column of columnsOf(steps, plan.accents.length)) {
    const batch = performer.push(decoder.push(column));
    const seconds = batch.events.map((event) => event.timeSeconds);
    if (Math.min(...seconds) < untilSeconds || Math.max(...seconds) >= batch.untilSeconds)
      throw new Error('an event came outside its watermarks');
    untilSeconds = batch.untilSeconds;
    events.push(...batch.events);
  }
  events.push(...performer.end().events);
  return events;
}

const onsets = (events: PerformanceEvent[], instrument: number) =>
  events.filter((event) => event.kind === 'note-on' && event.instrument === instrument);
const rock = styleById(STYLES, 'rock');

describe('Performer', () => {
  test('plays events in time order, every key that goes down goes up, none twice', () => {
    const steps = {
      0: { chord: 2, comp: 2, bass: 14, melody: 10, kit: 12 },
      4: { comp: 3 },
      6: { melody: 10 },
      9: { bass: 1 },
    };
    const events = perform(rock, steps, planOf(32));
    const times = events.map((event) => event.timeSeconds);
    expect([...times].sort((a, b) => a - b)).toEqual(times);
    const down = new Set<string>();
    for (const event of events) {
      if (event.kind === 'control') continue;
      const id = `${event.instrument}/${event.key}`;
      if (event.kind === 'note-on') expect(down.has(id)).toBe(false);
      if (event.kind === 'note-on') down.add(id);
      else down.delete(id);
    }
    expect(down).toEqual(new Set());
  });

  test('keeps within 2 ms of the grid where a cue stands and within the style`s limit elsewhere', () => {
    const lofi = styleById(STYLES, 'lofi');
    const steps = Object.fromEntries(
      Array.from({ length: 28 }, (_, step) => [step, { melody: 10 + (step % 5) }]),
    );
    for (let seed = 0; seed < 6; seed += 1) {
      const played = onsets(perform(lofi, steps, planOf(32, [3, 7, 12]), seed), instrumentIndex('melody', 0));
      expect(played).toHaveLength(28);
      for (const [step, event] of played.entries()) {
        const isCue = [3, 7, 12].includes(step);
        const lateSeconds = !isCue && step % 2 === 1 ? lofi.swing * STEP_SECONDS : 0;
        const limitSeconds = isCue ? 0.002 : lofi.humanizeMs / 1000;
        expect(Math.abs(event.timeSeconds - step * STEP_SECONDS - lateSeconds)).toBeLessThanOrEqual(
          limitSeconds + 1e-9,
        );
      }
    }
  });

  test('swings eighths with the sixteenths between them following evenly', () => {
    const folk: ScoreStyle = { ...styleById(STYLES, 'folk'), swing: 0.2, swingUnit: 2, humanizeMs: 0 };
    const steps = {
      0: { melody: 10 },
      1: { melody: 11 },
      2: { melody: 12 },
      3: { melody: 13 },
      4: { melody: 14 },
    };
    const times = onsets(perform(folk, steps, planOf(16)), instrumentIndex('melody', 0)).map(
      (e) => e.timeSeconds,
    );
    const expected = [0, 1.2, 2.4, 3.2, 4].map((position) => position * STEP_SECONDS);
    for (const [index, time] of times.entries()) expect(time).toBeCloseTo(expected[index] ?? -1, 9);
  });

  test('plays a strike on the palette in force and lets older notes ring on theirs', () => {
    const steps = { 0: { section: 1 + 4, melody: 10 }, 16: { section: 1 + 8 + 2 }, 18: { melody: 12 } };
    const events = perform(rock, steps, planOf(32));
    expect(onsets(events, instrumentIndex('melody', 0))).toHaveLength(1);
    expect(onsets(events, instrumentIndex('melody', 2))).toHaveLength(1);
    const off = events.find(
      (event) => event.kind === 'note-off' && event.instrument === instrumentIndex('melody', 0),
    );
    expect(off?.timeSeconds).toBeGreaterThan(18 * STEP_SECONDS - 0.02);
  });

  test('strikes louder at a higher level, on the downbeat and on a cue', () => {
    const meanVelocity = (steps: Record<number, Tokens>, accents: number[] = []): number => {
      let sum = 0;
      for (let seed = 0; seed < 12; seed += 1) {
        const [event] = onsets(perform(rock, steps, planOf(32, accents), seed), instrumentIndex('melody', 0));
        if (event?.kind === 'note-on') sum += event.velocity;
      }
      return sum / 12;
    };
    expect(meanVelocity({ 0: { dynamics: 7, melody: 10 } })).toBeGreaterThan(
      meanVelocity({ 0: { dynamics: 4, melody: 10 } }) + 20,
    );
    expect(meanVelocity({ 16: { melody: 10 } })).toBeGreaterThan(meanVelocity({ 17: { melody: 10 } }) + 5);
    expect(meanVelocity({ 18: { melody: 10 } }, [18])).toBeGreaterThan(
      meanVelocity({ 18: { melody: 10 } }) + 5,
    );
  });

  test('lifts the pedal at a chord change and catches the new chord', () => {
    const piano = styleById(STYLES, 'piano');
    const events = perform(
      piano,
      { 0: { chord: 2, comp: 2 }, 16: { chord: 2 + 16 * 5, comp: 2 } },
      planOf(32),
    );
    const pedal = events.filter((e) => e.kind === 'control' && e.controller === PEDAL_CONTROLLER);
    expect(pedal.map((event) => (event.kind === 'control' ? event.value : -1))).toEqual([127, 0, 127]);
    const struckSeconds = onsets(events, instrumentIndex('comp', 0))[3]?.timeSeconds ?? 0;
    expect(pedal[1]?.timeSeconds).toBeLessThanOrEqual(struckSeconds + 0.02);
    expect(pedal[2]?.timeSeconds).toBeGreaterThan(struckSeconds);
  });

  test('ends a short articulation by itself, but not the final chord', () => {
    const staccato: ScoreStyle = { ...rock, longestSteps: { comp: 1 }, humanizeMs: 0 };
    const events = perform(staccato, { 0: { chord: 2, comp: 2 }, 28: { comp: 2 } }, planOf(32));
    const offs = events.filter(
      (event) => event.kind === 'note-off' && event.instrument === instrumentIndex('comp', 0),
    );
    expect(offs[0]?.timeSeconds).toBeCloseTo(STEP_SECONDS, 1);
    expect(offs.at(-1)?.timeSeconds).toBeGreaterThan(30 * STEP_SECONDS);
  });

  test('aims a reverse cymbal at the next cue', () => {
    const events = perform(rock, { 4: { cymbals: 10 } }, planOf(64, [36]));
    const [swell] = onsets(events, drumInstrumentIndex('reverse'));
    expect(swell?.kind === 'note-on' && swell.key >= 36 && swell.key <= 120).toBe(true);
    expect(swell?.timeSeconds).toBeGreaterThan(4 * STEP_SECONDS);
    expect(swell?.timeSeconds).toBeLessThan(36 * STEP_SECONDS);
  });

  test('plays the same piece for a seed and another for the next seed', () => {
    const steps = { 0: { chord: 2, comp: 2 }, 5: { melody: 10 }, 8: { comp: 3, kit: 8 } };
    expect(perform(rock, steps, planOf(32), 3)).toEqual(perform(rock, steps, planOf(32), 3));
    expect(perform(rock, steps, planOf(32), 3)).not.toEqual(perform(rock, steps, planOf(32), 4));
  });

  test('every style of the document has its 24 part instruments and 5 drum instruments', () => {
    for (const style of STYLES.styles) expect(listInstruments(style, STYLES)).toHaveLength(29);
  });
});
