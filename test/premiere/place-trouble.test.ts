// Placing when things go wrong: imports that are late or lost, builds without new tracks, users who click, undo and close in between.
import { describe, expect, test } from '@jest/globals';
import type { ImportPlan } from './fake/faults.js';
import { placementOf } from './support/takes.js';
import { foreignOf, ownClips, ownMarkers, SIGNAL, threeShots, type Stage } from './support/worlds.js';

function whole(stage: Stage): { start: bigint; end: bigint } {
  return { start: 0n, end: stage.cut.frames(750) };
}

function place(stage: Stage, options: Partial<Parameters<typeof placementOf>[2]> = {}) {
  return stage.port.placeScore(
    placementOf(stage.fake, stage.guid, { score: whole(stage), ...options }),
    SIGNAL,
  );
}

test('a change that is never answered can be left by a cancel, and the next one is made', async () => {
  const stage = threeShots();
  const { world } = stage.fake;
  const controller = new AbortController();
  world.faults.silentReads.add('Project.importFiles');
  world.clock.schedule(10_000, () => controller.abort());
  const placement = placementOf(stage.fake, stage.guid, { score: whole(stage) });
  await expect(stage.port.placeScore(placement, controller.signal)).rejects.toMatchObject({
    code: 'cancelled',
  });
  world.faults.silentReads.clear();
  expect((await place(stage)).placed.markerCount).toBe(60);
});

describe('an import', () => {
  const landing: ImportPlan[] = [
    { kind: 'late', delayMs: 4_000 },
    { kind: 'root' },
    { kind: 'renamed', path: '/ingest/score-job-1-t1-v1.wav' },
  ];
  test.each(landing)('that is %j still lands', async (plan) => {
    const stage = threeShots();
    stage.fake.world.faults.imports = [plan];
    const report = await place(stage);
    expect(report.warnings).toEqual([]);
    expect(report.placed.markerCount).toBe(60);
    expect((await stage.port.readRange(SIGNAL)).placed?.jobId).toBe('job-1');
  });

  const lost: ImportPlan[] = [{ kind: 'absent' }, { kind: 'refused' }, { kind: 'rejected' }];
  test.each(lost)('that is %j says where the music lies and leaves the timeline alone', async (plan) => {
    const stage = threeShots();
    const before = stage.cut.state;
    stage.fake.world.faults.imports = [plan];
    await expect(place(stage)).rejects.toMatchObject({
      code: 'timeline-rejected',
      detail: expect.stringContaining('/music/score-job-1-t1-v1.wav') as unknown as string,
    });
    expect(stage.cut.state).toEqual(before);
  });

  test('takes no notice of another item of the project that cannot be read', async () => {
    for (const member of ['ClipProjectItem.getMediaFilePath', 'ProjectItem.getId']) {
      const stage = threeShots();
      const id = stage.cut.state.video[0]?.items[1]?.itemId ?? '';
      stage.fake.world.faults.failingReads[member] = { id, error: 'no' };
      expect((await place(stage)).placed.markerCount).toBe(60);
    }
  });

  test('asks a large project in small batches, and only for what is not in our bin', async () => {
    const stage = threeShots({ profile: 'fragile' });
    for (let index = 0; index < 1_500; index++) stage.fake.project.media(`/film/root-${index}.mov`);
    const { world } = stage.fake;
    await place(stage);
    const asked = () => world.calls.get('ClipProjectItem.getMediaFilePath') ?? 0;
    expect(asked()).toBeLessThan(1_600);
    const before = asked();
    await place(stage);
    expect(asked() - before).toBeLessThan(20);
    world.assertHealthy();
  });

  test('is not repeated for music that is in the bin already', async () => {
    const stage = threeShots();
    await place(stage);
    await place(stage);
    expect(stage.fake.world.calls.get('Project.importFiles')).toBe(1);
    expect(ownClips(stage)).toHaveLength(1);
    expect(ownMarkers(stage)).toHaveLength(60);
  });

  test('of two placements at once does not make two bins', async () => {
    const stage = threeShots();
    const other = stage.fake.project.sequence('Other');
    const second = placementOf(stage.fake, other.guid, { jobId: 'job-2', score: whole(stage) });
    await Promise.all([place(stage), stage.port.placeScore(second, SIGNAL)]);
    const items = Object.values(stage.fake.world.project(stage.fake.project.record.guid).state.items);
    expect(items.filter(({ kind, name }) => kind === 'bin' && name === 'FrameScore')).toHaveLength(1);
  });
});

