// What of ours a placement takes the place of: said before by the same facts, agreed to, and nothing that the user copied.
import { expect, test } from '@jest/globals';
import { frames, fullTimeline, place, scoreSpans, shiftMusic } from './support/flows.js';
import { placementOf } from './support/takes.js';
import { ownMarkers, SIGNAL, type Stage } from './support/worlds.js';

const jobs = async (stage: Stage) => (await stage.port.readRange(SIGNAL)).scores.map(({ jobId }) => jobId);

test('another take of a score that a second one has cut asks before it takes the place of that one', async () => {
  const stage = fullTimeline();
  const whole = frames(stage, 0, 300);
  await place(stage, { jobId: 'job-1', score: whole });
  await place(stage, { jobId: 'job-2', score: frames(stage, 100, 200) });
  const before = stage.cut.state;
  const other = placementOf(stage.fake, stage.guid, { jobId: 'job-1', take: 2, score: whole });
  expect(await stage.port.readReplaced(other, SIGNAL)).toEqual([
    { jobId: 'job-2', isWhole: true, start: '00:00:04:00', end: '00:00:08:00' },
  ]);
  await expect(stage.port.placeScore({ ...other, mayReplace: [] }, SIGNAL)).rejects.toMatchObject({
    code: 'range-invalid',
  });
  expect(stage.cut.state).toEqual(before);
  await stage.port.placeScore({ ...other, mayReplace: ['job-2'] }, SIGNAL);
  expect(await jobs(stage)).toEqual(['job-1']);
  expect(scoreSpans(stage)).toEqual([['job-1', 0, 300]]);
});

test('another take of a score that stands alone asks nothing', async () => {
  const stage = fullTimeline();
  const score = frames(stage, 0, 300);
  await place(stage, { jobId: 'job-1', score });
  const other = placementOf(stage.fake, stage.guid, { jobId: 'job-1', take: 2, score });
  expect(await stage.port.readReplaced(other, SIGNAL)).toEqual([]);
  await stage.port.placeScore({ ...other, mayReplace: [] }, SIGNAL);
  expect(scoreSpans(stage)).toEqual([['job-1', 0, 300]]);
});

test('a take goes back into its own place unasked, also where another score stands there now', async () => {
  const stage = fullTimeline();
  const score = frames(stage, 0, 300);
  await place(stage, { jobId: 'job-1', score });
  await place(stage, { jobId: 'job-2', score });
  const back = placementOf(stage.fake, stage.guid, { jobId: 'job-1', take: 2, score });
  expect(await stage.port.readReplaced(back, SIGNAL)).toEqual([]);
  await stage.port.placeScore({ ...back, mayReplace: [] }, SIGNAL);
  expect(scoreSpans(stage)).toEqual([['job-1', 0, 300]]);
});

test('a copy of our music elsewhere is the user’s: nothing is said to be replaced there, and nothing is', async () => {
  const stage = fullTimeline();
  await place(stage, { jobId: 'job-1', score: frames(stage, 0, 100) });
  shiftMusic(stage, 'job-1', 300, true);
  stage.cut.inOut(280, 420);
  expect(await stage.port.readRange(SIGNAL)).toMatchObject({ replaced: [], placed: null });
  await place(stage, { jobId: 'job-2', score: frames(stage, 280, 420) });
  expect(scoreSpans(stage)).toEqual([
    ['job-1', 0, 100],
    ['job-2', 280, 420],
    ['job-1', 300, 400],
  ]);
});

test('a copy stays the user’s after the score that it was made of has gone', async () => {
  const stage = fullTimeline();
  await place(stage, { jobId: 'job-1', score: frames(stage, 0, 100) });
  shiftMusic(stage, 'job-1', 300, true);
  await place(stage, { jobId: 'job-2', score: frames(stage, 0, 420) });
  await place(stage, { jobId: 'job-3', score: frames(stage, 0, 420) });
  expect(scoreSpans(stage)).toEqual([
    ['job-3', 0, 420],
    ['job-1', 300, 400],
  ]);
});

test('music that an insert has shifted is spoken of where it lies now', async () => {
  const stage = fullTimeline();
  await place(stage, { jobId: 'job-1', score: frames(stage, 100, 200) });
  shiftMusic(stage, 'job-1', 50);
  stage.cut.inOut(220, 240);
  expect((await stage.port.readRange(SIGNAL)).replaced).toEqual([
    { jobId: 'job-1', isWhole: false, start: '00:00:08:20', end: '00:00:09:15' },
  ]);
  stage.cut.inOut(100, 140);
  expect((await stage.port.readRange(SIGNAL)).replaced).toEqual([]);
});

test('a score that was moved as a whole is spoken of where it lies now', async () => {
  const stage = fullTimeline();
  await place(stage, { jobId: 'job-1', score: frames(stage, 0, 100) });
  shiftMusic(stage, 'job-1', 300);
  stage.cut.inOut(290, 420);
  expect((await stage.port.readRange(SIGNAL)).replaced).toEqual([
    { jobId: 'job-1', isWhole: true, start: '00:00:12:00', end: '00:00:16:00' },
  ]);
  await place(stage, { jobId: 'job-2', score: frames(stage, 290, 420) });
  expect(scoreSpans(stage)).toEqual([['job-2', 290, 420]]);
  expect(ownMarkers(stage).length).toBeGreaterThan(0);
});
