// F13-F16, F22, F23, F27-F33 of the fake: what reads and arguments do to caller code that is careless.
import { expect, test } from '@jest/globals';
import { createFakePremiere, FakeApiError } from '../fake/index.js';
import { makeTime } from '../fake/time.js';
import { audioClips, firstClip, item, rawWorld, seconds, write, type Raw } from '../support/raw.js';

const STALE = 'The script object is no longer valid.';
type Loose = Record<string, (...args: unknown[]) => unknown>;
const loose = (value: unknown): Loose => value as Loose;

test('8.1: a member that the typings do not have throws, a newer one is undefined', async () => {
  const raw = await rawWorld({ hostVersion: '26.2.0' });
  expect(() => loose(raw.sequence).getTracks).toThrow(FakeApiError);
  expect(() => loose(raw.ppro).TrackItem).toThrow(FakeApiError);
  expect(() => loose(raw.ppro.Constants).MarkerType).toThrow(FakeApiError);
  const markers = await raw.ppro.Markers.getMarkers(raw.sequence);
  write(raw, 'mark', () => [markers.createAddMarkerAction('x')]);
  const [marker] = (await raw.ppro.Markers.getMarkers(raw.sequence)).getMarkers();
  expect(marker?.guid).toBeUndefined();
  expect(raw.sequence.getTimebase).toHaveLength(0);
  expect(Object.keys(raw.ppro.Project)).toEqual([]);
});

test('F13: too few, wrong, undefined, wrapped and foreign arguments each have their words', async () => {
  const raw = await rawWorld();
  const music = item(raw, 'music.wav');
  const editor = raw.ppro.SequenceEditor.getEditor(raw.sequence);
  expect(() => loose(raw.ppro.TickTime).createWithTicks?.()).toThrow('Not Enough Parameters');
  expect(() => loose(raw.ppro.TickTime).createWithTicks?.(42)).toThrow('Illegal Parameter type');
  await expect(loose(raw.project).importFiles?.(['/x.wav'], true, undefined)).rejects.toThrow(
    'Illegal Parameter type',
  );
  const wrapper = raw.ppro.ClipProjectItem.cast(music);
  raw.project.lockedAccess(() => {
    const overwrite = loose(editor).createOverwriteItemAction;
    expect(() => overwrite?.(wrapper, seconds(raw, 0), 0, 0)).toThrow('Invalid parameter.');
    expect(() => overwrite?.(music, 5, 0, 0)).toThrow('Illegal Parameter type');
    expect(() => overwrite?.(music, seconds(raw, 0), 0, Number.NaN)).toThrow('Invalid parameter.');
  });
});

test('F13: a project item of another project is refused', async () => {
  const raw = await rawWorld();
  const other = await rawWorld();
  const { record } = raw.fake.project;
  const foreign = item(other, 'music.wav');
  expect(record.guid).toBe(other.fake.project.record.guid);
  other.fake.world.projects.set('project-other', { ...other.fake.project.record, guid: 'project-other' });
  const second = other.ppro.Project.getProject(other.ppro.Guid.fromString('project-other'));
  const [stranger] = await (await second.getRootItem()).getItems();
  const editor = other.ppro.SequenceEditor.getEditor(other.sequence);
  other.project.lockedAccess(() => {
    expect(() => editor.createOverwriteItemAction(stranger ?? foreign, seconds(other, 0), 0, 0)).toThrow(
      'Invalid parameter.',
    );
  });
});

test('F14: lists of items hold nulls for what is no clip, in the right number', () => {
  const fake = createFakePremiere();
  const film = fake.project.media('/film/a.mov');
  const cut = fake.project
    .sequence('Cut')
    .clip(film, { at: 50, frames: 50 })
    .clip(film, { at: 150, frames: 50 });
  cut.transition({ at: 190, frames: 10 }).transition({ at: 50, frames: 10 });
  return fake.module.Project.getActiveProject()
    .then((project) => project.getActiveSequence())
    .then((sequence) => sequence.getVideoTrack(0))
    .then((track) => {
      const { CLIP, TRANSITION, EMPTY } = fake.module.Constants.TrackItemType;
      expect(track.getTrackItems(TRANSITION, false)).toEqual([null, null]);
      expect(track.getTrackItems(CLIP, true).map((clip) => clip === null)).toEqual([
        true,
        false,
        true,
        false,
      ]);
      expect(track.getTrackItems(EMPTY, false)).toEqual([null, null]);
    });
});

