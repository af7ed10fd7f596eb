// Ctrl-C at each stage, and children that die: exit code, no file, no process left, and the next score works.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT, runCommandLine, startCommandLine } from './command-line.js';

const CLIP = path.join(ROOT, 'examples/media/night-train.mp4');
const ARGS = ['score', CLIP, '--model', 'debug-score', '--json', '--seed', '1'];

let work = '';
beforeAll(async () => {
  work = await mkdtemp(path.join(tmpdir(), 'framescore-cancel-'));
});
afterAll(async () => rm(work, { recursive: true, force: true }));

describe('Ctrl-C', () => {
  test.each(['frames', 'plan', 'tokens', 'audio', 'beats', 'write'])(
    'during "%s" ends at once and leaves nothing',
    async (stage) => {
      const out = path.join(work, `cancelled-${stage}`);
      const running = startCommandLine([...ARGS, '--out', out]);
      let asked = Number.NaN;
      running.onLine((line) => {
        if (!line.includes(`"stage":"${stage}"`) || !Number.isNaN(asked)) return;
        asked = performance.now();
        running.child.kill('SIGINT');
      });
      const finished = await running.finished;
      const waitedMs = performance.now() - asked;
      expect(finished.orphans).toEqual([]);
      // A run may be so near its end that the files were already in place: then it must be whole.
      if (stage === 'write' && finished.exitCode === 0)
        expect(await readdir(out)).toEqual(['score.json', 'score.wav']);
      else {
        expect(finished.exitCode).toBe(130);
        expect(await readdir(work)).not.toContain(path.basename(out));
      }
      expect(waitedMs).toBeLessThan(1500); // 100 ms to react; the rest is the end of a loaded machine's processes
    },
  );
});

describe('a child process that dies', () => {
  test.each([
    ['engine', 'engine-child', /music engine stopped/],
    ['media', 'media-child', /could not be read/],
  ])('%s: the score fails with a reason, and the next one works', async (_name, entry, message) => {
    const out = path.join(work, `killed-${entry}`);
    const running = startCommandLine([...ARGS, '--out', out]);
    let killed = false;
    running.onLine((line) => {
      if (killed || !line.includes('"stage":"frames"')) return;
      killed = killChild(running.child.pid ?? 0, entry);
    });
    const finished = await running.finished;
    expect(killed).toBe(true);
    expect(finished.exitCode).not.toBe(0);
    expect(finished.stderr).toMatch(message);
    expect(finished.orphans).toEqual([]);
    expect(await readdir(work)).not.toContain(path.basename(out));
    const next = await runCommandLine([...ARGS, '--out', out, '--range', '0-3']);
    expect(next.exitCode).toBe(0);
  });
});

/** SIGKILLs the child of `parent` whose command line names `entry`; false while there is none. */
function killChild(parent: number, entry: string): boolean {
  const rows = execFileSync('ps', ['-o', 'pid=,ppid=,args=', '-A']).toString().split('\n');
  for (const row of rows) {
    const [pid, ppid] = row.trim().split(/\s+/).map(Number);
    if (ppid === parent && row.includes(entry) && pid) {
      process.kill(pid, 'SIGKILL');
      return true;
    }
  }
  return false;
}
