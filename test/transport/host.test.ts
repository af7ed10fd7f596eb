// The host as a panel uses it: real process, real media, the small bundle. Scores are made, cancelled, lost sight of and found again.
import { execFileSync } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import wavefile from 'wavefile';
import { scoreResult, secondsToTicks, type ScoreJob } from '@framescore/contract';
import { servePairedHost } from './paired-host.js';
import { runningJob, type PanelClient } from './panel-client.js';
import { CLIP, clip, composeParams } from './timelines.js';

const SECONDS = 4;

const served = servePairedHost();

describe('a score', () => {
  let panel: PanelClient;
  let job: ScoreJob;
  beforeAll(async () => {
    panel = await served.host.panel(served.pairing);
    const { jobId } = await panel.request('compose', composeParams(SECONDS));
    job = await panel.endOf(jobId);
  });
  afterAll(() => panel.close());

  test('is done, belongs to its sequence, and covers its range to the tick', () => {
    expect(job).toMatchObject({
      kind: 'compose',
      state: 'done',
      problem: null,
      progress: null,
      sequenceGuid: 'sequence-1',
      sequenceName: 'Cut 1',
      range: composeParams(SECONDS).range,
    });
    expect(job.takes).toHaveLength(1);
    expect(job.takes[0]).toMatchObject({ take: 1, version: 1, rangeWavPath: null, range: job.range });
  });

  test('has a WAV under the folder of the host, exactly as long as the range', async () => {
    const wavPath = job.takes[0]?.wavPath ?? '';
    expect(path.dirname(wavPath)).toBe(path.join(served.dataDir, 'scores', job.jobId));
    const wav = new wavefile.WaveFile(await readFile(wavPath));
    const samples = wav.getSamples(false, Float64Array) as unknown as Float64Array[];
    expect(samples[0]).toHaveLength(SECONDS * 48_000);
  });

  test('has the report of the file, without the notes and where they lie', async () => {
    const file = path.join(served.dataDir, 'scores', job.jobId, 'score.json');
    const { tokens, composition, ...report } = scoreResult.parse(JSON.parse(await readFile(file, 'utf8')));
    expect(job.takes[0]?.result).toEqual(report);
    expect(tokens).toHaveLength(composition.stepSeconds.length - 1); // the end of the last step stands there too
  });

  test('was told of stage by stage, with a share that only grows and a time left that is known at last', () => {
    const progress = panel.news
      .filter(({ method }) => method === 'stage-progress')
      .map(({ params }) => params);
    const fractions = progress.map(({ fraction }) => fraction as number);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(progress.at(-1)?.['secondsLeft']).toEqual(expect.any(Number));
    const stages = panel.news
      .filter(({ method }) => method === 'stage-start')
      .map(({ params }) => params['stage']);
    expect(new Set(stages).size).toBe(stages.length);
    for (const stage of ['frames', 'plan', 'tokens', 'audio', 'beats', 'write'])
      expect(stages).toContain(stage);
    expect(panel.news.at(-1)?.method).toBe('score-end');
  });

  test('of a timeline with a missing clip is still made, and warns of it', async () => {
    const clips = [clip(CLIP, 0, 3), clip('/films/gone.mov', 3, 4)];
    const { jobId } = await panel.request('compose', composeParams(SECONDS, clips));
    const made = await panel.endOf(jobId);
    expect(made.state).toBe('done');
    expect(made.takes[0]?.result.warnings.length).toBeGreaterThan(0);
  });

  test('of nothing but missing clips fails with a reason, and leaves no folder', async () => {
    const params = composeParams(SECONDS, [clip('/films/gone.mov', 0, SECONDS)]);
    const { jobId } = await panel.request('compose', params);
    const made = await panel.endOf(jobId);
    expect(made).toMatchObject({ state: 'failed', problem: { code: 'media-missing', instance: jobId } });
    expect(await readdir(path.join(served.dataDir, 'scores'))).not.toContain(jobId);
  });

  test('in a style or model that is not there is refused at once', async () => {
    const { controls, ...params } = composeParams(SECONDS);
    const refused = panel.request('compose', { ...params, controls: { ...controls, style: 'polka' } });
    await expect(refused).rejects.toMatchObject({ code: 'style-unknown' });
    const other = panel.request('compose', { ...params, controls, modelId: 'huge' });
    await expect(other).rejects.toMatchObject({ code: 'model-missing' });
  });

  test('too short, or outside the sequence, is refused at once', async () => {
    const params = composeParams(SECONDS);
    const range = (start: number, end: number) => ({
      startTicks: String(secondsToTicks(start)),
      endTicks: String(secondsToTicks(end)),
    });
    const asked = (start: number, end: number) =>
      panel.request('compose', { ...params, range: range(start, end) });
    await expect(asked(1, 1.5)).rejects.toMatchObject({ code: 'range-too-short' });
    await expect(asked(9, 12)).rejects.toMatchObject({ code: 'range-invalid' });
  });
});

