// Which track, how much of the file, which markers: placing as the user sees it.
import { describe, expect, test } from '@jest/globals';
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

describe('the music', () => {
  test('is whole again after it was fitted to a shorter range', async () => {
    const stage = threeShots();
    const short = { start: 0n, end: stage.cut.frames(500) };
    const placement = placementOf(stage.fake, stage.guid, { score: whole(stage) });
    const cropped = { ...placement, scoreRange: { startTicks: '0', endTicks: short.end.toString() } };
    await stage.port.placeScore(cropped, SIGNAL);
    expect(ownClips(stage)).toMatchObject([short]);
    await stage.port.placeScore(placement, SIGNAL);
    expect(ownClips(stage)).toMatchObject([whole(stage)]);
  });

  test('never lands on a muted or foreign track', async () => {
    const stage = threeShots();
    stage.cut.tracks('audio', 3).mute('audio', 1);
    await place(stage);
    expect(ownClips(stage)).toMatchObject([{ track: 2 }]);
  });

  test('leaves its track when something foreign has come to lie there', async () => {
    const stage = threeShots();
    await place(stage, { score: { start: 0n, end: stage.cut.frames(250) } });
    const boom = stage.fake.project.media('/fx/boom.wav', { kind: 'audio' });
    stage.cut.clip(boom, { track: 1, at: 400, frames: 50 });
    const before = foreignOf(stage);
    await place(stage, { jobId: 'job-2' });
    expect(ownClips(stage)).toMatchObject([{ track: 2, start: 0n, end: stage.cut.frames(750) }]);
    expect(foreignOf(stage)).toEqual(before);
  });

  test('is cut to its range when the file is longer, and a missing frame is said', async () => {
    const long = threeShots();
    const padded = await place(long, { extraTicks: long.cut.frames(1) - 1n });
    expect(padded).toMatchObject({ undoSteps: 1, warnings: [] });
    const longer = await place(long, { jobId: 'job-2', extraTicks: long.cut.frames(30) });
    expect(longer).toMatchObject({ undoSteps: 2, warnings: [] });
    expect(ownClips(long)).toMatchObject([{ start: 0n, end: long.cut.frames(750) }]);
    const short = threeShots();
    const report = await place(short, { extraTicks: -1n });
    expect(ownClips(short)).toMatchObject([{ end: short.cut.frames(749) }]);
    expect(report.warnings).toHaveLength(1);
  });

  test('of a shorter score takes its range, and leaves the longer one around it', async () => {
    const stage = threeShots();
    await place(stage);
    const before = foreignOf(stage);
    const score = { start: stage.cut.frames(100), end: stage.cut.frames(400) };
    const report = await place(stage, { jobId: 'job-2', score });
    expect(ownClips(stage)).toMatchObject([
      { start: 0n, end: score.start, in: 0n },
      score,
      { start: score.end, end: stage.cut.frames(750), in: score.end },
    ]);
    expect(ownMarkers(stage)).toHaveLength(8 + 24 + 28);
    expect(report.undoSteps).toBe(1);
    expect(foreignOf(stage)).toEqual(before);
  });

  test('of an earlier version comes back whole', async () => {
    const stage = threeShots();
    await place(stage);
    const part = { start: stage.cut.frames(200), end: stage.cut.frames(300) };
    await place(stage, { jobId: 'job-2', version: 2, part });
    await place(stage);
    expect(ownClips(stage)).toMatchObject([
      { start: 0n, end: stage.cut.frames(750), path: '/music/score-job-1-t1-v1.wav' },
    ]);
  });

  test('of another take of the same regeneration replaces only that range', async () => {
    const stage = threeShots();
    await place(stage);
    const part = { start: stage.cut.frames(200), end: stage.cut.frames(300) };
    await place(stage, { jobId: 'job-2', version: 2, part });
    await place(stage, { jobId: 'job-2', version: 2, part, take: 2 });
    expect(ownClips(stage).map(({ path }) => path)).toEqual([
      '/music/score-job-1-t1-v1.wav',
      '/music/score-job-2-t2-v2-range.wav',
      '/music/score-job-1-t1-v1.wav',
    ]);
  });

  test('is kept in the record below 8 KB, whatever the panel remembers', async () => {
    const stage = threeShots();
    await place(stage, { settings: JSON.stringify({ text: 'x'.repeat(20_000) }) });
    const [value] = Object.values(stage.cut.state.properties);
    expect(String(value?.value).length).toBeLessThan(8_000);
    expect((await stage.port.readRange(SIGNAL)).placed?.jobId).toBe('job-1');
  });
});

