import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { modelManifest } from '@framescore/contract';
import type { Plan } from '../core/plan/plan.js';
import { samplesOf } from '../sound/sound.js';
import { RvqFamily } from './rvq-family.js';

const RATE_HZ = 48_000;
const SECONDS = 60;
const manifest = modelManifest.parse(
  JSON.parse(
    await readFile(new URL('../../../models/bundles/debug-rvq/model.json', import.meta.url), 'utf8'),
  ),
);
const { samplesPerFrame, channels } = manifest.codec!;
const family = RvqFamily.open(manifest, ({ codes }) =>
  Promise.resolve(
    new Float32Array(channels * (codes.length / manifest.streams.length) * samplesPerFrame).fill(0.1),
  ),
);
/** What playing reads of a plan. */
const plan = {
  durationSeconds: SECONDS,
  steps: { count: 2, timesSeconds: Float64Array.of(0, SECONDS - 2) },
  endingStep: 1,
} as Plan;

let work = '';
beforeEach(async () => {
  work = await mkdtemp(path.join(tmpdir(), 'framescore-codec-'));
});
afterEach(() => rm(work, { recursive: true, force: true }));

/** Steps of a model that comes to its end, or fails, long before the piece does. */
async function* steps(count: number, end: () => void = () => undefined): AsyncGenerator<Int32Array> {
  for (let i = 0; i < count; i += 1) yield await Promise.resolve(new Int32Array(manifest.streams.length));
  end();
}
function play(given: AsyncIterable<Int32Array>, signal = new AbortController().signal) {
  const scratch = (name: string) => path.join(work, name);
  const request = { plan, styleId: 'house', seed: 1, stems: false, midi: false, scratch };
  return family.play(given, request, { signal, report: () => undefined });
}
const writtenBytes = async () => (await stat(path.join(work, 'mix'))).size;

describe('sound of codes', () => {
  test('is as long as the plan, with silence where the model gave less', async () => {
    const { mix } = await play(steps(300));
    expect(samplesOf(mix)).toBe(SECONDS * RATE_HZ);
    expect(await writtenBytes()).toBe(SECONDS * RATE_HZ * 2 * 4);
  });

  test('is left as it is when the model fails, whose error is the one that is told', async () => {
    const fails = steps(300, () => {
      throw new Error('the model failed');
    });
    await expect(play(fails)).rejects.toThrow('the model failed');
    expect(await writtenBytes()).toBeLessThan((300 / manifest.codec!.frameRateHz + 1) * RATE_HZ * 2 * 4);
  });

  test('heeds a cancel while silence is written', async () => {
    const controller = new AbortController();
    await expect(
      play(
        steps(40, () => controller.abort()),
        controller.signal,
      ),
    ).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(await writtenBytes()).toBeLessThan(10 * RATE_HZ * 2 * 4);
  });
});
