// Once the first step stands on the timeline a placing is brought to its end: no cancel, no silent Premiere and no lost selection hides the music.
import { expect, test } from '@jest/globals';
import { putItem } from './fake/edits.js';
import { editAudio, frames, place, scoreSpans } from './support/flows.js';
import { ALL_BEATS, placementOf } from './support/takes.js';
import { ownClips, ownMarkers, SIGNAL, stageOf, threeShots, type Stage } from './support/worlds.js';

const OVERWRITE = 'SequenceEditor.createOverwriteItemAction';

test('a cancel that comes with the step that places is too late: all of the score stands, and the panel is told', async () => {
  const stage = threeShots();
  const controller = new AbortController();
  stage.fake.world.beforeCall(OVERWRITE, () => controller.abort());
  const markers = { ...ALL_BEATS, areDownbeatsColoured: true };
  const placement = placementOf(stage.fake, stage.guid, { score: frames(stage, 0, 250), markers });
  const report = await stage.port.placeScore(placement, controller.signal);
  expect(scoreSpans(stage)).toEqual([['job-1', 0, 250]]);
  expect(report).toMatchObject({ undoSteps: 2, warnings: [], placed: { markerCount: 20 } });
  expect(new Set(ownMarkers(stage).map(({ colour }) => colour)).size).toBe(2);
});

test('a Premiere that says nothing after the step is spoken of beside the score, not in its place', async () => {
  const stage = threeShots();
  const { faults } = stage.fake.world;
  stage.fake.world.beforeCall(OVERWRITE, () => {
    faults.failingReads['Sequence.getTimebase'] = { id: stage.guid, error: 'busy' };
  });
  const report = await place(stage, { score: frames(stage, 0, 250) });
  expect(scoreSpans(stage)).toEqual([['job-1', 0, 250]]);
  expect(report.warnings.join(' ')).toMatch(/look at the timeline/);
  expect(report.placed.jobId).toBe('job-1');
});

test('a removal stands also where the selection cannot be given back, or a cancel came with it', async () => {
  const stage = threeShots();
  await place(stage, { score: frames(stage, 0, 250) });
  const { faults } = stage.fake.world;
  const controller = new AbortController();
  const clip = stage.cut.state.video[0]?.items[1]?.id ?? '';
  stage.fake.project.record.selection.set(stage.guid, new Set([clip]));
  stage.fake.world.beforeCall('SequenceEditor.createRemoveItemsAction', () => {
    controller.abort();
    faults.failingReads['Sequence.clearSelection'] = { id: stage.guid, error: 'busy' };
  });
  const request = { sequenceGuid: stage.guid, jobId: 'job-1' };
  expect(await stage.port.removeScore(request, controller.signal)).toEqual([]);
  expect(ownClips(stage)).toEqual([]);
});

/** job-1 on the last track, which reaches into the range of a new score that goes on the track of job-2. */
async function twoTracks(): Promise<Stage> {
  const stage = stageOf((project) => {
    const cut = project.sequence('Cut', { audioTracks: 4 });
    return cut.clip(project.media('/film/a.mov'), { at: 0, frames: 750 });
  });
  await place(stage, { jobId: 'job-1', score: frames(stage, 0, 300) });
  await place(stage, { jobId: 'job-2', score: frames(stage, 400, 700) });
  const newId = () => stage.fake.world.newId('clip');
  const from = ownClips(stage)[0]?.track ?? 0;
  const moved = stage.cut.state.audio[from]?.items.find(({ start }) => start === 0n);
  editAudio(stage, (track, index) => {
    const rest = { ...track, items: track.items.filter((item) => item !== moved) };
    return index === 3 && moved ? putItem(rest, moved, newId) : rest;
  });
  return stage;
}

test('room that is made is made to the end, also after a cancel', async () => {
  const stage = await twoTracks();
  const controller = new AbortController();
  stage.fake.world.beforeCall(OVERWRITE, () => controller.abort());
  const placement = placementOf(stage.fake, stage.guid, { jobId: 'job-3', score: frames(stage, 200, 600) });
  const report = await stage.port.placeScore(placement, controller.signal);
  expect(scoreSpans(stage)).toEqual([
    ['job-1', 0, 200],
    ['job-3', 200, 600],
    ['job-2', 600, 700],
  ]);
  expect(report.warnings).toEqual([]);
});

test('room is not made over a sound that the user has laid there meanwhile', async () => {
  const stage = await twoTracks();
  const sound = stage.cut.state.audio[0]?.items[0];
  const laid = { ...sound!, id: 'mine', ...frames(stage, 240, 260) };
  stage.fake.world.beforeCall('ClipProjectItem.getInPoint', () =>
    editAudio(stage, (track, index) =>
      index === 3 ? putItem(track, laid, () => stage.fake.world.newId('clip')) : track,
    ),
  );
  await place(stage, { jobId: 'job-3', score: frames(stage, 200, 600) });
  expect(stage.cut.state.audio[3]?.items.find(({ id }) => id === 'mine')).toEqual(laid);
  expect(scoreSpans(stage)).toContainEqual(['job-3', 200, 600]);
});

test('where a track refuses to make room, nothing is left on it and the selection is as it was', async () => {
  const stage = await twoTracks();
  editAudio(stage, (track, index) => (index === 3 ? { ...track, isLocked: true } : track));
  const before = scoreSpans(stage);
  const clip = stage.cut.state.video[0]?.items[0]?.id ?? '';
  stage.fake.project.record.selection.set(stage.guid, new Set([clip]));
  const placement = placementOf(stage.fake, stage.guid, { jobId: 'job-3', score: frames(stage, 200, 600) });
  await expect(stage.port.placeScore(placement, SIGNAL)).rejects.toMatchObject({ code: 'timeline-rejected' });
  expect(scoreSpans(stage)).toEqual(before);
  expect([...(stage.fake.project.record.selection.get(stage.guid) ?? [])]).toEqual([clip]);
});
