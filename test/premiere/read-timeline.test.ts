// Reading: ranges, timecodes, clips of every kind, nests, transitions, frames of what cannot be decoded, and how much it costs.
import { describe, expect, test } from '@jest/globals';
import { ScoreError, timelineSnapshot } from '@framescore/contract';
import { HOST_VERSIONS, type ProfileName } from './fake/index.js';
import { SIGNAL, stageOf, threeShots, type Stage } from './support/worlds.js';

const UNSET_PROFILES: ProfileName[] = ['strict', 'cut', 'bad'];

describe.each(UNSET_PROFILES)('the range, as profile %s shows unset points', (profile) => {
  test('is the in and out points when they are set', async () => {
    const stage = threeShots({ profile });
    stage.cut.inOut(100, 600);
    const summary = await stage.port.readRange(SIGNAL);
    expect(summary).toMatchObject({
      rangeSource: 'in-out',
      timecodes: { start: '00:00:04:00', end: '00:00:24:00', duration: '00:00:20:00' },
      clipCount: 3,
      placed: null,
    });
  });

  test('is the hull of the selection when no points are set', async () => {
    const stage = stageOf(
      (project) => {
        const shot = project.media('/film/a.mov', { hasAudio: false });
        return project
          .sequence('Cut')
          .clip(shot, { at: 0, frames: 100 })
          .clip(shot, { at: 100, frames: 100, isSelected: true })
          .clip(shot, { at: 300, frames: 100, isSelected: true });
      },
      { profile },
    );
    const summary = await stage.port.readRange(SIGNAL);
    expect(summary).toMatchObject({ rangeSource: 'selection', clipCount: 2 });
    expect(summary.range).toEqual({
      startTicks: stage.cut.frames(100).toString(),
      endTicks: stage.cut.frames(400).toString(),
    });
  });

  test('is the whole sequence when nothing is set or selected', async () => {
    const stage = threeShots({ profile });
    expect(await stage.port.readRange(SIGNAL)).toMatchObject({ rangeSource: 'sequence', clipCount: 3 });
  });

  test('reaches to the end when only the in point is set', async () => {
    const stage = threeShots({ profile });
    stage.cut.inOut(500, null);
    const summary = await stage.port.readRange(SIGNAL);
    expect(summary).toMatchObject({
      rangeSource: 'in-out',
      clipCount: 1,
      timecodes: { start: '00:00:20:00' },
    });
  });
});

test('timecodes begin at the zero point and count drop-frame', async () => {
  const stage = stageOf((project) => {
    const shot = project.media('/film/a.mov');
    const options = { rate: '29.97', isDropFrame: true, zeroPointSeconds: 3600 } as const;
    return project.sequence('Cut', options).clip(shot, { at: 0, frames: 1800 });
  });
  const { timecodes } = await stage.port.readRange(SIGNAL);
  expect(timecodes).toEqual({ start: '01:00:00;00', end: '01:01:00;02', duration: '00:01:00;02' });
});

test('a selection that cannot be read is found by asking each clip', async () => {
  const stage = stageOf((project) =>
    project.sequence('Cut').clip(project.media('/film/a.mov'), { at: 50, frames: 25, isSelected: true }),
  );
  stage.fake.world.faults.failingSelections = 1;
  expect(await stage.port.readRange(SIGNAL)).toMatchObject({ rangeSource: 'selection', clipCount: 1 });
});

test('without an open sequence the problem says to open one', async () => {
  const stage = threeShots();
  stage.fake.project.record.activeSequenceGuid = null;
  await expect(stage.port.readRange(SIGNAL)).rejects.toMatchObject({ code: 'no-active-sequence' });
  stage.fake.world.userClosesProject();
  await expect(stage.port.readTimeline(SIGNAL)).rejects.toBeInstanceOf(ScoreError);
});

function richStage(options: Parameters<typeof stageOf>[1] = {}): Stage {
  return stageOf((project) => {
    const cut = project.sequence('Cut', { zeroPointSeconds: 3600, videoTracks: 3 });
    const inner = project.sequence('Inner').clip(project.media('/film/inner.mov'), { at: 0, frames: 100 });
    inner.nest(inner, { track: 1, at: 0, frames: 10 });
    cut
      .clip(project.media('/film/fast.mov', { frameRateOverride: 24 }), {
        at: 0,
        frames: 50,
        speed: 2,
        from: 10,
      })
      .clip(project.media('/film/back.mov', { proxyPath: '/proxy/back.mov' }), {
        at: 50,
        frames: 50,
        isReversed: true,
      })
      .clip(project.media('/film/off.mov'), { at: 100, frames: 50, isDisabled: true })
      .clip(project.media('/pictures/still.png', { kind: 'still' }), { at: 150, frames: 50 })
      .clip(project.media('/gone/gone.mov', { isOffline: true }), { at: 200, frames: 50 })
      .clip(project.media('/film/cams.mov', { isMulticam: true }), { at: 250, frames: 50 })
      .clip(project.media('', { kind: 'synthetic' }), { at: 300, frames: 50 })
      .nest(inner, { track: 1, at: 0, frames: 100 })
      .nest(inner, { track: 1, at: 100, frames: 100 })
      .graphic({ track: 2, at: 350, frames: 50, name: 'Title' })
      .clip(project.media('', { kind: 'adjustment' }), { track: 2, at: 0, frames: 100 })
      .marker({ at: 10, name: 'Kiss', comment: 'hit', frames: 5 })
      .marker({ at: 20, comment: 'framescore:score:1' })
      .transition({ at: 45, frames: 10, name: 'Cross Dissolve' })
      .mute('video', 1);
    return cut;
  }, options);
}

