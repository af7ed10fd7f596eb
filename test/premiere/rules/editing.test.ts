// F17-F21, F24-F26 of the fake: what edits, selections, imports and exports do that careless callers do not expect.
import { expect, test } from '@jest/globals';
import type { DiskMedia } from '../fake/index.js';
import { TICKS_PER_FRAME } from '../fake/index.js';
import { audioClips, firstClip, item, itemsOf, rawWorld, seconds, write, type Raw } from '../support/raw.js';

const FRAME = TICKS_PER_FRAME['25'];
const WAV: DiskMedia = {
  kind: 'audio',
  hasVideo: false,
  audioStreamCount: 1,
  durationTicks: 10n * FRAME,
  framesPerSecond: 0,
};

function editorOf(raw: Raw) {
  return raw.ppro.SequenceEditor.getEditor(raw.sequence);
}

async function spans(raw: Raw, index: number): Promise<number[][]> {
  const clips = await audioClips(raw, index);
  return Promise.all(
    clips.map(async (clip) => [(await clip.getStartTime()).seconds, (await clip.getEndTime()).seconds]),
  );
}

test('F17: an overwrite snaps to the frame, is floored to whole frames and cuts what it covers', async () => {
  const raw = await rawWorld();
  const music = item(raw, 'music.wav');
  const editor = editorOf(raw);
  write(raw, 'place', () => [editor.createOverwriteItemAction(music, seconds(raw, 1.013), 0, 0)]);
  expect(await spans(raw, 0)).toEqual([
    [0, 1],
    [1, 5],
  ]);
});

test('F17: an overwrite in the middle splits; other tracks stay; a too high index makes one track', async () => {
  const raw = await rawWorld();
  raw.fake.world.disk.addMedia('/music/short.wav', WAV);
  await raw.project.importFiles(['/music/short.wav'], true);
  const short = item({ items: await itemsOf(raw.project) }, 'short.wav');
  const editor = editorOf(raw);
  write(raw, 'place', () => [editor.createOverwriteItemAction(short, seconds(raw, 1), 0, 0)]);
  expect(await spans(raw, 0)).toEqual([
    [0, 1],
    [1, 1.4],
    [1.4, 4],
  ]);
  expect((await (await firstClip(raw)).getEndTime()).seconds).toBe(4);
  const again = item({ items: await itemsOf(raw.project) }, 'short.wav');
  write(raw, 'far', () => [editorOf(raw).createOverwriteItemAction(again, seconds(raw, 1), 0, 9)]);
  expect(await raw.sequence.getAudioTrackCount()).toBe(2);
});

test('F17: where a build makes no track, the overwrite answers true and nothing is there', async () => {
  const raw = await rawWorld({ profile: 'overwriteNoCreate' });
  const music = item(raw, 'music.wav');
  const editor = editorOf(raw);
  expect(write(raw, 'place', () => [editor.createOverwriteItemAction(music, seconds(raw, 0), 0, 1)])).toBe(
    true,
  );
  expect(await raw.sequence.getAudioTrackCount()).toBe(1);
});

test('F18: an insert moves everything after it on all tracks', async () => {
  const raw = await rawWorld();
  const music = item(raw, 'music.wav');
  const editor = editorOf(raw);
  write(raw, 'insert', () => [editor.createInsertProjectItemAction(music, seconds(raw, 0), 0, 1, false)]);
  expect((await (await firstClip(raw)).getStartTime()).seconds).toBe(4);
});

test('F19: a move is relative, sound may lie between frames, and its picture stays', async () => {
  const raw = await rawWorld();
  const [sound] = await audioClips(raw, 0);
  const delta = raw.ppro.TickTime.createWithTicks((FRAME / 2n).toString());
  if (sound) write(raw, 'move', () => [sound.createMoveAction(delta)]);
  const [moved] = await audioClips(raw, 0);
  expect((await moved?.getStartTime())?.ticks).toBe((FRAME / 2n).toString());
  expect((await (await firstClip(raw)).getStartTime()).ticks).toBe('0');
});

test('F20: removing needs the media type of the running program and takes only that type', async () => {
  const raw = await rawWorld();
  await raw.sequence.clearSelection();
  const selection = await raw.sequence.getSelection();
  for (const clip of [await firstClip(raw), ...(await audioClips(raw, 0))]) selection.addItem(clip, true);
  const editor = editorOf(raw);
  raw.project.lockedAccess(() => {
    expect(() => editor.createRemoveItemsAction(selection, false, 3)).toThrow('Illegal Parameter type');
  });
  const { AUDIO } = raw.ppro.Constants.MediaType;
  write(raw, 'remove', () => [editor.createRemoveItemsAction(selection, false, AUDIO)]);
  expect(await audioClips(raw, 0)).toEqual([]);
  expect(await (await firstClip(raw)).getName()).toBe('a.mov');
});

test('F21: an empty selection is of no use, or only inside its callback', async () => {
  const strict = await rawWorld();
  const clip = await firstClip(strict);
  strict.ppro.TrackItemSelection.createEmptySelection((selection) => {
    expect(() => selection.addItem(clip)).toThrow('no longer valid');
  });
  const cut = await rawWorld({ profile: 'cut' });
  const cutClip = await firstClip(cut);
  let escaped: { addItem(item: typeof cutClip): boolean } | null = null;
  cut.ppro.TrackItemSelection.createEmptySelection((selection) => {
    expect(selection.addItem(cutClip)).toBe(true);
    escaped = selection;
  });
  expect(() => (escaped as unknown as { addItem(item: unknown): boolean }).addItem(cutClip)).toThrow(
    'no longer valid',
  );
});