describe('a build that makes no track when overwriting', () => {
  test('takes the music on a track that is free over the range', async () => {
    const stage = threeShots({ profile: 'overwriteNoCreate' });
    stage.cut.tracks('audio', 2).clip(stage.fake.project.media('/fx/boom.wav', { kind: 'audio' }), {
      track: 1,
      at: 700,
      frames: 40,
    });
    const before = foreignOf(stage);
    const report = await place(stage, { score: { start: 0n, end: stage.cut.frames(500) } });
    expect(report.warnings).toHaveLength(1);
    expect(ownClips(stage)).toMatchObject([{ track: 1, start: 0n, end: stage.cut.frames(500) }]);
    expect(foreignOf(stage)).toEqual(before);
  });

  test('takes it by inserting where the timeline has ended', async () => {
    const stage = threeShots({ profile: 'overwriteNoCreate' });
    const score = { start: stage.cut.frames(750), end: stage.cut.frames(900) };
    const before = foreignOf(stage);
    await place(stage, { score });
    expect(ownClips(stage)).toMatchObject([{ track: 1, ...score }]);
    expect(foreignOf(stage)).toEqual(before);
  });

  test('leaves the timeline as it was when there is no room anywhere', async () => {
    const stage = threeShots({ profile: 'noNewTracks' });
    const before = foreignOf(stage);
    await expect(place(stage)).rejects.toMatchObject({ code: 'timeline-rejected' });
    expect(foreignOf(stage)).toEqual(before);
    expect(ownMarkers(stage)).toEqual([]);
    expect(stage.cut.state.properties).toEqual({});
  });
});

