import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TimelineSnapshot } from '@framescore/contract';
import { checkMediaPath, checkTimelinePaths, judgePathText } from './media-paths.js';

let work = '';
const at = (name: string) => path.join(work, name);
beforeAll(async () => {
  work = await realpath(await mkdtemp(path.join(tmpdir(), 'framescore-paths-')));
  await writeFile(at('clip é 1.mov'), 'x');
  await mkdir(at('folder'));
  await symlink(at('clip é 1.mov'), at('link.mov'));
  await symlink('/dev/zero', at('zero.mov'));
  await symlink(at('loop.mov'), at('loop.mov'));
  execFileSync('mkfifo', [at('pipe.mov')]);
});
afterAll(() => rm(work, { recursive: true, force: true }));

describe('a path on Windows', () => {
  test.each([
    ['C:\\Films\\a.mov', 'C:\\Films\\a.mov'],
    ['C:/Films/../Cut/a.mov', 'C:\\Cut\\a.mov'],
    ['\\\\?\\C:\\Films\\a.mov', 'C:\\Films\\a.mov'],
    ['\\\\nas\\films\\a.mov', '\\\\nas\\films\\a.mov'],
    ['\\\\?\\UNC\\nas\\films\\a.mov', '\\\\nas\\films\\a.mov'],
  ])('%s may be opened', (text, expected) => {
    expect(judgePathText(text, 'win32')).toEqual({ kind: 'file', path: expected });
  });
  test.each([
    '\\\\.\\PhysicalDrive0',
    '\\\\?\\GLOBALROOT\\Device\\Harddisk0',
    '\\\\user:secret@evil\\share\\a.mov',
    '\\\\user@evil\\share\\a.mov',
    '\\\\?\\UNC\\user@evil\\share\\a.mov',
    'C:\\Films\\NUL',
    'C:\\Films\\con.mov',
    'C:\\Films\\COM1',
    'C:\\Films\\a.mov:hidden',
    `C:\\${'a'.repeat(5000)}`,
  ])('%s is refused', (text) => {
    expect(judgePathText(text, 'win32')).toMatchObject({ kind: 'refused' });
  });
  test.each(['a.mov', '..\\a.mov', '\\Films\\a.mov', 'http://evil.example/a.mov'])(
    '%s is no whole path',
    (text) => {
      expect(judgePathText(text, 'win32')).toEqual({ kind: 'no-path' });
    },
  );
});

describe('checkMediaPath', () => {
  test('takes a regular file, and follows a link to one', async () => {
    expect(await checkMediaPath(at('clip é 1.mov'))).toBe(at('clip é 1.mov'));
    expect(await checkMediaPath(at('link.mov'))).toBe(at('clip é 1.mov'));
    expect(await checkMediaPath(at('folder/../clip é 1.mov'))).toBe(at('clip é 1.mov'));
  });

  test.each([
    '/dev/zero',
    '/proc/self/mem',
    '/sys/kernel/uevent_seqnum',
    '/tmp/../proc/self/environ',
    'a\0b',
  ])('refuses %j', async (text) => {
    await expect(checkMediaPath(text)).rejects.toMatchObject({ code: 'request-refused' });
  });

  test.each(['zero.mov', 'pipe.mov'])('refuses the device or pipe behind %s', async (name) => {
    await expect(checkMediaPath(at(name))).rejects.toMatchObject({ code: 'request-refused' });
  });

  test.each(['folder', 'gone.mov', 'loop.mov', 'clip é 1.mov/inside'])(
    'finds no file at %s',
    async (name) => {
      await expect(checkMediaPath(at(name))).rejects.toMatchObject({ code: 'media-missing' });
    },
  );

  test.each(['clip.mov', 'http://evil.example/a.mov', 'concat:/etc/passwd', ''])(
    'finds no file at %j',
    async (text) => {
      await expect(checkMediaPath(text)).rejects.toMatchObject({ code: 'media-missing' });
    },
  );

  test('says nothing of the path it refuses', async () => {
    await expect(checkMediaPath('/proc/self/mem')).rejects.toMatchObject({
      detail: expect.not.stringContaining('/proc'),
    });
  });
});

describe('checkTimelinePaths', () => {
  const timeline = (clips: { mediaPath: string | null; proxyPath?: string; frame?: string }[]) =>
    ({
      sequences: [
        {
          audioTracks: [],
          videoTracks: [
            {
              clips: clips.map(({ mediaPath, proxyPath = null, frame }) => ({
                mediaPath,
                proxyPath,
                frames: frame === undefined ? [] : [{ timeTicks: '0', path: frame }],
              })),
            },
          ],
        },
      ],
    }) as unknown as TimelineSnapshot;
  const clipsOf = (checked: TimelineSnapshot) => checked.sequences[0]?.videoTracks[0]?.clips;

  test('leads links to their files and leaves what is missing as it is', async () => {
    const asked = timeline([
      { mediaPath: at('link.mov'), proxyPath: at('gone.mov') },
      { mediaPath: null, frame: at('link.mov') },
    ]);
    expect(clipsOf(await checkTimelinePaths(asked))).toEqual([
      { mediaPath: at('clip é 1.mov'), proxyPath: at('gone.mov'), frames: [] },
      { mediaPath: null, proxyPath: null, frames: [{ timeTicks: '0', path: at('clip é 1.mov') }] },
    ]);
  });

  test('takes out what another folder would lead elsewhere, also to a device', async () => {
    const upward = `${'../'.repeat(40)}dev/zero`;
    const asked = timeline([
      { mediaPath: upward, proxyPath: 'a.mov', frame: upward },
      { mediaPath: at('gone.mov'), frame: 'http://evil.example/a.png' },
    ]);
    expect(clipsOf(await checkTimelinePaths(asked))).toEqual([
      { mediaPath: null, proxyPath: null, frames: [] },
      { mediaPath: at('gone.mov'), proxyPath: null, frames: [] },
    ]);
  });

  test.each([
    [{ mediaPath: '/dev/zero' }],
    [{ mediaPath: null, proxyPath: '/proc/self/mem' }],
    [{ mediaPath: null, frame: '/dev/stdin' }],
  ])('refuses %j among good ones', async (bad) => {
    await expect(checkTimelinePaths(timeline([{ mediaPath: at('link.mov') }, bad]))).rejects.toMatchObject({
      code: 'request-refused',
    });
  });

  test('judges 3,000 clips of one file in a second', async () => {
    const clips = Array.from({ length: 3000 }, () => ({ mediaPath: at('link.mov') }));
    const begin = performance.now();
    await checkTimelinePaths(timeline(clips));
    expect(performance.now() - begin).toBeLessThan(1000);
  });
});