test('F21: setSelection is a promise before 26.3, and the selection is the one the user sees', async () => {
  const old = await rawWorld({ hostVersion: '26.2.0' });
  expect(String(old.sequence.setSelection(await old.sequence.getSelection()))).toBe('[object Promise]');
  const raw = await rawWorld();
  const selection = await raw.sequence.getSelection();
  selection.addItem(await firstClip(raw), true);
  expect(await (await firstClip(raw)).getIsSelected()).toBe(true);
  expect(raw.sequence.setSelection(selection)).toBe(true);
});

test('F24: an import says only true, and the item may be late, elsewhere, renamed or nowhere', async () => {
  const raw = await rawWorld();
  for (const name of ['late', 'copied', 'nowhere']) raw.fake.world.disk.addMedia(`/music/${name}.wav`, WAV);
  raw.fake.world.faults.imports = [
    { kind: 'late', delayMs: 2_000 },
    { kind: 'renamed', path: '/ingest/copied.wav' },
    { kind: 'absent' },
    { kind: 'refused' },
    { kind: 'rejected' },
  ];
  expect(await raw.project.importFiles(['/music/late.wav'], true)).toBe(true);
  expect(Object.keys(await itemsOf(raw.project))).not.toContain('late.wav');
  await raw.fake.world.clock.wait(2_001);
  expect(Object.keys(await itemsOf(raw.project))).toContain('late.wav');
  expect(await raw.project.importFiles(['/music/copied.wav'], true)).toBe(true);
  const copied = raw.ppro.ClipProjectItem.cast(item({ items: await itemsOf(raw.project) }, 'copied.wav'));
  expect(await copied.getMediaFilePath()).toBe('/ingest/copied.wav');
  expect(await raw.project.importFiles(['/music/nowhere.wav'], true)).toBe(true);
  expect(Object.keys(await itemsOf(raw.project))).not.toContain('nowhere.wav');
  expect(await raw.project.importFiles(['/music/nowhere.wav'], true)).toBe(false);
  await expect(raw.project.importFiles(['/music/nowhere.wav'], true)).rejects.toThrow('Import failed');
  expect(await raw.project.importFiles(['/no/such.wav'], true)).toBe(true);
});

test('F25: a frame is there only later, grows, shows the timeline of then, and may never come', async () => {
  const raw = await rawWorld();
  const { world } = raw.fake;
  const shoot = (name: string, folder = '/plugin-temp'): Promise<boolean> =>
    raw.ppro.Exporter.exportSequenceFrame(raw.sequence, seconds(raw, 1), name, folder, 320, 180);
  expect(await shoot('a:b.png')).toBe(false);
  expect(await shoot('/plugin-temp/a.png')).toBe(false);
  expect(await shoot('a.png', '/missing')).toBe(false);
  expect(await shoot('a.png')).toBe(true);
  expect(world.disk.read('/plugin-temp/a.png')).toBeUndefined();
  world.userEdits((state) => state);
  const clip = await firstClip(raw);
  write(raw, 'off', () => [clip.createSetDisabledAction(true)]);
  await world.clock.wait(100);
  const early = world.disk.read('/plugin-temp/a.png')?.sizeBytes ?? 0;
  await world.clock.wait(300);
  expect(world.disk.read('/plugin-temp/a.png')?.sizeBytes).toBeGreaterThan(early);
  expect(world.frames[0]?.state?.video[0]?.items[0]?.isDisabled).toBe(true);
  world.faults.framesToDrop = 1;
  expect(await shoot('b.png')).toBe(true);
  await world.clock.wait(10_000);
  expect(world.disk.read('/plugin-temp/b.png')).toBeUndefined();
});

test('F25: older builds double the extension', async () => {
  const raw = await rawWorld({ hostVersion: '26.2.0' });
  await raw.ppro.Exporter.exportSequenceFrame(
    raw.sequence,
    seconds(raw, 1),
    'a.png',
    '/plugin-temp',
    320,
    180,
  );
  await raw.fake.world.clock.wait(1_000);
  expect(raw.fake.world.disk.list('/plugin-temp')).toEqual(['a.png.png']);
});

test('F26: an export type that is no constant answers true and writes nothing; no preset answers false', async () => {
  const raw = await rawWorld();
  const manager = raw.ppro.EncoderManager.getManager();
  const now = raw.ppro.Constants.ExportType.IMMEDIATELY;
  expect(await manager.exportSequence(raw.sequence, 'IMMEDIATELY' as never, '/out/a.mp4', '/p.epr')).toBe(
    true,
  );
  expect(await manager.exportSequence(raw.sequence, now, '/out/a.mp4')).toBe(false);
  await raw.fake.world.clock.wait(1_000);
  expect(raw.fake.world.disk.read('/out/a.mp4')).toBeUndefined();
  expect(await manager.exportSequence(raw.sequence, now, '/out/a.mp4', '/p.epr')).toBe(true);
  await raw.fake.world.clock.wait(1_000);
  expect(raw.fake.world.disk.read('/out/a.mp4')).toBeDefined();
});
