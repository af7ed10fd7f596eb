// Reading timelines as they come: clips that fail, programs that do not answer, and how many calls it all takes.
import { describe, expect, test } from '@jest/globals';
import { timelineSnapshot, type TimelineSnapshot } from '@framescore/contract';
import { fullTimeline, place, frames, scoreScenes } from './support/flows.js';
import { portOf, SIGNAL, stageOf, threeShots, type Stage } from './support/worlds.js';

const videoClips = ({ sequences }: TimelineSnapshot, track = 0) =>
  sequences[0]?.videoTracks[track]?.clips ?? [];

describe('a clip that cannot be read', () => {
  const GETTERS = ['getStartTime', 'getEndTime', 'getInPoint', 'getOutPoint', 'getName', 'getProjectItem'];
  const MORE = ['isDisabled', 'isSpeedReversed'];
  const ERRORS = [
    new Error('The script object is no longer valid.'),
    new TypeError('x is not a function'),
    'no',
  ];

  test.each([...GETTERS, ...MORE])('by %s leaves the others as they are, and is named', async (getter) => {
    for (const error of ERRORS) {
      const stage = threeShots();
      const id = stage.cut.state.video[0]?.items[1]?.id ?? '';
      const whole = videoClips((await stage.port.readTimeline(SIGNAL)).snapshot);
      stage.fake.world.faults.failingReads[`VideoClipTrackItem.${getter}`] = { id, error };
      const { snapshot, warnings } = await stage.port.readTimeline(SIGNAL);
      const clips = videoClips(snapshot);
      expect(timelineSnapshot.parse(snapshot)).toEqual(snapshot);
      expect([clips[0], clips[2]]).toEqual([whole[0], whole[2]]);
      expect(clips[1]).toMatchObject({ startTicks: whole[1]?.startTicks, endTicks: whole[1]?.endTicks });
      expect(warnings).toHaveLength(1);
      expect(warnings[0]).toContain(getter === 'getName' ? 'Clip 2' : '“b.mov”');
    }
  });

  test.each(GETTERS.slice(0, 4))('by a time without ticks from %s is one bad clip', async (getter) => {
    for (const [from, to] of [
      [0, 750],
      [100, 700],
    ] as const) {
      const stage = threeShots();
      stage.cut.inOut(from, to);
      const id = stage.cut.state.video[0]?.items[1]?.id ?? '';
      const whole = videoClips((await stage.port.readTimeline(SIGNAL)).snapshot);
      stage.fake.world.faults.oddReads[`VideoClipTrackItem.${getter}`] = { id, answer: {} };
      const { snapshot, warnings } = await stage.port.readTimeline(SIGNAL);
      const clips = videoClips(snapshot);
      expect([clips[0], clips[2]]).toEqual([whole[0], whole[2]]);
      expect(clips[1]).toMatchObject({ startTicks: whole[1]?.startTicks, endTicks: whole[1]?.endTicks });
      expect(warnings).toEqual([expect.stringContaining('“b.mov”')]);
    }
  });

  test.each(['getInPoint', 'getOutPoint', 'getZeroPoint'])(
    'nor does a sequence without usable ticks from %s end the reading',
    async (getter) => {
      const stage = threeShots();
      stage.fake.world.faults.oddReads[`Sequence.${getter}`] = { id: stage.guid, answer: {} };
      expect(videoClips((await stage.port.readTimeline(SIGNAL)).snapshot)).toHaveLength(3);
    },
  );

  test('by a media start without ticks is read all the same', async () => {
    const stage = threeShots();
    const id = stage.cut.state.video[0]?.items[1]?.itemId ?? '';
    const media = { start: {}, duration: {} };
    stage.fake.world.faults.oddReads['ClipProjectItem.getMedia'] = { id, answer: media };
    const { snapshot, warnings } = await stage.port.readTimeline(SIGNAL);
    expect(videoClips(snapshot)[1]).toMatchObject({ mediaPath: '/film/b.mov', mediaStartTicks: null });
    expect(warnings).toEqual([]);
  });

  test('by its media is a clip without a picture', async () => {
    const stage = threeShots();
    const id = stage.cut.state.video[0]?.items[1]?.itemId ?? '';
    const error = new Error('Invalid parameter.');
    stage.fake.world.faults.failingReads['ClipProjectItem.getMediaFilePath'] = { id, error };
    const { snapshot, warnings } = await stage.port.readTimeline(SIGNAL);
    expect(videoClips(snapshot).map(({ kind, mediaPath }) => [kind, mediaPath])).toEqual([
      ['media', '/film/a.mov'],
      ['synthetic', null],
      ['media', '/film/c.mov'],
    ]);
    expect(warnings.join()).toContain('counts as a clip without a picture');
  });

  test.each(['isOffline', 'isMulticamClip', 'hasProxy', 'getFootageInterpretation', 'getMedia'])(
    'in %s alone is worth no word',
    async (getter) => {
      const stage = threeShots();
      const id = stage.cut.state.video[0]?.items[1]?.itemId ?? '';
      stage.fake.world.faults.failingReads[`ClipProjectItem.${getter}`] = { id, error: 'no' };
      const { snapshot, warnings } = await stage.port.readTimeline(SIGNAL);
      expect(videoClips(snapshot)[1]).toMatchObject({ kind: 'media', mediaPath: '/film/b.mov' });
      expect(warnings).toEqual([]);
    },
  );

  test('and is asked for alone, to mark its beats, is a problem of its own', async () => {
    const stage = stageOf((project) => {
      const song = project.media('/music/song.wav', { kind: 'audio' });
      return project.sequence('Cut').clip(song, { at: 0, frames: 250, isSelected: true });
    });
    const id = stage.cut.state.audio[0]?.items[0]?.id ?? '';
    stage.fake.world.faults.failingReads['AudioClipTrackItem.getInPoint'] = { id, error: 'no' };
    await expect(stage.port.readSelectedSound(SIGNAL)).rejects.toMatchObject({ code: 'clip-unreadable' });
  });
});