describe('the user', () => {
  test('may click another sequence in the middle: the score lands where it was asked for', async () => {
    const stage = threeShots();
    const other = stage.fake.project.sequence('Other');
    stage.fake.world.beforeCall('Project.importFiles', () => stage.fake.world.userClicksSequence(other.guid));
    await place(stage);
    expect(ownClips(stage)).toHaveLength(1);
    expect(other.state.audio.flatMap((track) => track.items)).toEqual([]);
  });

  test('may close the project in the middle: the problem says so', async () => {
    const stage = threeShots();
    stage.fake.world.beforeCall('Project.importFiles', () => stage.fake.world.userClosesProject());
    await expect(place(stage)).rejects.toMatchObject({ code: 'project-closed' });
    stage.fake.world.assertHealthy();
  });

  test('may delete the sequence before: nothing is imported', async () => {
    const stage = threeShots();
    const placement = placementOf(stage.fake, 'sequence-gone', { score: whole(stage) });
    await expect(stage.port.placeScore(placement, SIGNAL)).rejects.toMatchObject({
      code: 'timeline-changed',
    });
    expect(stage.fake.world.calls.get('Project.importFiles')).toBeUndefined();
  });

  test('may edit during the placement: it is tried again with fresh handles', async () => {
    const stage = threeShots();
    stage.fake.world.beforeCall('Properties.createSetValueAction', () => {
      const { world } = stage.fake;
      world.faults.emptyFactories['Properties.createSetValueAction'] = 2;
    });
    const report = await place(stage);
    expect(report.warnings).toEqual([]);
    expect(ownClips(stage)).toHaveLength(1);
  });

  test('undoes the score with one step: clip, markers and settings together', async () => {
    const stage = threeShots();
    await place(stage, { jobId: 'first' });
    const afterFirst = stage.cut.state;
    const report = await place(stage, { jobId: 'second', score: { start: 0n, end: stage.cut.frames(500) } });
    expect(report.undoSteps).toBe(1);
    stage.fake.world.undo();
    expect(stage.cut.state).toEqual(afterFirst);
    expect((await stage.port.readRange(SIGNAL)).placed?.jobId).toBe('first');
    stage.fake.world.undo();
    expect(ownMarkers(stage)).toEqual([]);
    expect((await stage.port.readRange(SIGNAL)).placed).toBeNull();
  });

  test('may delete our clip by hand: the score counts as absent and can be placed again', async () => {
    const stage = threeShots();
    await place(stage);
    stage.fake.world.userEdits((state) => {
      const sequence = state.sequences[stage.guid];
      if (!sequence) return state;
      const audio = sequence.audio.map((track, index) => (index === 1 ? { ...track, items: [] } : track));
      return { ...state, sequences: { ...state.sequences, [stage.guid]: { ...sequence, audio } } };
    });
    expect((await stage.port.readRange(SIGNAL)).placed).toBeNull();
    await place(stage);
    expect(ownClips(stage)).toHaveLength(1);
    expect(ownMarkers(stage)).toHaveLength(60);
  });

  test('may duplicate the sequence: the copy of our record does not count there', async () => {
    const stage = threeShots();
    await place(stage);
    const { world } = stage.fake;
    const record = stage.fake.project.record;
    const copy = { ...stage.cut.state, guid: 'sequence-copy', name: 'Copy' };
    world.mutate(record.guid, (state) => ({
      ...state,
      sequences: { ...state.sequences, [copy.guid]: copy },
    }));
    world.userClicksSequence(copy.guid);
    expect((await stage.port.readRange(SIGNAL)).placed).toBeNull();
  });

  test('keeps the selection that was there before a removal', async () => {
    const stage = threeShots();
    await place(stage);
    const clip = stage.cut.state.video[0]?.items[1]?.id ?? '';
    stage.fake.project.record.selection.set(stage.guid, new Set([clip]));
    await stage.port.removeScore({ sequenceGuid: stage.guid, jobId: 'job-1' }, SIGNAL);
    expect([...(stage.fake.project.record.selection.get(stage.guid) ?? [])]).toEqual([clip]);
  });
});

test('cancelling before the transaction leaves the timeline alone', async () => {
  const stage = threeShots();
  const before = stage.cut.state;
  const controller = new AbortController();
  stage.fake.world.beforeCall('Project.importFiles', () => controller.abort());
  const placement = placementOf(stage.fake, stage.guid, { score: whole(stage) });
  await expect(stage.port.placeScore(placement, controller.signal)).rejects.toMatchObject({
    code: 'cancelled',
  });
  expect(stage.cut.state).toEqual(before);
});

/** Another panel that commits in a hurry; it minds no refusal. */
async function commitMarker(stage: Stage): Promise<void> {
  const project = await stage.fake.module.Project.getActiveProject();
  const markers = await stage.fake.module.Markers.getMarkers(await project.getActiveSequence());
  project.lockedAccess(() => {
    try {
      project.executeTransaction((compound) => {
        compound.addAction(markers.createAddMarkerAction('busy'));
      }, 'busy');
    } catch {
      // The host is tired already.
    }
  });
}

test('a host that is tired is waited for once', async () => {
  const stage = threeShots({ profile: 'exhaust' });
  await place(stage);
  for (let commit = 0; commit < 20; commit++) await commitMarker(stage);
  const started = stage.fake.world.clock.nowMs();
  await stage.port.removeScore({ sequenceGuid: stage.guid, jobId: 'job-1' }, SIGNAL);
  expect(ownClips(stage)).toEqual([]);
  expect(stage.fake.world.clock.nowMs() - started).toBeGreaterThan(59_000);
});

test('a transaction that Premiere swallows is noticed by reading back', async () => {
  const stage = threeShots();
  await place(stage);
  stage.fake.world.faults.ignoredTransactions = 1;
  await expect(
    stage.port.removeScore({ sequenceGuid: stage.guid, jobId: 'job-1' }, SIGNAL),
  ).rejects.toMatchObject({
    code: 'timeline-rejected',
  });
});