test('models are listed with their styles, and the default one is marked', async () => {
  const panel = await served.host.panel(served.pairing);
  const { models } = await panel.request('models', {});
  const found = models.find(({ id }) => id === 'debug-score');
  expect(found).toMatchObject({ family: 'score', isDefault: true });
  expect(found?.styles.find(({ id }) => id === 'house')?.tempoRangeBpm).toHaveLength(2);
  panel.close();
});

test('a model that makes sound from codes composes, and a range of its score is composed anew', async () => {
  const panel = await served.host.panel(served.pairing);
  const params = { ...composeParams(SECONDS), modelId: 'debug-rvq' };
  const { jobId } = await panel.request('compose', params);
  const job = await panel.endOf(jobId);
  expect(job).toMatchObject({ state: 'done', problem: null });
  const bundle = { id: 'debug-rvq', family: 'rvq', status: 'experimental' };
  expect(job.takes[0]?.result.bundle).toMatchObject(bundle);
  const change = { jobId, take: 1, version: 1, range: params.range, controls: { intensity: 70, seed: 5 } };
  const anew = await panel.endOf((await panel.request('regenerate', change)).jobId);
  expect(anew).toMatchObject({ state: 'done', problem: null, baseJobId: jobId });
  expect(anew.takes[0]?.version).toBe(2);
  panel.close();
});

describe('cancelling', () => {
  test('a running score ends it within a second, and the next one is made', async () => {
    const panel = await served.host.panel(served.pairing);
    const jobId = await runningJob(panel);
    const begin = performance.now();
    await panel.request('cancel', { jobId });
    const end = (await panel.newsOf('score-end', jobId)) as { job: ScoreJob };
    expect(performance.now() - begin).toBeLessThan(1000);
    expect(end.job).toMatchObject({ jobId, state: 'cancelled', takes: [], problem: null });
    expect(await readdir(path.join(served.dataDir, 'scores'))).not.toContain(jobId);
    const next = await panel.request('compose', composeParams(2));
    expect((await panel.endOf(next.jobId)).state).toBe('done');
    panel.close();
  });

  test('a waiting score takes it out of the queue', async () => {
    const panel = await served.host.panel(served.pairing);
    const first = await runningJob(panel);
    const { jobId } = await panel.request('compose', composeParams(SECONDS));
    expect((await panel.request('job', { jobId })).state).toBe('queued');
    await panel.request('cancel', { jobId });
    expect((await panel.endOf(jobId)).state).toBe('cancelled');
    expect((await panel.request('job', { jobId: first })).state).toBe('running');
    await panel.request('cancel', { jobId: first });
    await panel.endOf(first);
    panel.close();
  });
});