describe('markers', () => {
  const choice = { isOn: true, everyNth: 1, areDownbeatsColoured: true };

  test('are red on downbeats, with a second undo step', async () => {
    const stage = threeShots();
    const report = await place(stage, { markers: choice });
    const markers = ownMarkers(stage);
    expect(markers.filter(({ colour }) => colour === 1)).toHaveLength(15);
    expect(markers.filter(({ name }) => name === 'Downbeat')).toHaveLength(15);
    expect(report.undoSteps).toBe(2);
  });

  test('can be thinned, switched off and on again without moving the clip', async () => {
    const stage = threeShots();
    await place(stage);
    const before = ownClips(stage);
    const { take, scoreRange } = placementOf(stage.fake, stage.guid, { score: whole(stage) });
    const request = { sequenceGuid: stage.guid, jobId: 'job-1', take, scoreRange };
    const set = (everyNth: number, isOn: boolean) =>
      stage.port.setMarkers({ ...request, markers: { ...choice, everyNth, isOn } }, SIGNAL);
    expect((await set(4, true)).placed.markerCount).toBe(15);
    expect((await set(2, true)).placed.markerCount).toBe(30);
    expect((await set(2, false)).placed.markerCount).toBe(0);
    expect((await set(1, true)).placed.markerCount).toBe(60);
    expect(ownClips(stage)).toEqual(before);
    expect(stage.cut.state.markers.filter(({ name }) => name === 'Kiss')).toHaveLength(1);
  });

  test('of a score that is gone are a problem', async () => {
    const stage = threeShots();
    const { take, scoreRange } = placementOf(stage.fake, stage.guid, { score: whole(stage) });
    const request = { sequenceGuid: stage.guid, jobId: 'job-1', take, scoreRange, markers: choice };
    await expect(stage.port.setMarkers(request, SIGNAL)).rejects.toMatchObject({
      code: 'timeline-changed',
      detail: expect.stringContaining('The score is no longer on the timeline') as unknown as string,
    });
  });

  test('of other sounds are their own: set anew without doubling, untouched by removing the score', async () => {
    const stage = threeShots();
    await place(stage);
    const beats = Array.from({ length: 8 }, (_, index) => stage.cut.frames(10 + index * 10).toString());
    const request = {
      sequenceGuid: stage.guid,
      beatsTicks: beats,
      downbeatsTicks: beats.filter((_, index) => index % 4 === 0),
      markers: { ...choice, everyNth: 2 },
    };
    expect(await stage.port.markBeats(request, SIGNAL)).toEqual({ markerCount: 4 });
    expect(await stage.port.markBeats(request, SIGNAL)).toEqual({ markerCount: 4 });
    await stage.port.removeScore({ sequenceGuid: stage.guid, jobId: 'job-1' }, SIGNAL);
    const left = stage.cut.state.markers.filter(({ comments }) => comments.startsWith('framescore:'));
    expect(left).toHaveLength(4);
    expect(left.filter(({ colorIndex }) => colorIndex === 1)).toHaveLength(2);
    expect(await stage.port.markBeats({ ...request, markers: { ...choice, isOn: false } }, SIGNAL)).toEqual({
      markerCount: 0,
    });
  });

  test('hundreds of them are one transaction', async () => {
    const stage = threeShots();
    await place(stage, { beatSeconds: 0.05 });
    expect(ownMarkers(stage)).toHaveLength(600);
    expect(stage.fake.project.record.undoStack.map(({ label }) => label)).toEqual([
      'FrameScore: make bin',
      'FrameScore: place score',
    ]);
  });
});
