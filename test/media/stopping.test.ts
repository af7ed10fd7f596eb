// The media process ends when its run does, when its reader leaves, and when its host dies; and it never fills the memory.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { ScoreError } from '@framescore/contract';
import { BACKENDS, fixture, quietRun } from './media-samples.js';

const CUTS = fixture('cuts-at-0.5-and-1.25-24fps.mp4');
const REQUEST = { path: CUTS, startSeconds: 0, endSeconds: 2, widthPx: 640, heightPx: 360 };
const onLinux = process.platform === 'linux' ? test : test.skip;

/** Process ids of the running children of a process (Linux). */
function childrenOf(parentId: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((id) => {
      try {
        const [, state, parent] =
          /^\d+ \(.*\) (\S) (\d+)/s.exec(readFileSync(`/proc/${id}/stat`, 'utf8')) ?? [];
        return state !== 'Z' && Number(parent) === parentId;
      } catch {
        return false; // it ended meanwhile
      }
    });
}

async function gone(id: number, withinMs: number): Promise<boolean> {
  for (const end = Date.now() + withinMs; Date.now() < end; await wait(20)) {
    try {
      process.kill(id, 0);
    } catch {
      return true;
    }
  }
  return false;
}

describe.each(BACKENDS)('with %s', (_name, media) => {
  test('a cancelled run kills its process and ends with the cancelling error', async () => {
    const controller = new AbortController();
    const frames = media.readFrames(REQUEST, quietRun(controller.signal))[Symbol.asyncIterator]();
    await frames.next();
    const abortedAt = performance.now();
    controller.abort();
    const end = (async () => {
      while ((await frames.next()).done !== true);
    })();
    await expect(end).rejects.toMatchObject({ code: 'cancelled' });
    // 30 ms where the machine has nothing else to do; the killed process needs a turn of the processor to go.
    expect(performance.now() - abortedAt).toBeLessThan(1_000);
  });

  test('a run that was cancelled before does not begin', async () => {
    const frames = media.readFrames(REQUEST, quietRun(AbortSignal.abort()))[Symbol.asyncIterator]();
    await expect(frames.next()).rejects.toMatchObject({ code: 'cancelled' });
  });

  onLinux('a reader that leaves early leaves no process behind', async () => {
    const before = childrenOf(process.pid);
    for await (const frame of media.readFrames(REQUEST, quietRun())) {
      expect(frame.rgb).toHaveLength(640 * 360 * 3);
      break;
    }
    expect(childrenOf(process.pid).filter((id) => !before.includes(id))).toEqual([]);
  });

  onLinux('a decoder that is killed from outside is reported, not waited for', async () => {
    const before = childrenOf(process.pid);
    const frames = media.readFrames(REQUEST, quietRun())[Symbol.asyncIterator]();
    await frames.next();
    childrenOf(process.pid)
      .filter((id) => !before.includes(id))
      .forEach((id) => process.kill(id, 'SIGKILL'));
    const end = (async () => {
      while ((await frames.next()).done !== true);
    })();
    const error = await end.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(ScoreError);
    expect(error).toMatchObject({ code: 'media-unreadable' });
  });

  test('progress is reported as a growing share of the range', async () => {
    const fractions: number[] = [];
    const run = {
      signal: new AbortController().signal,
      report: ({ fraction }: { fraction: number }) => fractions.push(fraction),
    };
    for await (const frame of media.readFrames({ ...REQUEST, widthPx: 64, heightPx: 36 }, run))
      expect(frame.timeSeconds).toBeLessThan(2);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.at(-1)).toBeGreaterThan(0.9);
  });
});

onLinux('when the host is killed, its media process ends by itself', async () => {
  const module = fileURLToPath(new URL('../../native-host/dist/media/frame-source.js', import.meta.url));
  // Reads one frame of a large picture and then nothing: the media process waits on a full pipe when its host dies.
  const program = `
    const { openMedia } = await import(${JSON.stringify(module)});
    const run = { signal: new AbortController().signal, report() {} };
    const frames = openMedia().readFrames(${JSON.stringify(REQUEST)}, run)[Symbol.asyncIterator]();
    await frames.next();
    console.log('reading');
    setInterval(() => {}, 1000);`;
  const host = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => host.stdout.once('data', resolve));
  const children = childrenOf(host.pid ?? 0);
  expect(children).toHaveLength(1);
  host.kill('SIGKILL');
  expect(await gone(children[0] ?? 0, 5_000)).toBe(true);
});

onLinux('a reader that pauses stops the decoder: frames wait in the pipe, not in memory', async () => {
  const [, media] = BACKENDS[0] ?? [];
  if (!media) throw new Error('no backend');
  // 48 frames of 2.8 MB: 133 MB, if they were all read ahead.
  const frames = media
    .readFrames({ ...REQUEST, widthPx: 1280, heightPx: 720 }, quietRun())
    [Symbol.asyncIterator]();
  await frames.next();
  const before = process.memoryUsage().rss + process.memoryUsage().arrayBuffers;
  await wait(1_500);
  const grownBytes = process.memoryUsage().rss + process.memoryUsage().arrayBuffers - before;
  await frames.return?.();
  expect(grownBytes).toBeLessThan(30e6);
});