test('a nested sequence that cannot be read costs its own pictures only', async () => {
  const stage = stageOf((project) => {
    const cut = project.sequence('Cut');
    const inner = project.sequence('Inner').clip(project.media('/film/inner.mov'), { at: 0, frames: 100 });
    return cut
      .nest(inner, { at: 0, frames: 100 })
      .clip(project.media('/film/a.mov'), { at: 100, frames: 50 });
  });
  const inner = Object.values(stage.fake.project.record.state.sequences).find(({ name }) => name === 'Inner');
  const error = new Error('The script object is no longer valid.');
  stage.fake.world.faults.failingReads['Sequence.getTimebase'] = { id: inner?.guid ?? '', error };
  const { snapshot, warnings } = await stage.port.readTimeline(SIGNAL);
  expect(snapshot.sequences.map(({ name }) => name)).toEqual(['Cut']);
  expect(videoClips(snapshot).map(({ kind }) => kind)).toEqual(['sequence', 'media']);
  expect(warnings).toEqual([expect.stringContaining('“Inner”')]);
});

describe('Premiere itself', () => {
  test('that closes the project meanwhile, or the sequence, is told apart', async () => {
    const closed = threeShots();
    closed.fake.world.beforeCall('VideoClipTrackItem.getName', () => closed.fake.world.userClosesProject());
    await expect(closed.port.readTimeline(SIGNAL)).rejects.toMatchObject({ code: 'project-closed' });
    const left = threeShots();
    left.fake.world.beforeCall('VideoClipTrackItem.getName', () => {
      left.fake.project.record.activeSequenceGuid = null;
      left.fake.world.userEdits((state) => state);
    });
    await expect(left.port.readTimeline(SIGNAL)).rejects.toMatchObject({ code: 'timeline-changed' });
  });

  test('that lacks a call is too old, or the fault is ours: never a closed sequence', async () => {
    const error = new TypeError('sequence.getTimebase is not a function');
    for (const [hostVersion, code] of [
      ['25.6.0', 'premiere-outdated'],
      ['26.3.2', 'internal'],
    ] as const) {
      const stage = threeShots({ hostVersion });
      stage.fake.world.faults.failingReads['Sequence.getTimebase'] = { id: stage.guid, error };
      const started = stage.fake.world.clock.nowMs();
      await expect(stage.port.readRange(SIGNAL)).rejects.toMatchObject({ code, cause: error });
      expect(stage.fake.world.clock.nowMs() - started).toBeLessThan(2_000);
    }
  });

  test('that never answers can be left by a cancel', async () => {
    const stage = threeShots();
    const { world } = stage.fake;
    const controller = new AbortController();
    world.faults.silentReads.add('VideoClipTrackItem.getName');
    world.clock.schedule(10_000, () => controller.abort());
    await expect(stage.port.readTimeline(controller.signal)).rejects.toMatchObject({ code: 'cancelled' });
    expect(world.clock.nowMs()).toBeLessThan(13_000);
    world.faults.silentReads.clear();
    const patience = new AbortController();
    world.clock.schedule(30_000, () => patience.abort());
    expect(videoClips((await stage.port.readTimeline(patience.signal)).snapshot)).toHaveLength(3);
  });

  test('that never answers a look is looked at again', async () => {
    const stage = threeShots();
    const { world } = stage.fake;
    world.faults.silentReads.add('Sequence.getInPoint');
    await expect(stage.port.glanceAtRange(SIGNAL)).rejects.toMatchObject({ code: 'premiere-busy' });
    expect(world.clock.nowMs()).toBeLessThan(65_000);
    await expect(stage.port.readRange(SIGNAL)).rejects.toMatchObject({ code: 'premiere-busy' });
    world.faults.silentReads.clear();
    expect(await stage.port.glanceAtRange(SIGNAL)).toMatchObject({ clipCount: 3 });
  });

  test('is not waited for when the fault is ours: it is shown at once, with its cause', async () => {
    const stage = threeShots();
    const cause = new TypeError('ticks is undefined');
    const failing = { id: stage.guid, error: cause };
    stage.fake.world.beforeCall('Project.importFiles', () => {
      stage.fake.world.faults.failingReads['Sequence.getTimebase'] = failing;
    });
    const started = stage.fake.world.clock.nowMs();
    const placing = place(stage, { score: frames(stage, 0, 250) });
    await expect(placing).rejects.toMatchObject({ code: 'internal', cause });
    expect(stage.fake.world.clock.nowMs() - started).toBeLessThan(5_000);
  });
});

