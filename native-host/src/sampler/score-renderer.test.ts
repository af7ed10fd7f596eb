import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import type { PerformanceEvent } from '../core/score/event-queue.js';
import { drumInstrumentIndex, instrumentIndex, listInstruments } from '../core/score/instruments.js';
import { mixerSound } from '../core/score/mix-sound.js';
import { parseScoreStyles, styleById } from '../core/score/styles.js';
import { MemorySound } from '../core/audio/signal.js';
import { SCORE_PARTS } from '../core/score/score-streams.js';
import { loadBank } from './load-bank.js';
import { ScoreRenderer } from './score-renderer.js';

const MODELS = new URL('../../../models/', import.meta.url);
const STYLES = parseScoreStyles(JSON.parse(readFileSync(new URL('styles.json', MODELS), 'utf8')));
const bank = await loadBank(fileURLToPath(new URL('bundles/debug-score/instruments.sf3', MODELS)));

const EVENTS: PerformanceEvent[] = [
  { kind: 'note-on', timeSeconds: 0.05, instrument: instrumentIndex('melody', 0), key: 72, velocity: 100 },
  { kind: 'note-on', timeSeconds: 0.05, instrument: instrumentIndex('bass', 1), key: 40, velocity: 100 },
  { kind: 'note-on', timeSeconds: 0.1234, instrument: drumInstrumentIndex('kit'), key: 36, velocity: 110 },
  { kind: 'note-off', timeSeconds: 0.4, instrument: instrumentIndex('melody', 0), key: 72 },
  { kind: 'note-off', timeSeconds: 0.5, instrument: instrumentIndex('bass', 1), key: 40 },
];
const DURATION_SECONDS = 1;

type Sinks = { mix: MemorySound; stems: MemorySound[] };
const sinksFor = (stems: boolean): Sinks => ({
  mix: new MemorySound(),
  stems: stems ? SCORE_PARTS.map(() => new MemorySound()) : [],
});

function rendererOf(styleId: string, stems: boolean, sinks = sinksFor(stems)): ScoreRenderer {
  const style = styleById(STYLES, styleId);
  const job = {
    instruments: listInstruments(style, STYLES),
    mixer: mixerSound(style, STYLES, 0.125),
    durationSeconds: DURATION_SECONDS,
    endingFadeSeconds: 0.2,
    sampleRateHz: 48_000,
    stems,
  };
  return new ScoreRenderer(bank, job, sinks);
}

function render(styleId: string, { stems = false, batchSeconds = DURATION_SECONDS } = {}) {
  const sinks = sinksFor(stems);
  const renderer = rendererOf(styleId, stems, sinks);
  for (let start = 0; start < DURATION_SECONDS; start += batchSeconds) {
    const untilSeconds = start + batchSeconds;
    const events = EVENTS.filter(({ timeSeconds }) => timeSeconds >= start && timeSeconds < untilSeconds);
    renderer.push({ events, untilSeconds });
  }
  renderer.finish();
  return { mix: sinks.mix.channels, stems: sinks.stems.map(({ channels }) => channels) };
}

const peak = (samples: Float32Array) => samples.reduce((top, value) => Math.max(top, Math.abs(value)), 0);

describe('ScoreRenderer', () => {
  test('gives exactly the asked length, silence before the first note, sound after it, silence at the end', () => {
    const { mix } = render('rock');
    expect(mix[0]).toHaveLength(48_000);
    expect(peak(mix[0].subarray(0, 2399))).toBeLessThan(1e-6);
    expect(peak(mix[0].subarray(2400, 9600))).toBeGreaterThan(0.005);
    expect(mix[0].at(-1)).toBe(0);
    expect(mix.every((side) => side.every(Number.isFinite))).toBe(true);
  });

  test('gives the same samples for the same events, however they are batched', () => {
    const [left, right] = render('house').mix;
    const again = render('house', { batchSeconds: 0.0777 }).mix;
    expect(again[0].every((value, i) => value === left[i])).toBe(true);
    expect(again[1].every((value, i) => value === right[i])).toBe(true);
  });

  test('renders while events still come: up to the last whole block before the watermark', () => {
    const renderer = rendererOf('rock', false);
    renderer.push({ events: EVENTS.slice(0, 2), untilSeconds: 0.1 });
    expect(renderer.renderedSeconds).toBeGreaterThan(0.1 - 512 / 48_000);
    expect(renderer.renderedSeconds).toBeLessThanOrEqual(0.1);
  });

  test('stems add up to the mix, and each holds only its part', () => {
    const { mix, stems } = render('house', { stems: true });
    let worst = 0;
    for (let i = 0; i < mix[0].length; i += 1) {
      const sum = stems.reduce((total, [left]) => total + (left[i] as number), 0);
      worst = Math.max(worst, Math.abs(sum - (mix[0][i] as number)));
    }
    expect(worst).toBeLessThan(1e-5);
    const heard = SCORE_PARTS.filter((_, part) => peak(stems[part]![0]) > 1e-4);
    expect(heard).toEqual(['drums', 'bass', 'melody']);
    const shared = render('house').mix;
    expect(peak(mix[0].map((value, i) => value - (shared[0][i] as number)))).toBeLessThan(1e-5);
  });

  test('refuses a bank that lacks an instrument of the style, by name', () => {
    const style = styleById(STYLES, 'rock');
    const missing = { ...style, drumKit: 99 };
    const job = {
      instruments: listInstruments(missing, STYLES),
      mixer: mixerSound(style, STYLES, 0.125),
      durationSeconds: 1,
      endingFadeSeconds: 0,
      sampleRateHz: 48_000,
      stems: false,
    };
    expect(() => new ScoreRenderer(bank, job, sinksFor(false))).toThrow(/kit program 99/);
  });
});
