// F34-F43 of the fake: what sources disagree about, or what can go wrong. Each test is caller code that is wrong under one of the profiles.
import { expect, test } from '@jest/globals';
import type { Media, ProjectItem } from '@adobe/premierepro';
import type { ProfileName } from '../fake/index.js';
import { audioClips, firstClip, item, itemsOf, rawWorld, seconds, write, type Raw } from '../support/raw.js';

function mediaOf(raw: Raw, name = 'a.mov'): Promise<Media> {
  return raw.ppro.ClipProjectItem.cast(item(raw, name)).getMedia();
}

test('F34: the length of a media file is a promise, a value, or asked by a method', async () => {
  const ticks = async (profile: ProfileName) => {
    const media = await mediaOf(await rawWorld({ profile }));
    return BigInt(media.duration.ticks);
  };
  await expect(ticks('strict')).rejects.toThrow(TypeError);
  await expect(ticks('typed')).resolves.toBe(20n * 254_016_000_000n);
  type Newer = { getDuration?: () => Promise<{ ticks: string }> };
  const old = (await mediaOf(await rawWorld())) as unknown as Newer;
  expect(old.getDuration).toBeUndefined();
  const newer = (await mediaOf(await rawWorld({ hostVersion: '26.5.2' }))) as unknown as Newer;
  expect((await newer.getDuration?.())?.ticks).toBe('5080320000000');
});

test('F35: a sound has no footage interpretation, which a caller must expect', async () => {
  const rate = async (profile: ProfileName) => {
    const raw = await rawWorld({ profile });
    const clip = raw.ppro.ClipProjectItem.cast(item(raw, 'music.wav'));
    return (await clip.getFootageInterpretation()).getFrameRate();
  };
  await expect(rate('strict')).rejects.toThrow(TypeError);
  await expect(rate('typed')).resolves.toBe(0);
});

async function marked(profile: ProfileName) {
  const raw = await rawWorld({ profile });
  const markers = await raw.ppro.Markers.getMarkers(raw.sequence);
  write(raw, 'mark', () => [
    markers.createAddMarkerAction('Beat', 'Comment', seconds(raw, 1), seconds(raw, 0), 'mine'),
  ]);
  const [marker] = (await raw.ppro.Markers.getMarkers(raw.sequence)).getMarkers();
  return marker;
}

test('F36: markers that are known by their comments are lost with them, and those known by guid without one', async () => {
  const isOurs = async (profile: ProfileName) => (await marked(profile))?.getComments() === 'mine';
  expect(await isOurs('strict')).toBe(true);
  expect(await isOurs('commentsLost')).toBe(false);
  expect((await marked('commentsLost'))?.guid.toString()).toMatch(/^marker-/);
  expect((await marked('markersBare'))?.guid).toBeUndefined();
});

test('F37: a media type that is compared as text is none where constants are objects', async () => {
  const soundIsSound = async (profile: ProfileName) => {
    const raw = await rawWorld({ profile });
    const [clip] = await audioClips(raw, 0);
    return String(await clip?.getMediaType()) === String(raw.ppro.Constants.MediaType.AUDIO);
  };
  expect(await soundIsSound('strict')).toBe(true);
  expect(await soundIsSound('objectConstants')).toBe(false);
});

test('F38: thousands of calls in one go take the program down, the same with pauses do not', async () => {
  const ask = async (raw: Raw, count: number) => {
    const clip = await firstClip(raw);
    await Promise.all(Array.from({ length: count }, () => clip.getName()));
  };
  const burst = await rawWorld({ profile: 'fragile' });
  await expect(ask(burst, 2_100)).rejects.toThrow('crashed');
  expect(() => burst.fake.world.assertHealthy()).toThrow('burst');
  const paced = await rawWorld({ profile: 'fragile' });
  for (let time = 0; time < 21; time++) {
    await ask(paced, 100);
    await paced.fake.world.clock.wait(2);
  }
  paced.fake.world.assertHealthy();
});

test('F39: a locked track takes no clip, in silence or by refusing', async () => {
  const overwrite = async (profile: ProfileName) => {
    const raw = await rawWorld({ profile });
    const { record } = raw.fake.project;
    const [guid = ''] = Object.keys(record.state.sequences);
    const before = raw.fake.world.sequence(record.guid, guid);
    const audio = before.audio.map((track) => ({ ...track, isLocked: true }));
    raw.fake.world.mutate(record.guid, (state) => ({
      ...state,
      sequences: { ...state.sequences, [guid]: { ...before, audio } },
    }));
    const editor = raw.ppro.SequenceEditor.getEditor(raw.sequence);
    const music = item(raw, 'music.wav');
    const isDone = write(raw, 'place', () => [
      editor.createOverwriteItemAction(music, seconds(raw, 0), 0, 0),
    ]);
    return {
      isDone,
      clips: (await audioClips(raw, 0)).length,
      name: await (await audioClips(raw, 0))[0]?.getName(),
    };
  };
  expect(await overwrite('strict')).toEqual({ isDone: true, clips: 1, name: 'a.mov' });
  await expect(overwrite('lockedThrows')).rejects.toThrow('Invalid parameter.');
});

test('F40: the temporary folder may be denied', async () => {
  const denied = await rawWorld({ profile: 'deniedFolder' });
  await expect(denied.fake.uxp.storage.localFileSystem.getTemporaryFolder()).rejects.toThrow('denied');
});

test('F41: handles that are kept over many calls die by the commits of others', async () => {
  const keep = async (profile: ProfileName) => {
    const clip = await firstClip(await rawWorld({ profile }));
    for (let call = 0; call < 300; call++) await clip.getName();
  };
  await keep('strict');
  await expect(keep('interrupted')).rejects.toThrow('no longer valid');
});

test('F42: a bin is not found by its name right after it was made', async () => {
  const find = async (profile: ProfileName) => {
    const raw = await rawWorld({ profile });
    const root = await raw.project.getRootItem();
    write(raw, 'bin', () => [root.createBinAction('Scores', false)]);
    const now: ProjectItem | undefined = (await itemsOf(raw.project)).Scores;
    await raw.fake.world.clock.wait(1_500);
    return [now !== undefined, (await itemsOf(raw.project)).Scores !== undefined];
  };
  expect(await find('strict')).toEqual([true, true]);
  expect(await find('staleNames')).toEqual([false, true]);
});

test('F43: a property may hold less than a long record needs', async () => {
  const keep = async (profile: ProfileName) => {
    const raw = await rawWorld({ profile });
    const properties = await raw.ppro.Properties.getProperties(raw.sequence);
    const { PERSISTENT } = raw.ppro.Constants.PropertyType;
    return write(raw, 'keep', () => [properties.createSetValueAction('key', 'x'.repeat(20_000), PERSISTENT)]);
  };
  expect(await keep('strict')).toBe(true);
  await expect(keep('smallProperties')).rejects.toThrow('Invalid parameter.');
});
