// The sampler's thread, as built: plays while events come, answers a cancel at once, survives a bad bank.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { Run } from '@framescore/contract';
import type { PerformanceBatch } from '../../native-host/src/core/score/performance.js';
import { instrumentIndex, listInstruments } from '../../native-host/src/core/score/instruments.js';
import { mixerSound } from '../../native-host/src/core/score/mix-sound.js';
import { parseScoreStyles, styleById } from '../../native-host/src/core/score/styles.js';
import { Sampler } from '../../native-host/src/sampler/sampler.js';
import { readWholeSound } from '../../native-host/src/sound/whole-sound.js';

const MODELS = new URL('../../models/', import.meta.url);
const BANK = fileURLToPath(new URL('bundles/debug-score/instruments.sf3', MODELS));
const STYLES = parseScoreStyles(JSON.parse(readFileSync(new URL('styles.json', MODELS), 'utf8')));
const style = styleById(STYLES, 'piano');
const folder = mkdtempSync(path.join(tmpdir(), 'framescore-sampler-'));
const rendering = {
  files: { mixPath: path.join(folder, 'mix'), stemPaths: [] },
  job: {
    instruments: listInstruments(style, STYLES),
    mixer: mixerSound(style, STYLES, 0.125),
    durationSeconds: 2,
    endingFadeSeconds: 0.3,
    sampleRateHz: 48_000,
    stems: false,
  },
};
const run = (signal = new AbortController().signal): Run => ({ signal, report: () => undefined });

async function* batches(): AsyncGenerator<PerformanceBatch> {
  for (let beat = 0; beat < 4; beat += 1) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    const timeSeconds = beat * 0.5;
    const instrument = instrumentIndex('melody', 0);
    yield {
      events: [
        { kind: 'note-on', timeSeconds, instrument, key: 60 + beat, velocity: 90 },
        { kind: 'note-off', timeSeconds: timeSeconds + 0.4, instrument, key: 60 + beat },
      ],
      untilSeconds: timeSeconds + 0.5,
    };
  }
}

const sampler = new Sampler(BANK);
afterAll(() => {
  sampler.dispose();
  rmSync(folder, { recursive: true });
});

describe('Sampler', () => {
  test('plays events that come one by one, and the next score with the same thread', async () => {
    const reports: number[] = [];
    const first = await sampler.renderScore(rendering, batches(), {
      ...run(),
      report: ({ fraction }) => reports.push(fraction),
    });
    const [left] = readWholeSound(first.mix);
    const second = await sampler.renderScore(rendering, batches(), run());
    expect(left).toHaveLength(96_000);
    expect(left.some((value) => Math.abs(value) > 0.005)).toBe(true);
    const [again] = readWholeSound(second.mix);
    expect(again.every((value, i) => value === left[i])).toBe(true);
    expect(reports.at(-1)).toBeGreaterThan(0.9);
  });

  test('answers a cancel within 100 ms and plays the next score', async () => {
    const controller = new AbortController();
    const endless = async function* (): AsyncGenerator<PerformanceBatch> {
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        yield { events: [], untilSeconds: 0 };
      }
    };
    const playing = sampler.renderScore(rendering, endless(), run(controller.signal));
    await new Promise((resolve) => setTimeout(resolve, 200));
    const cancelledAt = performance.now();
    controller.abort();
    await expect(playing).rejects.toMatchObject({ code: 'cancelled' });
    expect(performance.now() - cancelledAt).toBeLessThan(100);
    const next = await sampler.renderScore(rendering, batches(), run());
    expect(readWholeSound(next.mix)[0]).toHaveLength(96_000);
  });

  test('says that the output cannot be written where its file cannot be', async () => {
    const files = { mixPath: path.join(folder, 'none', 'staging', 'scratch', 'mix'), stemPaths: [] };
    const playing = sampler.renderScore({ ...rendering, files }, batches(), run());
    await expect(playing).rejects.toMatchObject({ code: 'output-unwritable' });
  });

  test('passes on what goes wrong while events are made', async () => {
    const broken = async function* (): AsyncGenerator<PerformanceBatch> {
      yield* batches();
      throw new Error('no more tokens');
    };
    await expect(sampler.renderScore(rendering, broken(), run())).rejects.toThrow('no more tokens');
  });

  test('names a bank that is missing or is no sound font', async () => {
    const missing = new Sampler('/nowhere/instruments.sf3');
    await expect(missing.open(run().signal)).rejects.toMatchObject({ code: 'model-damaged' });
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'sampler-')), 'instruments.sf3');
    writeFileSync(file, 'not a sound font at all');
    const damaged = new Sampler(file);
    await expect(damaged.open(run().signal)).rejects.toMatchObject({ code: 'model-damaged' });
    missing.dispose();
    damaged.dispose();
  });
});
