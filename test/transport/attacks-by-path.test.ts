// Paths and names that lead where no media is: refused, nothing opened, nothing left, and the host lives on.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openPanels, servePairedHost } from './paired-host.js';
import { CLIP, clip, composeParams } from './timelines.js';

const served = servePairedHost();
const { known } = openPanels(served);

describe('a path', () => {
  let folder = '';
  const at = (name: string) => path.join(folder, name);
  beforeAll(async () => {
    folder = path.join(served.dataDir, 'media');
    await mkdir(folder);
    await writeFile(at('notes.txt'), 'These are notes, not music.\n'.repeat(100));
    await writeFile(at('list.m3u8'), '#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n');
    await writeFile(at('list.ffconcat'), "ffconcat version 1.0\nfile '/etc/hostname'\n");
    await symlink('/dev/zero', at('zero.mov'));
    await symlink('/proc/self/mem', at('memory.mov'));
  });

  test.each([
    ['/dev/zero', 'request-refused'],
    ['/proc/self/mem', 'request-refused'],
    ['zero.mov', 'request-refused'],
    ['memory.mov', 'request-refused'],
    ['.', 'media-missing'],
    ['gone.mov', 'media-missing'],
    ['notes.txt', 'media-unreadable'],
    ['list.m3u8', 'media-unreadable'],
    ['list.ffconcat', 'media-unreadable'],
  ])('%s is not listened to', async (name, code) => {
    const panel = await known();
    const mediaPath = path.isAbsolute(name) ? name : at(name);
    await expect(panel.request('beats', { mediaPath })).rejects.toMatchObject({ code });
  });

  test.each(['relative.mov', 'http://127.0.0.1/a.mov', 'pipe:0', 'C:\\a.mov'])(
    '%s is none',
    async (mediaPath) => {
      const panel = await known();
      await expect(panel.request('beats', { mediaPath })).rejects.toMatchObject({ code: 'media-missing' });
    },
  );

  test.each(['/dev/zero', '/proc/self/mem', 'zero.mov'])(
    '%s in a timeline refuses it and leaves nothing',
    async (name) => {
      const panel = await known();
      const mediaPath = path.isAbsolute(name) ? name : at(name);
      const params = composeParams(4, [clip(CLIP, 0, 2), clip(mediaPath, 2, 4)]);
      await expect(panel.request('compose', params)).rejects.toMatchObject({ code: 'request-refused' });
      expect(await readdir(path.join(served.dataDir, 'scores'))).toEqual([]);
    },
  );

  test.each(['../../../etc', '/etc', path.resolve('models/bundles/debug-score'), '.', ''])(
    '"%s" is no model',
    async (modelId) => {
      const panel = await known();
      const asked = panel.request('compose', { ...composeParams(4), modelId });
      await expect(asked).rejects.toMatchObject({ code: 'model-missing' });
    },
  );

  test.each(['../../secrets', "x' OR '1'='1", '', 'a'.repeat(10_000)])('"%s" is no job', async (jobId) => {
    const panel = await known();
    await expect(panel.request('job', { jobId })).rejects.toMatchObject({ code: 'job-unknown' });
    await expect(panel.request('cancel', { jobId })).rejects.toMatchObject({ code: 'job-unknown' });
  });
});