describe('what is read', () => {
  test('are only the clips that touch the range, also of what is nested', async () => {
    const stage = stageOf((project) => {
      const shot = project.media('/film/a.mov');
      const cut = project.sequence('Cut');
      const inner = project.sequence('Inner');
      for (let index = 0; index < 40; index++) inner.clip(shot, { at: index * 25, frames: 25 });
      for (let index = 0; index < 40; index++) cut.clip(shot, { at: index * 25, frames: 25 });
      return cut
        .nest(inner, { track: 1, at: 0, frames: 1_000 })
        .nest(inner, { track: 2, at: 300, frames: 100, from: 500 });
    });
    stage.cut.inOut(290, 390);
    const { snapshot } = await stage.port.readTimeline(SIGNAL);
    const frame = (ticks: string) => Number(BigInt(ticks) / stage.cut.frames(1));
    expect(videoClips(snapshot).map(({ startTicks }) => frame(startTicks))).toEqual([
      275, 300, 325, 350, 375,
    ]);
    const inner = snapshot.sequences[1]?.videoTracks[0]?.clips ?? [];
    expect(inner.length).toBe(40);
    stage.cut.inOut(950, 960);
    const later = await stage.port.readTimeline(SIGNAL);
    expect(videoClips(later.snapshot)).toHaveLength(1);
  });

  test('a nested sequence is read where it is played', async () => {
    const stage = stageOf((project) => {
      const shot = project.media('/film/a.mov');
      const cut = project.sequence('Cut');
      const inner = project.sequence('Inner');
      for (let index = 0; index < 40; index++) inner.clip(shot, { at: index * 25, frames: 25 });
      return cut.nest(inner, { at: 0, frames: 50, from: 500 }).nest(inner, { at: 50, frames: 50, from: 100 });
    });
    const { snapshot } = await stage.port.readTimeline(SIGNAL);
    expect(snapshot.sequences[1]?.videoTracks[0]?.clips).toHaveLength(18);
  });

  test('is no sound: a thousand effects cost nothing', async () => {
    const stage = threeShots();
    const boom = stage.fake.project.media('/fx/boom.wav', { kind: 'audio' });
    for (let index = 0; index < 300; index++) stage.cut.clip(boom, { track: 2, at: index, frames: 1 });
    const { snapshot } = await stage.port.readTimeline(SIGNAL);
    expect(snapshot.sequences[0]?.audioTracks).toEqual([]);
    expect(stage.fake.world.calls.get('AudioClipTrackItem.getStartTime')).toBeUndefined();
  });
});

