// F1-F12 of the fake: each test is caller code that is wrong, and shows that the fake says so.
import { expect, test } from '@jest/globals';
import { audioClips, firstClip, item, rawWorld, seconds, write, type Raw } from '../support/raw.js';

const STALE = 'The script object is no longer valid.';

async function markersOf(raw: Raw) {
  return raw.ppro.Markers.getMarkers(raw.sequence);
}

test('F1: an action made outside of a lock throws', async () => {
  const raw = await rawWorld();
  const markers = await markersOf(raw);
  expect(() => markers.createAddMarkerAction('x')).toThrow('Requires locked access');
  const bad = await rawWorld({ profile: 'bad' });
  const clip = await firstClip(bad);
  expect(() => clip.createSetDisabledAction(true)).toThrow(STALE);
});

test('F1: before 26.3 it goes through and is noted', async () => {
  const raw = await rawWorld({ hostVersion: '25.6.0' });
  (await markersOf(raw)).createAddMarkerAction('x');
  expect(raw.fake.world.warnings).toContain('Markers.createAddMarkerAction outside of a lock');
});

test('F2: an action of an earlier lock, or something that is none, cannot be added', async () => {
  const raw = await rawWorld();
  const markers = await markersOf(raw);
  let kept: object = {};
  raw.project.lockedAccess(() => {
    kept = markers.createAddMarkerAction('x');
  });
  expect(() => write(raw, 'late', () => [kept])).toThrow(STALE);
  expect(() => write(raw, 'none', () => [{}])).toThrow('Illegal Parameter type');
  expect(raw.fake.world.undo()).toBe(false);
});

test('F2: addAction after the transaction has ended throws', async () => {
  const raw = await rawWorld();
  const markers = await markersOf(raw);
  let compoundLater: { addAction(action: object): boolean } | null = null;
  raw.project.lockedAccess(() => {
    raw.project.executeTransaction((compound) => {
      compoundLater = compound;
    }, 'empty');
    const action = markers.createAddMarkerAction('x');
    expect(() => compoundLater?.addAction(action)).toThrow(STALE);
  });
});

test('F3: an asynchronous callback fails the test that uses it', async () => {
  const raw = await rawWorld();
  const markers = await markersOf(raw);
  const later = async (compound: { addAction(action: object): boolean }): Promise<void> => {
    await Promise.resolve();
    compound.addAction(markers.createAddMarkerAction('x'));
  };
  expect(() => raw.project.executeTransaction(later as never, 'async')).toThrow('async callback');
  expect(() => raw.fake.world.assertHealthy()).toThrow('async callback');
  expect(markers.getMarkers()).toHaveLength(0);
});

test('F4: a transaction inside a transaction throws, a lock inside a lock does not', async () => {
  const raw = await rawWorld();
  expect(() =>
    raw.project.executeTransaction(() => raw.project.executeTransaction(() => undefined, 'inner'), 'outer'),
  ).toThrow('executeTransaction inside');
  raw.project.lockedAccess(() => raw.project.lockedAccess(() => undefined));
});

test('F5: handles from before a commit are dead after it; which survive depends on the profile', async () => {
  const strict = await rawWorld();
  const clip = await firstClip(strict);
  const markers = await markersOf(strict);
  write(strict, 'mark', () => [markers.createAddMarkerAction('x')]);
  await expect(clip.getName()).rejects.toThrow(STALE);
  expect(() => markers.getMarkers()).toThrow(STALE);
  expect(await strict.sequence.getEndTime()).toBeDefined();

  const cut = await rawWorld({ profile: 'cut' });
  const cutClip = await firstClip(cut);
  const cutMarkers = await markersOf(cut);
  write(cut, 'mark', () => [cutMarkers.createAddMarkerAction('x')]);
  await expect(cutClip.getName()).rejects.toThrow(STALE);
  expect(cutMarkers.getMarkers()).toHaveLength(1);

  const lenient = await rawWorld({ profile: 'lenient' });
  const kept = await firstClip(lenient);
  const lenientMarkers = await markersOf(lenient);
  write(lenient, 'mark', () => [lenientMarkers.createAddMarkerAction('x')]);
  expect(await kept.getName()).toBe('a.mov');
});

test('F6: a mutating call in between may kill a clip handle', async () => {
  const raw = await rawWorld({ profile: 'bad', seed: 3 });
  const clip = await firstClip(raw);
  let hasDied = false;
  for (let attempt = 0; attempt < 12 && !hasDied; attempt++) {
    await raw.sequence.clearSelection();
    hasDied = await clip.getName().then(
      () => false,
      () => true,
    );
  }
  expect(hasDied).toBe(true);
});