describe('several panels', () => {
  test('a panel that lost its connection finds its running score again and hears of its end', async () => {
    const before = await served.host.panel(served.pairing);
    const jobId = await runningJob(before, 6);
    before.close();
    const after = await served.host.panel(served.pairing);
    const { jobs } = await after.request('jobs', { sequenceGuid: 'sequence-1' });
    expect(jobs[0]).toMatchObject({ jobId, state: 'running' });
    expect(after.news).toEqual([]);
    await after.request('job', { jobId });
    const { job } = (await after.newsOf('score-end', jobId)) as { job: ScoreJob };
    expect(job.state).toBe('done');
    expect(after.news.some(({ method }) => method === 'stage-progress')).toBe(true);
    after.close();
  });

  test('each hears of its own score only, until it asks for another', async () => {
    const [one, two] = [
      await served.host.panel(served.pairing),
      await served.host.panel(await served.host.pair()),
    ];
    const jobId = await runningJob(one, 6);
    const { jobId: other } = await two.request('compose', composeParams(2));
    await two.endOf(other);
    const jobsOf = (panel: PanelClient) =>
      new Set(panel.news.map(({ params }) => params['jobId'] ?? (params['job'] as ScoreJob).jobId));
    expect(jobsOf(one)).toEqual(new Set([jobId]));
    expect(jobsOf(two)).toEqual(new Set([other]));
    one.close();
    two.close();
  });

  test('a queue that is full says so, and goes on', async () => {
    const panel = await served.host.panel(served.pairing);
    const ids = [await runningJob(panel)];
    for (let i = 0; i < 8; i += 1) ids.push((await panel.request('compose', composeParams(2))).jobId);
    await expect(panel.request('compose', composeParams(2))).rejects.toMatchObject({ code: 'host-busy' });
    for (const jobId of ids) await panel.request('cancel', { jobId });
    for (const jobId of ids) expect((await panel.endOf(jobId)).state).toBe('cancelled');
    panel.close();
  });
});

describe('a process that dies', () => {
  test.each([
    ['engine', 'engine-child', 'engine-died'],
    ['media', 'media-child', 'media-unreadable'],
  ])(
    '%s: the score fails with a reason, the panel is told, and the next one is made',
    async (_, entry, code) => {
      const panel = await served.host.panel(served.pairing);
      const { jobId } = await panel.request('compose', composeParams(12));
      await panel.newsOf('stage-start', jobId);
      await killChild(served.host.pid, entry);
      const { problem } = await panel.newsOf('score-error', jobId);
      expect(problem).toMatchObject({ code, instance: jobId });
      expect((await panel.request('job', { jobId })).state).toBe('failed');
      const next = await panel.request('compose', composeParams(2));
      expect((await panel.endOf(next.jobId)).state).toBe('done');
      panel.close();
    },
  );
});

describe('beats of a sound', () => {
  test('are given in ticks of the source, for all of it and for a part', async () => {
    const panel = await served.host.panel(served.pairing);
    const { jobId } = await panel.request('compose', composeParams(8));
    const wavPath = (await panel.endOf(jobId)).takes[0]?.wavPath ?? '';
    const all = await panel.request('beats', { mediaPath: wavPath });
    const part = { startTicks: String(secondsToTicks(4)), endTicks: String(secondsToTicks(7)) };
    const some = await panel.request('beats', { mediaPath: wavPath, rangeTicks: part });
    for (const beat of some.beatsTicks) {
      expect(BigInt(beat)).toBeGreaterThanOrEqual(BigInt(part.startTicks));
      expect(BigInt(beat)).toBeLessThanOrEqual(BigInt(part.endTicks));
    }
    expect(new Set(all.beatsTicks)).toEqual(new Set([...all.beatsTicks, ...all.downbeatsTicks]));
    const behind = { startTicks: String(secondsToTicks(100)), endTicks: String(secondsToTicks(101)) };
    const refused = panel.request('beats', { mediaPath: wavPath, rangeTicks: behind });
    await expect(refused).rejects.toMatchObject({ code: 'range-invalid' });
    panel.close();
  });

  test('of a film without sound are none', async () => {
    const panel = await served.host.panel(served.pairing);
    const mediaPath = path.resolve('test/fixtures/media/still.png');
    await expect(panel.request('beats', { mediaPath })).rejects.toMatchObject({ code: 'media-no-audio' });
    panel.close();
  });
});

/** SIGKILLs the child of `parent` whose command line names `entry`, as soon as there is one. */
async function killChild(parent: number, entry: string): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    const rows = execFileSync('ps', ['-o', 'pid=,ppid=,args=', '-A']).toString().split('\n');
    const row = rows.find((text) => Number(text.trim().split(/\s+/)[1]) === parent && text.includes(entry));
    if (row) return void process.kill(Number(row.trim().split(/\s+/)[0]), 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`the host has no process ${entry}`);
}
