// Everything the panel does with scores, under every behaviour of Premiere that is disputed or can go wrong.
import { describe, expect, test } from '@jest/globals';
import { HOST_VERSIONS, PROFILES, type HostVersion, type ProfileName } from './fake/index.js';
import { addedMarkers, fullTimeline, scoreScenes, scoreSpans } from './support/flows.js';
import { SIGNAL } from './support/worlds.js';

const ROWS = [
  ...(Object.keys(PROFILES) as ProfileName[]).map((profile): [ProfileName, HostVersion] => [
    profile,
    '26.3.2',
  ]),
  ...HOST_VERSIONS.map((version): [ProfileName, HostVersion] => ['strict', version]),
];

test('there are more than a dozen profiles', () => {
  expect(Object.keys(PROFILES).length).toBeGreaterThan(12);
});

describe.each(ROWS)('as profile %s on %s', (profile, hostVersion) => {
  test('two scenes are scored, changed, scored over and cleared, and nothing else changes', async () => {
    const stage = fullTimeline({ profile, hostVersion, seed: 5 });
    const { port, cut, guid, fake } = stage;
    const before = { video: cut.state.video, sound: cut.state.audio[0], markers: cut.state.markers };
    const reports = await scoreScenes(stage);
    expect(scoreSpans(stage)).toEqual([
      ['job-1', 0, 100],
      ['job-1', 100, 150],
      ['job-1', 150, 200],
      ['job-3', 200, 450],
      ['job-2', 450, 650],
    ]);
    expect(
      reports
        .at(-1)
        ?.scores.map(({ jobId }) => jobId)
        .sort(),
    ).toEqual(['job-1', 'job-2', 'job-3']);
    // Every other beat to 8 s, every beat from 8 s to 26 s.
    expect(addedMarkers(stage)).toBe(8 + 20 + 16);
    expect((await port.readTimeline(SIGNAL)).warnings).toEqual([]);
    for (const jobId of ['job-3', 'job-1', 'job-2']) {
      await port.removeScore({ sequenceGuid: guid, jobId }, SIGNAL);
    }
    expect([scoreSpans(stage), addedMarkers(stage), cut.state.properties]).toEqual([[], 0, {}]);
    expect(cut.state.video).toEqual(before.video);
    expect(cut.state.audio[0]).toEqual(before.sound);
    expect(cut.state.markers).toEqual(before.markers);
    fake.world.assertHealthy();
  });
});