test('F7: marks set in the same compound as the overwrite do not count', async () => {
  const raw = await rawWorld();
  const music = item(raw, 'music.wav');
  const editor = raw.ppro.SequenceEditor.getEditor(raw.sequence);
  const clip = raw.ppro.ClipProjectItem.cast(music);
  write(raw, 'marks and overwrite', () => [
    clip.createSetInOutPointsAction(seconds(raw, 0), seconds(raw, 1)),
    editor.createOverwriteItemAction(music, seconds(raw, 0), 0, 1),
  ]);
  const [placed] = await audioClips(raw, 1);
  expect(Number((await placed?.getEndTime())?.seconds)).toBe(4);
});

test('F7: of two new tracks in one compound only the first is made', async () => {
  const raw = await rawWorld();
  const music = item(raw, 'music.wav');
  const editor = raw.ppro.SequenceEditor.getEditor(raw.sequence);
  write(raw, 'two tracks', () => [
    editor.createOverwriteItemAction(music, seconds(raw, 0), 0, 1),
    editor.createOverwriteItemAction(music, seconds(raw, 10), 0, 2),
  ]);
  expect(await raw.sequence.getAudioTrackCount()).toBe(2);
  expect(await audioClips(raw, 1)).toHaveLength(1);
});

test('F8: an exception discards the compound; one that leaves the lock wedges the host', async () => {
  const raw = await rawWorld();
  const markers = await markersOf(raw);
  const failing = (compound: { addAction(action: object): boolean }): void => {
    compound.addAction(markers.createAddMarkerAction('x'));
    throw new Error('mine');
  };
  expect(() => raw.project.executeTransaction(failing, 'fail')).toThrow('mine');
  expect(markers.getMarkers()).toHaveLength(0);
  expect(raw.fake.world.undo()).toBe(false);
  expect(() =>
    raw.project.lockedAccess(() => {
      raw.project.executeTransaction(failing, 'fail');
    }),
  ).toThrow('mine');
  expect(() => markers.getMarkers()).toThrow('wedged');
});

test('F9: a transaction without actions answers true and leaves no undo step', async () => {
  const raw = await rawWorld();
  expect(raw.project.executeTransaction(() => undefined, 'nothing')).toBe(true);
  expect(raw.fake.world.undo()).toBe(false);
});

test('F10: each commit is one undo step with its label; imports are none and stay', async () => {
  const raw = await rawWorld();
  raw.fake.world.disk.addMedia('/music/new.wav', {
    kind: 'audio',
    hasVideo: false,
    audioStreamCount: 1,
    durationTicks: 1n,
    framesPerSecond: 0,
  });
  const markers = await markersOf(raw);
  write(raw, 'one', () => [markers.createAddMarkerAction('x'), markers.createAddMarkerAction('y')]);
  await raw.project.importFiles(['/music/new.wav'], true);
  const record = raw.fake.world.project(raw.fake.project.record.guid);
  expect(record.undoStack.map(({ label }) => label)).toEqual(['one']);
  expect(raw.fake.world.undo()).toBe(true);
  expect((await markersOf(raw)).getMarkers()).toHaveLength(0);
  expect(Object.values(record.state.items).some(({ name }) => name === 'new.wav')).toBe(true);
  expect(raw.fake.world.redo()).toBe(true);
  expect((await markersOf(raw)).getMarkers()).toHaveLength(2);
});

test('F10: a transaction without a label is noted', async () => {
  const raw = await rawWorld();
  const markers = await markersOf(raw);
  raw.project.executeTransaction((compound) => {
    compound.addAction(markers.createAddMarkerAction('x'));
  });
  expect(raw.fake.world.warnings).toContain('a transaction without a label');
});

test('F11: a burst of commits tires the host: writes throw for a minute, reads go on', async () => {
  const raw = await rawWorld({ profile: 'exhaust' });
  const add = async (): Promise<void> => {
    const markers = await markersOf(raw);
    write(raw, 'mark', () => [markers.createAddMarkerAction('x')]);
  };
  for (let commit = 0; commit < 13; commit++) await add();
  await expect(add()).rejects.toThrow(STALE);
  expect((await markersOf(raw)).getMarkers()).toHaveLength(13);
  await raw.fake.world.clock.wait(61_000);
  await add();
});

test('F12: a factory may return nothing and addAction may refuse', async () => {
  const raw = await rawWorld();
  raw.fake.world.faults.emptyFactories['Markers.createAddMarkerAction'] = 1;
  raw.fake.world.faults.refusedActions = 1;
  const markers = await markersOf(raw);
  raw.project.lockedAccess(() => {
    raw.project.executeTransaction((compound) => {
      expect(markers.createAddMarkerAction('x')).toBeUndefined();
      expect(compound.addAction(markers.createAddMarkerAction('x'))).toBe(false);
      expect(compound.addAction(markers.createAddMarkerAction('x'))).toBe(true);
    }, 'mark');
  });
});