test('F15: what is asynchronous is a promise, and used without await it is no text', async () => {
  const raw = await rawWorld();
  const clip = raw.ppro.ClipProjectItem.cast(item(raw, 'a.mov'));
  const path = clip.getMediaFilePath();
  // eslint-disable-next-line @typescript-eslint/no-base-to-string -- the mistake itself
  expect(String(path)).toBe('[object Promise]');
  expect(await path).toBe('/film/a.mov');
  expect(typeof item(raw, 'a.mov').getId()).toBe('string');
});

test('F16: what is active is asked anew; the user may click elsewhere between two awaits', async () => {
  const raw = await rawWorld();
  const other = raw.fake.project.sequence('Other');
  raw.fake.world.beforeCall('Project.getActiveSequence', () => raw.fake.world.userClicksSequence(other.guid));
  expect((await raw.project.getActiveSequence()).name).toBe('Other');
  raw.fake.world.userClosesProject();
  expect(await raw.ppro.Project.getActiveProject()).toBeNull();
  await expect(raw.sequence.getEndTime()).rejects.toThrow(STALE);
});

test('F22: markers keep exact ticks, have no colour at birth, and are read through methods', async () => {
  const raw = await rawWorld();
  const markers = await raw.ppro.Markers.getMarkers(raw.sequence);
  const odd = raw.ppro.TickTime.createWithTicks('123456789');
  write(raw, 'mark', () => [markers.createAddMarkerAction('x', 'Comment', odd)]);
  const after = (await raw.ppro.Markers.getMarkers(raw.sequence)).getMarkers();
  const [marker] = after;
  expect(marker?.getStart().ticks).toBe('123456789');
  expect(marker?.getColorIndex()).toBe(0);
  expect(() => (marker as unknown as { start: unknown }).start).toThrow(FakeApiError);
  const rawItem = item({ items: await freshItems(raw) }, 'music.wav');
  expect(await raw.ppro.Markers.getMarkers(rawItem as never)).toBeNull();
});

async function freshItems(raw: Raw) {
  const items = await (await raw.project.getRootItem()).getItems();
  return Object.fromEntries(items.map((one) => [one.name, one]));
}

test('F23: a missing property throws, only persistent ones survive, handles die with the commit', async () => {
  const raw = await rawWorld();
  const { PERSISTENT, NON_PERSISTENT } = raw.ppro.Constants.PropertyType;
  const properties = await raw.ppro.Properties.getProperties(raw.sequence);
  expect(() => properties.getValue('a')).toThrow('no property');
  write(raw, 'set', () => [
    properties.createSetValueAction('a', 'kept', PERSISTENT),
    properties.createSetValueAction('b', 'lost', NON_PERSISTENT),
  ]);
  expect(() => properties.hasValue('a')).toThrow(STALE);
  raw.fake.world.saveAndReopen();
  const reopened = await raw.ppro.Properties.getProperties(raw.sequence);
  expect([reopened.hasValue('a'), reopened.hasValue('b')]).toEqual([true, false]);
});

test('F27: values copied from the typings are not those of the running program', async () => {
  const raw = await rawWorld();
  const { LINEAR, HOLD, BEZIER } = raw.ppro.Constants.InterpolationMode;
  expect([LINEAR, HOLD, BEZIER]).toEqual([0, 4, 5]);
  expect(typeof raw.ppro.Constants.MediaType.AUDIO).toBe('string');
  expect(raw.ppro.Constants.MarkerColor.BLUE).toBe(6);
});

test('F28: no version, rejections that are plain strings, Windows paths with a prefix', async () => {
  const raw = await rawWorld({ os: 'win' });
  expect(raw.ppro.Application.version).toBeNull();
  await expect(raw.ppro.Project.open(raw.fake.project.record.path)).rejects.toBe(
    'Failed to open the project',
  );
  expect(raw.project.path).toBe('\\\\?\\C:\\Projects\\Film.prproj');
});

