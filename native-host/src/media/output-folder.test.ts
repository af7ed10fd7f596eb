import { execFileSync } from 'node:child_process';
import {
  chmod,
  link,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rename,
  rm,
  symlink,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { withCommitLock } from './commit-lock.js';
import { makeFolders } from './make-folders.js';
import { StagedOutput } from './output-folder.js';
import { newMark } from './run-mark.js';
import { sweepStaging } from './staging.js';

const NAMES = ['score.wav', 'score.mid', 'score.json'];
let work = '';
beforeEach(async () => {
  work = await mkdtemp(path.join(tmpdir(), 'framescore-out-'));
});
afterEach(() => rm(work, { recursive: true, force: true }));

const at = (...names: string[]) => path.join(work, ...names);
const isRoot = process.getuid?.() === 0;

async function filesOf(directory = work): Promise<Record<string, string>> {
  const names = (await readdir(directory)).sort();
  const read = (name: string) => readFile(path.join(directory, name), 'utf8').catch(() => 'a folder');
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await read(name)] as const)));
}
async function put(names: readonly string[], text: string, directory = work): Promise<void> {
  for (const name of names) await writeFile(path.join(directory, name), `${text} ${name}`);
}
async function staged(text: string, names = NAMES): Promise<StagedOutput> {
  const output = await StagedOutput.open(work);
  for (const name of names) await writeFile(output.stage(name), `${text} ${name}`);
  return output;
}
const all = (text: string, names = NAMES) =>
  Object.fromEntries(names.map((name) => [name, `${text} ${name}`] as const).sort());

describe('a commit', () => {
  test('puts every file in place and leaves nothing else', async () => {
    await put(NAMES, 'old');
    const output = await staged('new');
    await output.commit();
    await output.discard();
    expect(await filesOf()).toEqual(all('new'));
  });

  const before = [[], NAMES, NAMES.slice(1), ['score.json']];
  const sweep = before.flatMap((old) =>
    NAMES.map((failing) => [old.join(' ') || 'nothing', failing, old] as const),
  );

  test.each(sweep)('over %s that fails at %s leaves everything as it was', async (_, failing, old) => {
    await put(old, 'old');
    const output = await staged('new');
    await unlink(output.stage(failing)); // so that its rename fails, in the middle of the others
    await expect(output.commit()).rejects.toMatchObject({ code: 'output-unwritable' });
    await output.discard();
    expect(await filesOf()).toEqual(all('old', [...old]));
  });

  test.each(NAMES)('onto a folder called %s moves nothing, and names it', async (name) => {
    await put(NAMES, 'old');
    await rm(at(name));
    await mkdir(at(name));
    const output = await staged('new');
    await expect(output.commit()).rejects.toMatchObject({
      code: 'output-unwritable',
      detail: expect.stringMatching(`a folder stands where a file should \\(${at(name)}\\)`),
    });
    await output.discard();
    expect(await filesOf()).toEqual({ ...all('old'), [name]: 'a folder' });
  });

  test('replaces a link, and not what it leads to', async () => {
    await put(['elsewhere'], 'mine');
    await symlink(at('elsewhere'), at('score.wav'));
    const output = await staged('new');
    await output.commit();
    await output.discard();
    expect(await filesOf()).toEqual({ ...all('new'), elsewhere: 'mine elsewhere' });
  });

  test('of many runs at once leaves the files of one of them', async () => {
    const outputs = await Promise.all(Array.from({ length: 8 }, (_, i) => staged(`run-${i}`)));
    await Promise.all(outputs.map((output) => output.commit()));
    await Promise.all(outputs.map((output) => output.discard()));
    const files = await filesOf();
    expect(files).toEqual(all((files['score.json'] ?? '').split(' ')[0] ?? ''));
  });
});

describe('a commit of new names', () => {
  test.each(NAMES)('moves nothing where %s is taken, and everything under other names', async (name) => {
    await put([name], 'old');
    const output = await staged('new');
    expect(await output.commitNew()).toBe(false);
    expect(Object.keys(await filesOf()).filter((found) => !found.startsWith('.'))).toEqual([name]);
    for (const each of NAMES) await output.restage(each, `2-${each}`);
    expect(await output.commitNew()).toBe(true);
    await output.discard();
    expect(await filesOf()).toEqual({
      [name]: `old ${name}`,
      ...Object.fromEntries(NAMES.map((each) => [`2-${each}`, `new ${each}`])),
    });
  });

  test('of many runs at once gives the name to exactly one', async () => {
    const outputs = await Promise.all(Array.from({ length: 8 }, (_, i) => staged(`run-${i}`)));
    const won = await Promise.all(outputs.map((output) => output.commitNew()));
    await Promise.all(outputs.map((output) => output.discard()));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await filesOf()).toEqual(all(`run-${won.indexOf(true)}`));
  });

  (isRoot ? test.skip : test)('takes what may not be read for taken', async () => {
    await mkdir(at('closed'), { mode: 0o700 });
    const output = await StagedOutput.open(at('closed'));
    await chmod(at('closed'), 0o000);
    expect(await output.isTaken('score.v2.json')).toBe(true);
    await chmod(at('closed'), 0o700);
    await output.discard();
  });
});

const deadPid = execFileSync(process.execPath, [
  '-e',
  'process.stdout.write(String(process.pid))',
]).toString();
/** A mark of a process of this machine that has ended. */
const deadMark = () => newMark().replace(/^\d+/, deadPid);

