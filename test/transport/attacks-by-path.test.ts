// Paths and names that lead where no media is: refused, nothing opened, nothing left, and the host lives on.
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { HostProcess, makeDataDir, removeDataDir, type Pairing } from './host-process.js';
import { PanelClient } from './panel-client.js';
import { CLIP, clip, composeParams } from './timelines.js';

let dataDir = '';
let host: HostProcess;
let pairing: Pairing;
const opened: PanelClient[] = [];

beforeAll(async () => {
  dataDir = await makeDataDir();
  host = await HostProcess.start(dataDir);
  pairing = await host.pair();
});
afterEach(async () => {
  for (const panel of opened.splice(0)) panel.close();
  const panel = await known();
  expect((await panel.request('models', {})).models).toHaveLength(2);
  panel.close();
});
afterAll(async () => {
  const finished = await host.stop();
  expect(finished).toMatchObject({ exitCode: 0, orphans: [] });
  await removeDataDir(dataDir);
});

async function open(options?: Parameters<typeof PanelClient.open>[1]): Promise<PanelClient> {
  const panel = await PanelClient.open(host.port, options);
  opened.push(panel);
  return panel;
}
async function known(): Promise<PanelClient> {
  const panel = await open();
  await panel.authenticate(pairing);
  return panel;
}

describe('a path', () => {
  let folder = '';
  const at = (name: string) => path.join(folder, name);
  beforeAll(async () => {
    folder = path.join(dataDir, 'media');
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
      expect(await readdir(path.join(dataDir, 'scores'))).toEqual([]);
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
