// Several takes of a score, and ranges of them anew, as a panel asks for them: also after a restart, each version kept.
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import wavefile from 'wavefile';
import { secondsToTicks, ticksToSeconds, type ScoreJob, type ScoreTake } from '@framescore/contract';
import { HostProcess } from './host-process.js';
import { servePairedHost } from './paired-host.js';
import type { PanelClient } from './panel-client.js';
import { composeParams } from './timelines.js';

const SECONDS = 8;
const RATE_HZ = 48_000;
const controls = { intensity: 90, seed: 11 };

const served = servePairedHost();
let panel: PanelClient;
let score: ScoreJob;
beforeAll(async () => {
  panel = await served.host.panel(served.pairing);
  const { jobId } = await panel.request('compose', { ...composeParams(SECONDS), variations: 3 });
  score = await panel.endOf(jobId);
});
afterAll(() => panel.close());

const range = (start: number, end: number) => ({
  startTicks: String(secondsToTicks(start)),
  endTicks: String(secondsToTicks(end)),
});

async function samplesOf(wavPath: string | null | undefined): Promise<Float64Array> {
  const wav = new wavefile.WaveFile(await readFile(wavPath ?? ''));
  return (wav.getSamples(false, Float64Array) as unknown as Float64Array[])[0] ?? new Float64Array();
}

async function regenerate(jobId: string, take: ScoreTake, part: { startTicks: string; endTicks: string }) {
  const asked = { jobId, take: take.take, version: take.version, range: part, controls };
  const made = await panel.endOf((await panel.request('regenerate', asked)).jobId);
  expect(made.problem).toBeNull();
  expect(made.takes).toHaveLength(1);
  return { job: made, take: made.takes[0] as ScoreTake };
}

/** Index of the first and behind the last sample that differ. */
function changedSamples(a: Float64Array, b: Float64Array): [number, number] {
  const first = a.findIndex((sample, index) => sample !== b[index]);
  let end = a.length;
  while (end > first && a[end - 1] === b[end - 1]) end -= 1;
  return [first, end];
}

describe('three takes of one score', () => {
  test('are each a whole one, of their own music', async () => {
    expect(score).toMatchObject({ state: 'done', problem: null });
    expect(score.takes.map(({ take }) => take).sort()).toEqual([1, 2, 3]);
    const waves = await Promise.all(score.takes.map(({ wavPath }) => samplesOf(wavPath)));
    for (const wave of waves) expect(wave).toHaveLength(SECONDS * RATE_HZ);
    expect(changedSamples(waves[0]!, waves[1]!)[0]).not.toBe(-1);
    for (const { version, range: covered, rangeWavPath } of score.takes)
      expect({ version, covered, rangeWavPath }).toEqual({
        version: 1,
        covered: score.range,
        rangeWavPath: null,
      });
  });
});

describe('a range anew', () => {
  let second: Awaited<ReturnType<typeof regenerate>>;
  beforeAll(async () => {
    second = await regenerate(score.jobId, score.takes[0]!, range(3, 6));
  });

  test('is a new version of the take, in a job that belongs to the score', () => {
    const [first] = score.takes;
    expect(second.job).toMatchObject({ kind: 'regenerate', baseJobId: score.jobId, range: score.range });
    expect(second.take).toMatchObject({ take: first?.take, version: 2 });
    expect(second.take.wavPath).not.toBe(first?.wavPath);
  });

  test('changes nothing outside its range, and something inside', async () => {
    const before = await samplesOf(score.takes[0]?.wavPath);
    const [first, end] = changedSamples(before, await samplesOf(second.take.wavPath));
    const covered = [second.take.range.startTicks, second.take.range.endTicks].map(
      (ticks) => ticksToSeconds(BigInt(ticks)) * RATE_HZ,
    ) as [number, number];
    expect(first).toBeGreaterThanOrEqual(Math.round(covered[0]));
    expect(end).toBeLessThanOrEqual(Math.round(covered[1]));
    expect(end).toBeGreaterThan(first);
  });

  test('has a WAV of its own that is the part of the new whole which its range names', async () => {
    const [whole, part] = [await samplesOf(second.take.wavPath), await samplesOf(second.take.rangeWavPath)];
    const start = Math.round(ticksToSeconds(BigInt(second.take.range.startTicks)) * RATE_HZ);
    const end = Math.round(ticksToSeconds(BigInt(second.take.range.endTicks)) * RATE_HZ);
    expect(part).toHaveLength(end - start);
    expect(changedSamples(part, whole.slice(start, end))[0]).toBe(-1);
  });

  test('may start from any version there is, also after a restart; each one is kept', async () => {
    const firstBytes = await readFile(score.takes[0]?.wavPath ?? '');
    panel.close();
    await served.host.stop();
    served.host = await HostProcess.start(served.dataDir);
    panel = await served.host.panel(served.pairing);
    const third = await regenerate(score.jobId, second.take, range(1, 2.5));
    const fourth = await regenerate(second.job.jobId, score.takes[0]!, range(5, 7));
    const versions = [second, third, fourth].map(({ take }) => take.version);
    expect(new Set(versions).size).toBe(3);
    for (const { take } of [second, third, fourth]) await readFile(take.wavPath);
    expect((await readFile(score.takes[0]?.wavPath ?? '')).equals(firstBytes)).toBe(true);
  });

  test('outside the score, of a take that is not there, or of a score nobody knows is refused', async () => {
    const asked = { jobId: score.jobId, take: 1, version: 1, range: range(3, 6), controls };
    const refusal = (change: object) => panel.request('regenerate', { ...asked, ...change });
    await expect(refusal({ range: range(20, 24) })).rejects.toMatchObject({ code: 'range-invalid' });
    await expect(refusal({ take: 7 })).rejects.toMatchObject({ code: 'job-unknown' });
    await expect(refusal({ version: 70 })).rejects.toMatchObject({ code: 'job-unknown' });
    await expect(refusal({ jobId: 'none' })).rejects.toMatchObject({ code: 'job-unknown' });
  });

  test('can be cancelled like a whole score', async () => {
    const asked = { jobId: score.jobId, take: 1, version: 1, range: range(2, 7), controls };
    const { jobId } = await panel.request('regenerate', asked);
    await panel.newsOf('stage-start', jobId);
    await panel.request('cancel', { jobId });
    expect((await panel.endOf(jobId)).state).toBe('cancelled');
    expect((await panel.request('job', { jobId: score.jobId })).state).toBe('done');
  });
});