test('clips of every kind are what they are', async () => {
  const stage = richStage();
  const { snapshot } = await stage.port.readTimeline(SIGNAL);
  expect(timelineSnapshot.parse(snapshot)).toEqual(snapshot);
  const [root, inner] = snapshot.sequences;
  const [first, second, third] = root?.videoTracks ?? [];
  const kinds = first?.clips.map((clip) => clip.kind);
  expect(kinds).toEqual(['media', 'media', 'media', 'still', 'media', 'media', 'synthetic']);
  expect(first?.clips[0]).toMatchObject({ speed: 2, sourceFramesPerSecond: 24, mediaPath: '/film/fast.mov' });
  expect(first?.clips[1]).toMatchObject({ isReversed: true, proxyPath: '/proxy/back.mov' });
  expect(first?.clips[2]).toMatchObject({ isDisabled: true });
  expect(first?.clips[4]).toMatchObject({ isOffline: true, mediaPath: '/gone/gone.mov' });
  expect(first?.clips[5]).toMatchObject({ isMulticam: true });
  expect(second).toMatchObject({ isMuted: true });
  expect(second?.clips.map((clip) => [clip.kind, clip.sequenceGuid])).toEqual([
    ['sequence', inner?.guid],
    ['sequence', inner?.guid],
  ]);
  expect(third?.clips.map((clip) => clip.kind)).toEqual(['adjustment', 'graphic']);
});

test('a sequence that is nested twice, and in itself, is read once', async () => {
  const { snapshot } = await richStage().port.readTimeline(SIGNAL);
  expect(snapshot.sequences.map(({ name }) => name)).toEqual(['Cut', 'Inner']);
});

test('markers keep their place, and ours are known', async () => {
  const { snapshot } = await richStage().port.readTimeline(SIGNAL);
  expect(snapshot.sequences[0]?.markers.map(({ name, isOurs }) => [name, isOurs])).toEqual([
    ['Kiss', false],
    ['Marker', true],
  ]);
});

test.each(HOST_VERSIONS)(
  'transitions come from the interchange file on %s, or are unknown',
  async (hostVersion) => {
    const stage = richStage({ hostVersion });
    const { snapshot } = await stage.port.readTimeline(SIGNAL);
    const expected = [
      {
        trackIndex: 0,
        startTicks: stage.cut.frames(45).toString(),
        endTicks: stage.cut.frames(55).toString(),
        name: 'Cross Dissolve',
      },
    ];
    expect(snapshot.sequences[0]?.transitions).toEqual(hostVersion === '25.6.0' ? null : expected);
    expect(snapshot.sequences[1]?.transitions).toEqual([]);
  },
);

test.each(HOST_VERSIONS)('what cannot be decoded is exported as a frame on %s', async (hostVersion) => {
  const stage = richStage({ hostVersion, seed: 5, profile: 'bad' });
  const { snapshot } = await stage.port.readTimeline(SIGNAL);
  const clips = snapshot.sequences[0]?.videoTracks.flatMap((track) => track.clips) ?? [];
  const pictured = clips.filter((clip) => clip.frames.length > 0);
  expect(pictured.map((clip) => clip.kind).sort()).toEqual(['graphic', 'media', 'synthetic']);
  for (const clip of pictured) {
    const [frame] = clip.frames;
    expect(stage.fake.world.disk.read(frame?.path ?? '')?.content).not.toBeNull();
    expect(BigInt(frame?.timeTicks ?? '-1')).toBeGreaterThanOrEqual(BigInt(clip.startTicks));
    expect(BigInt(frame?.timeTicks ?? '-1')).toBeLessThan(BigInt(clip.endTicks));
  }
});

test('frames that never come are tried again, then given up; at most 24 are asked for', async () => {
  const stage = stageOf((project) => {
    const cut = project.sequence('Titles');
    for (let index = 0; index < 40; index++) cut.graphic({ at: index * 25, frames: 25 });
    return cut;
  });
  stage.fake.world.faults.framesToDrop = 2;
  const first = await stage.port.readTimeline(SIGNAL);
  const count = (snapshot: typeof first.snapshot): number =>
    snapshot.sequences[0]?.videoTracks[0]?.clips.filter((clip) => clip.frames.length > 0).length ?? 0;
  expect(count(first.snapshot)).toBe(24);
  stage.fake.world.faults.framesToDrop = 1_000;
  const before = stage.fake.world.calls.get('ExporterStatic.exportSequenceFrame') ?? 0;
  const second = await stage.port.readTimeline(SIGNAL);
  expect(count(second.snapshot)).toBe(0);
  expect((stage.fake.world.calls.get('ExporterStatic.exportSequenceFrame') ?? 0) - before).toBe(9);
});

