// The host as a process: ended, killed, started again and started twice. What was kept is found, and nothing is left behind.
import { access, readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { HostProcess, makeDataDir, removeDataDir } from './host-process.js';
import { servePairedHost } from './paired-host.js';
import { runningJob } from './panel-client.js';
import { composeParams } from './timelines.js';

afterAll(() => HostProcess.endAll());

describe('a restart', () => {
  test('keeps scores and pairings; what ran when the host was killed has failed with a reason', async () => {
    const folder = await makeDataDir();
    const first = await HostProcess.start(folder);
    const known = await first.pair();
    const panel = await first.panel(known);
    const { jobId } = await panel.request('compose', composeParams(2));
    const done = await panel.endOf(jobId);
    expect(done.problem).toBeNull();
    const lost = await runningJob(panel);
    const { jobId: waiting } = await panel.request('compose', composeParams(2));
    expect((await first.stop('SIGKILL')).orphans).toEqual([]);
    const second = await HostProcess.start(folder);
    const again = await second.panel(known);
    expect(await again.request('job', { jobId })).toEqual(done);
    for (const unfinished of [lost, waiting])
      expect(await again.request('job', { jobId: unfinished })).toMatchObject({
        state: 'failed',
        problem: { code: 'engine-died', detail: expect.stringMatching(/Ask for it again/) },
      });
    expect((await again.request('jobs', {})).jobs.map((job) => job.jobId)).toEqual([waiting, lost, jobId]);
    await access(done.takes[0]?.wavPath ?? '');
    expect(await readdir(path.join(folder, 'scores'))).toEqual([jobId]);
    expect((await second.stop()).orphans).toEqual([]);
    await removeDataDir(folder);
  });

  test.each(['SIGTERM', 'SIGINT'] as const)(
    '%s ends a running score, every socket and every process',
    async (signal) => {
      const folder = await makeDataDir();
      const first = await HostProcess.start(folder);
      const known = await first.pair();
      const panel = await first.panel(known);
      const jobId = await runningJob(panel);
      const begin = performance.now();
      const finished = await first.stop(signal);
      expect(performance.now() - begin).toBeLessThan(5000);
      expect(finished).toMatchObject({ exitCode: 0, orphans: [] });
      expect(await panel.closed()).toBe(1001);
      expect((await readdir(folder)).filter((name) => /host\.json|pairing-code/.test(name))).toEqual([]);
      const second = await HostProcess.start(folder);
      expect((await (await second.panel(known)).request('job', { jobId })).state).toBe('cancelled');
      await second.stop();
      await removeDataDir(folder);
    },
  );
});

describe('one host for a data folder', () => {
  const served = servePairedHost();

  test('a second one ends with the reason, and the first one goes on', async () => {
    const second = await HostProcess.command(served.dataDir, [
      'serve',
      '--port',
      '0',
      '--model',
      'debug-score',
    ]);
    expect(second.exitCode).toBe(2);
    expect(second.stderr).toMatch(
      new RegExp(`already runs .* process ${served.host.pid} at port ${served.host.port}`),
    );
    (await served.host.panel(served.pairing)).close();
  });

  test('another folder has its own host, at the next port that is free', async () => {
    const folder = await makeDataDir();
    const taken = await HostProcess.command(folder, ['serve', '--port', String(served.host.port)]);
    expect(taken).toMatchObject({ exitCode: 5 });
    expect(taken.stderr).toMatch(`use the ports ${served.host.port}`);
    await removeDataDir(folder);
  });

  test('the state of the service is told: whether it runs, where its data lies', async () => {
    const status = await HostProcess.command(served.dataDir, ['service', 'status', '--json']);
    expect(status.exitCode).toBe(0);
    expect(JSON.parse(status.stdout)).toMatchObject({
      autostart: { state: 'absent' },
      host: { pid: served.host.pid, port: served.host.port },
      dataDirectory: served.dataDir,
    });
  });
});