describe('what a killed run left', () => {
  test('is removed by the next one, and nothing of a run that lives or of another machine', async () => {
    const own = newMark();
    const other = deadMark().replace(/-[0-9a-f]{8}-/, '-00000000-');
    for (const mark of [deadMark(), own, other, 'unknown']) await mkdir(at(`.framescore-${mark}`));
    const output = await StagedOutput.open(work);
    await output.discard();
    expect((await readdir(work)).sort()).toEqual(
      [own, other, 'unknown'].map((mark) => `.framescore-${mark}`).sort(),
    );
  });

  test('is removed too when its number was given to another process since', async () => {
    const [pid, place, birth, chance] = newMark().split('-');
    if (birth === 'x') return; // this system does not tell when a process began
    await mkdir(at(`.framescore-${pid}-${place}-${birth}0-${chance}`));
    await sweepStaging([work]);
    expect(await readdir(work)).toEqual([]);
  });

  /** The folder of a commit that was cut off when the first `moved` files stood in place. */
  async function cutOff(moved: number, old: readonly string[], hasLinks: boolean): Promise<void> {
    const staging = at(`.framescore-${deadMark()}`);
    for (const name of ['', '.back', '.new']) await mkdir(path.join(staging, name));
    await put(NAMES, 'new', staging);
    for (const name of NAMES.slice(0, moved)) {
      const back = path.join(staging, '.back', name);
      if (!old.includes(name)) await writeFile(path.join(staging, '.new', name), '');
      else await (hasLinks ? link(at(name), back) : rename(at(name), back));
      await rename(path.join(staging, name), at(name));
    }
  }
  const cuts = [0, 1, 2, 3].flatMap((moved) =>
    [[], NAMES, ['score.json']].flatMap((old) => [true, false].map((links) => [moved, old, links] as const)),
  );

  test.each(cuts)('after %i moved files over %j (links: %s) is taken back', async (moved, old, links) => {
    await put(old, 'old');
    await cutOff(moved, old, links);
    await sweepStaging([work]);
    expect(await filesOf()).toEqual(all('old', [...old]));
  });

  test.each([[NAMES], [[]]])('over %j touches nothing that was finished since', async (old) => {
    await put(old, 'old');
    await cutOff(3, old, true);
    await new Promise((resolve) => setTimeout(resolve, 20)); // file systems count in ticks
    for (const name of NAMES) await rm(at(name));
    await put(NAMES, 'finished');
    await sweepStaging([work]);
    expect(await filesOf()).toEqual(all('finished'));
  });

  test('leaves no lock in the folder', async () => {
    await mkdir(at('.framescore-commit', deadMark()), { recursive: true });
    await sweepStaging([work]);
    expect(await readdir(work)).toEqual([]);
    await mkdir(at('.framescore-commit', newMark()), { recursive: true });
    await sweepStaging([work]);
    expect(await readdir(work)).toEqual(['.framescore-commit']);
  });

  test('holds no lock for ever', async () => {
    await mkdir(at('.framescore-commit', deadMark()), { recursive: true });
    const output = await staged('new');
    await output.commit();
    await output.discard();
    expect(await filesOf()).toEqual(all('new'));
  });
});

test('a lock of a run that lives is waited for, and then the reason is told', async () => {
  await mkdir(at('mine'));
  await mkdir(at('.framescore-commit', newMark()), { recursive: true });
  await expect(withCommitLock(at('mine'), work, () => Promise.resolve(), 50)).rejects.toMatchObject({
    code: 'EBUSY',
  });
});

describe('a folder', () => {
  test('is made level by level, and only what was made is removed again', async () => {
    await mkdir(at('a'));
    expect(await makeFolders(at('a', 'b', 'c'))).toBe(at('a', 'b'));
    expect(await makeFolders(at('a', 'b', 'c'))).toBeUndefined();
    await (await StagedOutput.open(at('a', 'x', 'y'))).discard();
    expect(await readdir(at('a'))).toEqual(['b']);
  });

  test('is made once by many at the same time', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => makeFolders(at('a', 'b', 'c', 'd'))));
    expect(made.filter((top) => top === at('a')).length).toBeGreaterThan(0);
    expect(await readdir(at('a', 'b', 'c'))).toEqual(['d']);
  });

  const refused: [string, () => string, RegExp][] = [
    ['below a file', () => at('file', 'x', 'y'), /a part of its path is a file, not a folder \(.*file\)/],
    ['that is a file', () => at('file'), /a part of its path is a file/],
    ['of a name too long', () => at('x'.repeat(256)), /too long/],
    ['of a name that was no UTF-8', () => at('a\uFFFDb'), /cannot write/],
    ['of half a character', () => at('a\ud83c'), /cannot write/],
    ['whose links lead in a circle', () => at('circle', 'x'), /links lead in a circle/],
    ...(process.platform === 'linux'
      ? ([
          ['that the system does not let be made', () => '/proc/self/x', /lets nothing be made there/],
        ] as const)
      : []
    ).map((row) => [...row] as [string, () => string, RegExp]),
  ];
  test.each(refused)(
    '%s is refused with its own reason, and nothing is made',
    async (_, directory, reason) => {
      await writeFile(at('file'), '');
      await symlink(at('circle'), at('circle'));
      await expect(StagedOutput.open(directory())).rejects.toMatchObject({
        code: 'output-unwritable',
        detail: expect.stringMatching(reason),
      });
      expect((await readdir(work)).sort()).toEqual(['circle', 'file']);
    },
  );
});