function longStage(clipCount: number, isSelected = false): Stage {
  return stageOf((project) => {
    const shots = Array.from({ length: 20 }, (_, index) =>
      project.media(`/film/shot-${index}.mov`, { hasAudio: false }),
    );
    const cut = project.sequence('Long', { videoTracks: 3 });
    for (let index = 0; index < clipCount; index++) {
      const shot = shots[index % shots.length] ?? '';
      cut.clip(shot, { track: index % 3, at: 25 * Math.floor(index / 3), frames: 25, isSelected });
    }
    return cut;
  });
}

test('3,000 clips are read with a bounded number of calls, and the range with a few', async () => {
  const stage = longStage(3_000);
  const { world } = stage.fake;
  const { snapshot } = await stage.port.readTimeline(SIGNAL);
  const clips = snapshot.sequences[0]?.videoTracks.flatMap((track) => track.clips) ?? [];
  expect(clips).toHaveLength(3_000);
  // Twelve reads a clip, nine of each of the twenty media, and what the sequence itself takes.
  expect(world.callCount).toBeLessThan(13 * 3_000 + 10 * 20 + 300);
  const before = world.callCount;
  await stage.port.readRange(SIGNAL);
  expect(world.callCount - before).toBeLessThan(150);
});

test('a selection of thousands is asked once, not once a second, and always before composing', async () => {
  const stage = longStage(1_500, true);
  const { world } = stage.fake;
  const summary = await stage.port.readRange(SIGNAL);
  expect(summary.range.endTicks).toBe(stage.cut.frames(12_500).toString());
  const before = world.callCount;
  const same = { ...summary, timecodeAt: expect.any(Function) };
  expect(await stage.port.readRange(SIGNAL)).toEqual(same);
  expect(world.callCount - before).toBeLessThan(200);
  expect((await stage.port.readTimeline(SIGNAL)).summary).toEqual(same);
});

test('reading is cancelled between portions of clips', async () => {
  const stage = longStage(1_200);
  const controller = new AbortController();
  stage.fake.world.beforeCall('VideoClipTrackItem.getStartTime', () => controller.abort(), 350);
  await expect(stage.port.readTimeline(controller.signal)).rejects.toMatchObject({ code: 'cancelled' });
  expect(stage.fake.world.calls.get('VideoClipTrackItem.getStartTime')).toBeLessThan(600);
});

const edit = (stage: Stage) => stage.fake.world.userEdits((state) => state);
const clipsIn = (sequences: { videoTracks: { clips: unknown[] }[] }[]) =>
  sequences[0]?.videoTracks.flatMap((track) => track.clips) ?? [];

test('a change by the user in the middle of reading begins it anew: no clip is taken for a bad one', async () => {
  const stage = longStage(90);
  for (const name of ['getStartTime', 'getName', 'getProjectItem']) {
    stage.fake.world.beforeCall(`VideoClipTrackItem.${name}`, () => edit(stage), 60);
  }
  const { snapshot, warnings } = await stage.port.readTimeline(SIGNAL);
  expect(clipsIn(snapshot.sequences)).toHaveLength(90);
  expect(warnings).toEqual([]);
});

test('a project that is never left alone is a Premiere that is busy', async () => {
  const stage = longStage(30);
  const again = (): void => {
    edit(stage);
    stage.fake.world.beforeCall('VideoClipTrackItem.getName', again);
  };
  again();
  await expect(stage.port.readTimeline(SIGNAL)).rejects.toMatchObject({ code: 'premiere-busy' });
});

test('Windows paths come without their prefix', async () => {
  const stage = stageOf(
    (project) => project.sequence('Cut').clip(project.media('C:/Film/a.mov'), { at: 0, frames: 25 }),
    { os: 'win' },
  );
  const { snapshot } = await stage.port.readTimeline(SIGNAL);
  expect(snapshot.sequences[0]?.videoTracks[0]?.clips[0]?.mediaPath).toBe('C:\\Film\\a.mov');
});

test('the selected sound is found with what it plays', async () => {
  const stage = stageOf((project) => {
    const song = project.media('/music/song.wav', { kind: 'audio', seconds: 60 });
    return project.sequence('Cut').clip(song, { at: 100, frames: 250, from: 50, isSelected: true });
  });
  expect(await stage.port.readSelectedSound(SIGNAL)).toMatchObject({
    mediaPath: '/music/song.wav',
    clipRange: { startTicks: stage.cut.frames(100).toString(), endTicks: stage.cut.frames(350).toString() },
    sourceRange: { startTicks: stage.cut.frames(50).toString(), endTicks: stage.cut.frames(300).toString() },
    speed: 1,
  });
  expect(await threeShots().port.readSelectedSound(SIGNAL)).toBeNull();
});
