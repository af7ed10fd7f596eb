// Scenarios of placing, regenerating, marking and removing a score, on every host version and profile.
import { describe, expect, test } from '@jest/globals';
import { HOST_VERSIONS, type HostVersion, type ProfileName } from './fake/index.js';
import { placementOf } from './support/takes.js';
import { foreignOf, ownClips, ownMarkers, SIGNAL, threeShots, type Stage } from './support/worlds.js';

const PROFILES: ProfileName[] = ['strict', 'cut', 'bad', 'lenient', 'flaky', 'exhaust', 'sluggish'];
const MATRIX = PROFILES.flatMap((profile) =>
  HOST_VERSIONS.map((hostVersion): [ProfileName, HostVersion] => [profile, hostVersion]),
);

function frames(stage: Stage, from: number, to: number): { start: bigint; end: bigint } {
  return { start: stage.cut.frames(from), end: stage.cut.frames(to) };
}

describe.each(MATRIX)('as profile %s on %s', (profile, hostVersion) => {
  const stageOf = (): Stage => threeShots({ profile, hostVersion, seed: 7 });

  test('a score lands on a track of its own, covers its range, and foreign things stay', async () => {
    const stage = stageOf();
    const before = foreignOf(stage);
    const placement = placementOf(stage.fake, stage.guid, { score: frames(stage, 0, 750) });
    const report = await stage.port.placeScore(placement, SIGNAL);
    expect(report.warnings).toEqual([]);
    expect(ownClips(stage)).toEqual([
      { track: 1, start: 0n, end: stage.cut.frames(750), in: 0n, path: placement.take.wavPath },
    ]);
    expect(ownMarkers(stage)).toHaveLength(60);
    expect(report.placed).toMatchObject({ trackName: 'Audio 2', markerCount: 60, jobId: 'job-1' });
    expect(foreignOf(stage)).toEqual(before);
    stage.fake.world.assertHealthy();
  });

  test('a regenerated range replaces exactly that range', async () => {
    const stage = stageOf();
    const score = frames(stage, 0, 750);
    await stage.port.placeScore(placementOf(stage.fake, stage.guid, { score }), SIGNAL);
    const before = foreignOf(stage);
    const part = frames(stage, 200, 300);
    const next = placementOf(stage.fake, stage.guid, { score, part, version: 2, jobId: 'job-2' });
    const report = await stage.port.placeScore(next, SIGNAL);
    const whole = '/music/score-job-1-t1-v1.wav';
    expect(ownClips(stage)).toEqual([
      { track: 1, start: 0n, end: part.start, in: 0n, path: whole },
      { track: 1, ...part, in: 0n, path: next.take.rangeWavPath },
      { track: 1, start: part.end, end: score.end, in: part.end, path: whole },
    ]);
    expect(report.placed).toMatchObject({ version: 2, markerCount: 60 });
    expect(foreignOf(stage)).toEqual(before);
    stage.fake.world.assertHealthy();
  });

  test('removing a score leaves nothing of it and nothing else changed', async () => {
    const stage = stageOf();
    const before = foreignOf(stage);
    const placement = placementOf(stage.fake, stage.guid, { score: frames(stage, 250, 500) });
    await stage.port.placeScore(placement, SIGNAL);
    await stage.port.removeScore({ sequenceGuid: stage.guid, jobId: 'job-1' }, SIGNAL);
    expect(ownClips(stage)).toEqual([]);
    expect(ownMarkers(stage)).toEqual([]);
    expect(stage.cut.state.properties).toEqual({});
    expect(foreignOf(stage)).toEqual(before);
    expect((await stage.port.readRange(SIGNAL)).placed).toBeNull();
    stage.fake.world.assertHealthy();
  });
});
