import { EventEmitter } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { ScoreError, type Run } from '@framescore/contract';
import { ProgramEnds, type EndingProcess } from './program-ends.js';

/** An output as the system gives it: it may refuse at once or later, and its reader may never read. */
class TestStream extends EventEmitter {
  text = '';
  writableLength = 0;
  refusal: string | undefined;
  refusesAtOnce = false;
  isRead = true;

  write(text: string, onGone?: () => void): boolean {
    const refusal = this.refusal && Object.assign(new Error(this.refusal), { code: this.refusal });
    if (refusal && this.refusesAtOnce) throw refusal;
    if (refusal) setImmediate(() => this.emit('error', refusal));
    else if (this.isRead) this.text += text;
    else this.writableLength += text.length;
    if (onGone && (this.isRead || refusal)) setImmediate(onGone);
    return true;
  }
}

function program() {
  const [stdout, stderr, signals] = [new TestStream(), new TestStream(), new EventEmitter()];
  const process = Object.assign(signals, { stdout, stderr });
  return { stdout, stderr, signals, ends: new ProgramEnds(process as unknown as EndingProcess) };
}

const untilAborted = ({ signal }: Run) =>
  new Promise<never>((_, reject) => {
    const end = () => reject(new ScoreError('cancelled', 'The run was cancelled.'));
    if (signal.aborted) end();
    signal.addEventListener('abort', end);
  });
const nothing = () => undefined;

describe('output that cannot be written', () => {
  const ways = [
    ['EPIPE', 'cancelled', 130],
    ['ECONNRESET', 'cancelled', 130],
    ['ENOSPC', 'no-space', 5],
    ['EIO', 'output-unwritable', 5],
  ] as const;
  const sweep = ways.flatMap(([code, problem, exitCode]) =>
    (['stdout', 'stderr'] as const).flatMap((name) => [
      { code, problem, exitCode, name, atOnce: false },
      { code, problem, exitCode, name, atOnce: true },
    ]),
  );

  test.each(sweep)(
    'ends a run: $code on $name, at once: $atOnce',
    async ({ code, problem, name, atOnce }) => {
      const { ends, ...streams } = program();
      Object.assign(streams[name], { refusal: code, refusesAtOnce: atOnce });
      const run = ends.run(nothing, (given) => {
        ends[name].write('a line\n');
        return untilAborted(given);
      });
      await expect(run).rejects.toMatchObject({ code: problem });
    },
  );

  test.each(sweep)(
    'does not end a host: $code on $name, at once: $atOnce',
    async ({ code, name, atOnce }) => {
      const { ends, signals, ...streams } = program();
      Object.assign(streams[name], { refusal: code, refusesAtOnce: atOnce });
      let isOver = false;
      const served = ends.serve(
        (signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
      );
      void served.then(() => (isOver = true));
      for (let lines = 0; lines < 3; lines += 1) {
        ends[name].write('a line\n');
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(isOver).toBe(false);
      signals.emit('SIGTERM');
      await served;
      expect(await ends.finish(0)).toBe(0);
    },
  );

  test.each(ways)(
    '%s of the last words changes the exit code of what was done',
    async (code, _, exitCode) => {
      const { ends, stdout, stderr } = program();
      await ends.run(nothing, () => Promise.resolve());
      stdout.refusal = code;
      ends.stdout.write('the result\n');
      expect(await ends.finish(0)).toBe(exitCode);
      expect(stderr.text === '').toBe(exitCode === 130);
    },
  );

  test('leaves the exit code of a failure as it is', async () => {
    const { ends, stderr } = program();
    stderr.refusal = 'EPIPE';
    ends.stderr.write('The media file was not found.\n');
    expect(await ends.finish(3)).toBe(3);
  });
});

describe('a reader that never reads', () => {
  test('keeps no failed, cancelled or served program alive', async () => {
    for (const exitCode of [3, 130]) {
      const { ends, stdout, stderr } = program();
      stdout.isRead = stderr.isRead = false;
      ends.stdout.write('x');
      expect(await ends.finish(exitCode)).toBe(exitCode);
    }
    const { ends, stdout, stderr } = program();
    stdout.isRead = stderr.isRead = false;
    await ends.serve(() => Promise.resolve());
    expect(await ends.finish(0)).toBe(0);
  });

  test('of words for a person costs no more than a limited memory', () => {
    const { ends, stderr } = program();
    stderr.isRead = false;
    for (let lines = 0; lines < 2000; lines += 1) ends.stderr.write('x'.repeat(1000));
    expect(stderr.writableLength).toBeLessThan(300_000);
  });
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('%s ends a run, and nobody listens afterwards', async (name) => {
  const { ends, signals } = program();
  const run = ends.run(nothing, untilAborted);
  signals.emit(name);
  await expect(run).rejects.toMatchObject({ code: 'cancelled' });
  expect(signals.listenerCount(name)).toBe(0);
});