test('F29: the selection event never fires globally; a handler that throws crashes the host', async () => {
  const raw = await rawWorld();
  const events: string[] = [];
  const { SELECTION_CHANGED, ACTIVATED } = raw.ppro.Constants.SequenceEvent;
  raw.ppro.EventManager.addGlobalEventListener(SELECTION_CHANGED, () => events.push('global'));
  raw.ppro.EventManager.addEventListener(raw.sequence, SELECTION_CHANGED, () => events.push('local'));
  await raw.sequence.clearSelection();
  await raw.fake.world.clock.wait(10);
  expect(events).toEqual(['local']);
  raw.ppro.EventManager.addGlobalEventListener(ACTIVATED, () => {
    throw new Error('careless');
  });
  raw.fake.world.userClicksSequence(raw.sequence.guid.toString());
  await raw.fake.world.clock.wait(10);
  expect(() => raw.fake.world.assertHealthy()).toThrow('crashed');
});

test('F30: offline media have a path, nests have none, graphics have no item and begin at one hour', async () => {
  const fake = createFakePremiere();
  const gone = fake.project.media('/elsewhere/gone.mov', { isOffline: true });
  const inner = fake.project.sequence('Inner');
  const cut = fake.project.sequence('Cut').clip(gone, { at: 0, frames: 10 });
  cut.nest(inner, { at: 10, frames: 10 }).graphic({ at: 20, frames: 10 });
  const project = await fake.module.Project.getActiveProject();
  const sequence = project.getSequence(fake.module.Guid.fromString(cut.guid));
  const track = await sequence.getVideoTrack(0);
  const [first, second, third] = track.getTrackItems(fake.module.Constants.TrackItemType.CLIP, false);
  const cast = async (clip: typeof first) =>
    fake.module.ClipProjectItem.cast((await clip?.getProjectItem()) as never);
  expect([await (await cast(first)).getMediaFilePath(), await (await cast(first)).isOffline()]).toEqual([
    '/elsewhere/gone.mov',
    true,
  ]);
  expect([await (await cast(second)).getMediaFilePath(), await (await cast(second)).isSequence()]).toEqual([
    '',
    true,
  ]);
  expect(await third?.getProjectItem()).toBeNull();
  expect((await third?.getInPoint())?.seconds).toBe(3600);
});

test('F31: in and out are of the source, out is exclusive, marks belong to the project item', async () => {
  const raw = await rawWorld();
  const clip = await firstClip(raw);
  expect((await clip.getOutPoint()).subtract(await clip.getInPoint()).ticks).toBe(
    (await clip.getDuration()).ticks,
  );
  const film = raw.ppro.ClipProjectItem.cast(item(raw, 'a.mov'));
  write(raw, 'mark', () => [film.createSetInOutPointsAction(seconds(raw, 1), seconds(raw, 2))]);
  expect((await (await firstClip(raw)).getInPoint()).seconds).toBe(0);
});

test('F32: level is linear with 15 dB above; keyframes need time-varying committed before', async () => {
  const raw = await rawWorld();
  const level = async () => {
    const [clip] = await audioClips(raw, 0);
    const chain = await clip?.getComponentChain();
    return chain?.getComponentAtIndex(0).getParam(1);
  };
  const first = await level();
  expect(await first?.getValueAtTime(seconds(raw, 0))).toEqual({ value: expect.closeTo(0.17782794, 8) });
  write(raw, 'too early', () => {
    const key = first?.createKeyframe(0.1);
    return key && first ? [first.createSetTimeVaryingAction(true), first.createAddKeyframeAction(key)] : [];
  });
  expect((await level())?.getKeyframeListAsTickTimes()).toEqual([]);
  const second = await level();
  write(raw, 'now', () => {
    const key = second?.createKeyframe(0.1);
    return key && second ? [second.createAddKeyframeAction(key)] : [];
  });
  expect((await level())?.getKeyframeListAsTickTimes()).toHaveLength(1);
});

test('F33: each asynchronous read takes its time, one after the other', async () => {
  const raw = await rawWorld();
  const start = raw.fake.world.clock.nowMs();
  await Promise.all(Array.from({ length: 100 }, () => raw.sequence.getTimebase()));
  const took = raw.fake.world.clock.nowMs() - start;
  expect(took).toBeGreaterThan(10);
  expect(took).toBeLessThan(200);
});

test('times are whole ticks, also where a Number is not exact', () => {
  const { world } = createFakePremiere();
  const exact = 10_973_491_200_000_001n;
  expect(makeTime(world, exact).ticks).toBe('10973491200000001');
  expect(BigInt(makeTime(world, exact).ticksNumber)).not.toBe(exact);
});
