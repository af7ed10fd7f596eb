// Real children that are stopped or go round in circles: given up with a reason, and the next one works. The clock is moved by hand.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { bundlesDirectory, loadBundle, type Bundle } from '../../native-host/src/bundle/load-bundle.js';
import type { StallRules } from '../../native-host/src/children/stall-watch.js';
import { Compute } from '../../native-host/src/compute/compute.js';
import { readBytes } from '../../native-host/src/media/read-bytes.js';
import { startTool } from '../../native-host/src/media/tool-process.js';
import { Engine } from '../../native-host/src/onnx/engine.js';
import { Sampler } from '../../native-host/src/sampler/sampler.js';
import { SoundFile } from '../../native-host/src/sound/sound-file.js';

const { signal } = new AbortController();

/** Seconds pass when they are told to, and leave the children time to be looked at. */
class HandClock {
  private ticks = new Set<() => void>();

  rules(limits: { idleSeconds: number; busySeconds: number }): StallRules {
    return {
      ...limits,
      everySecond: (tick) => {
        this.ticks.add(tick);
        return () => this.ticks.delete(tick);
      },
    };
  }

  async pass(seconds: number): Promise<void> {
    for (let i = 0; i < seconds; i += 1) {
      for (const tick of [...this.ticks]) tick();
      await wait(10);
    }
  }
}

const clock = new HandClock();
const LIMITS = { idleSeconds: 30, busySeconds: 900 };
const NEVER_IDLE = { idleSeconds: Infinity, busySeconds: 20 };
const ONE_SECOND = { idleSeconds: 30, busySeconds: 1 };

let bundle: Bundle;
beforeAll(async () => {
  bundle = await loadBundle('debug-score', bundlesDirectory({}));
});

describe('the engine', () => {
  let engine: Engine;
  afterAll(() => engine.dispose());

  test('stopped in the middle is ended with a reason, and the next job gets a new one', async () => {
    engine = new Engine(bundle, 1, clock.rules(LIMITS));
    const job = engine.openJob();
    await job.start(signal);
    const { pid } = engine;
    process.kill(pid!, 'SIGSTOP');
    const stuck = job.embedMusic(new Int32Array(bundle.manifest.streams.length * 4), signal);
    stuck.catch(() => undefined);
    await clock.pass(40);
    await expect(stuck).rejects.toMatchObject({
      code: 'engine-died',
      detail: expect.stringContaining('has done nothing for 30 seconds') as unknown,
    });
    job.close();
    const next = engine.openJob();
    await next.start(signal);
    expect(engine.pid).not.toBe(pid);
    next.close();
    await expect(next.start(signal)).rejects.toMatchObject({ code: 'internal' }); // it is over
  });
});

describe('a decoder', () => {
  const startNode = (script: string, limits: typeof LIMITS) =>
    startTool(
      {
        command: process.execPath,
        args: ['-e', script],
        input: '',
        reads: 'film.mp4',
        stall: clock.rules(limits),
      },
      signal,
    );

  test.each([
    [
      'stands still',
      'process.stdout.write("x"); process.kill(process.pid, "SIGSTOP")',
      LIMITS,
      /nothing for 30/,
    ],
    ['goes round in circles', 'process.stdout.write("x", () => { for (;;); })', NEVER_IDLE, /nothing for 20/],
  ])('that %s is ended, with the name of the file', async (_, script, limits, reason) => {
    const tool = startNode(script, limits);
    const bytes = readBytes(tool);
    expect((await bytes.next()).value).toEqual(Buffer.from('x'));
    const stuck = bytes.next();
    stuck.catch(() => undefined);
    await wait(300); // until it has stopped itself
    await clock.pass(60);
    await expect(stuck).rejects.toMatchObject({ code: 'media-unreadable' });
    await expect(stuck).rejects.toThrow(reason);
    await expect(stuck).rejects.toThrow('film.mp4');
    await tool.dispose();
    expect(await tool.ended).toMatchObject({ exitCode: null });
  });
});

describe('a thread', () => {
  test('that gives no answer is ended, and the next task gets a new one', async () => {
    const compute = new Compute(clock.rules(ONE_SECOND));
    const input = { text: 'no timeline', rangeSeconds: undefined };
    const stuck = compute.run('outline-timeline', input, signal);
    stuck.catch(() => undefined);
    await clock.pass(1);
    await expect(stuck).rejects.toThrow('has given nothing for 1 seconds');
    expect(await compute.run('outline-timeline', input, signal)).toEqual({ reason: 'it is not JSON' });
    compute.dispose();
  });

  test('that takes long is waited for as long as it gets on', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'framescore-still-'));
    const compute = new Compute(clock.rules({ idleSeconds: 30, busySeconds: 100 }));
    await compute.run('outline-timeline', { text: '', rangeSeconds: undefined }, signal); // the thread has started
    const file = SoundFile.create(path.join(folder, 'mix'));
    const second = Float32Array.from({ length: 48_000 }, (_, i) => 0.3 * Math.sin(i / 40));
    const durationSeconds = 90;
    for (let i = 0; i < durationSeconds; i += 1) file.append([second, second]);
    file.close();
    const job = {
      mix: file.sound(),
      stems: [],
      durationSeconds,
      envelopePath: path.join(folder, 'envelope'),
    };
    let isDone = false;
    const mastered = compute.run('master', job, signal).finally(() => (isDone = true));
    mastered.catch(() => undefined);
    let seconds = 0;
    for (; !isDone; seconds += 1) await clock.pass(1);
    expect((await mastered).mix[0]?.samples).toBe(durationSeconds * 48_000);
    expect(seconds).toBeGreaterThan(100);
    compute.dispose();
    await rm(folder, { recursive: true });
  });

  test('of the sampler too', async () => {
    const sampler = new Sampler(path.join(bundle.directory, 'instruments.sf3'), clock.rules(ONE_SECOND));
    const stuck = sampler.open(signal);
    stuck.catch(() => undefined);
    await clock.pass(1);
    await expect(stuck).rejects.toThrow('has given nothing for 1 seconds');
    await sampler.open(signal);
    sampler.dispose();
  });
});
