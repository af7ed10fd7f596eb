// The UXP side of the fake (8.3), and the adapter's files in the temporary folder.
import { expect, test } from '@jest/globals';
import { createFakePremiere } from '../fake/index.js';
import { SIGNAL, stageOf } from '../support/worlds.js';

test('entry points are set up once', () => {
  const { uxp } = createFakePremiere();
  uxp.entrypoints.setup({});
  expect(() => uxp.entrypoints.setup({})).toThrow('twice');
});

test('secrets come back as bytes, and an empty one is refused', async () => {
  const { secureStorage } = createFakePremiere().uxp.storage;
  await secureStorage.setItem('token', 'abc');
  expect(await secureStorage.getItem('token')).toEqual(new Uint8Array([97, 98, 99]));
  await expect(secureStorage.setItem('token', '')).rejects.toThrow('empty');
  await secureStorage.removeItem('token');
  expect(await secureStorage.getItem('token')).toBeNull();
});

test('bytes are written only with the binary format, and a missing file cannot be had', async () => {
  const { storage } = createFakePremiere().uxp;
  const folder = await storage.localFileSystem.getTemporaryFolder();
  const file = await folder.createFile('a.bin');
  await expect(file.write(new ArrayBuffer(4))).rejects.toThrow('formats.binary');
  await file.write(new ArrayBuffer(4), { format: storage.formats.binary });
  expect((await file.getMetadata()).size).toBe(4);
  await expect(folder.getEntry('b.bin')).rejects.toThrow('Could not find');
  await expect(storage.localFileSystem.getEntryWithUrl()).rejects.toThrow('Permission denied');
});

test('frames of yesterday are deleted, foreign files and fresh frames stay', async () => {
  const stage = stageOf((project) => project.sequence('Titles').graphic({ at: 0, frames: 25 }));
  const { disk } = stage.fake.world;
  const days = (count: number): string => (Date.now() - count * 86_400_000).toString(36);
  disk.write(`/plugin-temp/framescore-frame-${days(2)}-1.png`, { content: 'old' });
  disk.write(`/plugin-temp/framescore-frame-${days(0.5)}-2.png`, { content: 'recent' });
  disk.write('/plugin-temp/other.png', { content: 'foreign' });
  await stage.port.readTimeline(SIGNAL);
  const names = disk.list('/plugin-temp');
  expect(names).toHaveLength(3);
  expect(names).toContain('other.png');
  expect(names.some((name) => name.includes(days(2).slice(0, 5)) && name.endsWith('-1.png'))).toBe(false);
});

test('with the real clock everything works as with the virtual one', async () => {
  const stage = stageOf((project) => project.sequence('Titles').graphic({ at: 0, frames: 25 }), {
    clock: 'real',
  });
  const { snapshot } = await stage.port.readTimeline(SIGNAL);
  expect(snapshot.sequences[0]?.videoTracks[0]?.clips[0]?.frames).toHaveLength(1);
});