/** As many shots with sound as two hours have. */
function longTimeline(clipCount: number): Stage {
  return stageOf(
    (project) => {
      const shots = Array.from({ length: 40 }, (_, index) => project.media(`/film/shot-${index}.mov`));
      const cut = project.sequence('Long');
      for (let index = 0; index < clipCount; index++) {
        cut.clip(shots[index % shots.length] ?? '', { at: 125 * index, frames: 125 });
      }
      return cut;
    },
    { profile: 'fragile' },
  );
}

test('1,440 clips with sound take fewer than ten calls each, thirty seconds of them a few hundred, and none in a burst', async () => {
  const stage = longTimeline(1_440);
  const { world } = stage.fake;
  const { snapshot } = await stage.port.readTimeline(SIGNAL);
  expect(videoClips(snapshot)).toHaveLength(1_440);
  const whole = world.callCount;
  expect(whole).toBeLessThan(9.5 * 1_440);
  stage.cut.inOut(90_000, 90_750);
  await stage.port.readTimeline(SIGNAL);
  expect(world.callCount - whole).toBeLessThan(320);
  world.assertHealthy();
});

test('looking again and again takes a dozen calls while nothing changes, and sees what does', async () => {
  const stage = longTimeline(1_440);
  const { world } = stage.fake;
  expect(await stage.port.glanceAtRange(SIGNAL)).toMatchObject({ clipCount: 1_440 });
  const glances = async (count: number): Promise<number> => {
    const before = world.callCount;
    for (let time = 0; time < count; time++) expect(await stage.port.glanceAtRange(SIGNAL)).toBeNull();
    return (world.callCount - before) / count;
  };
  expect(await glances(10)).toBeLessThanOrEqual(12);
  stage.cut.inOut(100, 300);
  expect(await stage.port.glanceAtRange(SIGNAL)).toMatchObject({ rangeSource: 'in-out' });
  await place(stage, { score: frames(stage, 100, 300) });
  expect(await stage.port.glanceAtRange(SIGNAL)).toMatchObject({ placed: { jobId: 'job-1' } });
  expect(await glances(10)).toBeLessThanOrEqual(18);
  world.undo();
  expect(await stage.port.glanceAtRange(SIGNAL)).toMatchObject({ placed: null });
  // A clip that is shortened where nothing else tells of it is seen by the full look that comes now and then.
  let seen = 0;
  for (let time = 0; time < 20; time++) if (await stage.port.glanceAtRange(SIGNAL)) seen += 1;
  expect(seen).toBe(1);
});

test('what a press would replace is said before it', async () => {
  const stage = fullTimeline();
  await scoreScenes(stage);
  stage.cut.inOut(150, 700);
  const { replaced, placed, scores } = await stage.port.readRange(SIGNAL);
  expect(replaced).toEqual([
    { jobId: 'job-1', isWhole: false, start: '00:00:06:00', end: '00:00:08:00' },
    { jobId: 'job-2', isWhole: true, start: '00:00:18:00', end: '00:00:26:00' },
    { jobId: 'job-3', isWhole: true, start: '00:00:08:00', end: '00:00:18:00' },
  ]);
  expect(placed?.jobId).toBe('job-3');
  expect(scores).toHaveLength(3);
  stage.cut.inOut(660, 700);
  expect(await stage.port.readRange(SIGNAL)).toMatchObject({ replaced: [], placed: null });
  // Another panel over the same project knows them as well.
  expect((await portOf(stage.fake).readRange(SIGNAL)).scores).toHaveLength(3);
});
