// The open questions, asked of the fake: each has an answer, and afterwards nothing is left of them.
import { describe, expect, test } from '@jest/globals';
import type { ProbeReport } from '../../plugin/src/premiere/probes/probe.js';
import { HOST_VERSIONS, type HostVersion, type ProfileName } from './fake/index.js';
import { placementOf } from './support/takes.js';
import { foreignOf, SIGNAL, threeShots } from './support/worlds.js';

const MATRIX = (['strict', 'cut', 'lenient', 'exhaust'] as const).flatMap((profile) =>
  HOST_VERSIONS.map((hostVersion): [ProfileName, HostVersion] => [profile, hostVersion]),
);

async function ask(profile: ProfileName, hostVersion: HostVersion = '26.3.2') {
  const stage = threeShots({ profile, hostVersion });
  const before = foreignOf(stage);
  const report = JSON.parse(await stage.port.runProbes(SIGNAL)) as ProbeReport;
  const answerOf = (id: string): unknown => report.results.find((result) => result.id === id)?.answer;
  return { stage, before, report, answerOf };
}

describe.each(MATRIX)('as profile %s on %s', (profile, hostVersion) => {
  test('all sixteen questions are asked, none fails, and nothing is left', async () => {
    const { stage, before, report } = await ask(profile, hostVersion);
    expect(report.results.map(({ id }) => id)).toEqual(
      Array.from({ length: 16 }, (_, index) => `P${index + 1}`),
    );
    expect(report.results.filter(({ status }) => status === 'failed')).toEqual([]);
    expect(report.host).toEqual({ name: 'premierepro', version: hostVersion });
    const { state, activeSequenceGuid } = stage.fake.world.project(stage.fake.project.record.guid);
    expect(Object.keys(state.sequences)).toEqual([stage.guid]);
    expect(activeSequenceGuid).toBe(stage.guid);
    expect(Object.values(state.items).filter(({ name }) => name.includes('tone'))).toEqual([]);
    expect(foreignOf(stage)).toEqual(before);
    stage.fake.world.assertHealthy();
  });
});

test('the answers say what the fake is set to', async () => {
  const { answerOf } = await ask('cut');
  expect(answerOf('P1')).toMatchObject({
    readBackTicks: '254016000000',
    xmlFrame: 25,
    frameIfCountedFromStart: 25,
  });
  expect(answerOf('P2')).toMatchObject({ unset: ['-101606400000000000', '-101606400000000000'] });
  expect(answerOf('P3')).toEqual({ audioTracks: [3, 4], videoTracks: [3, 3], isClipThere: true });
  expect(answerOf('P6')).toEqual({ askedLength: 65_536, keptLength: 65_536, isCopiedWithClone: true });
  expect(answerOf('P9')).toEqual({ isClipThere: true, isMarkerThere: true, isPropertyThere: true });
  expect(answerOf('P10')).toMatchObject({ placedFrames: 25 });
  expect(answerOf('P11')).toMatchObject({
    constants: { RED: 1, BLUE: 6 },
    readBack: [0, 1, 2, 3, 4, 5, 6, 7],
  });
  expect(answerOf('P12')).toMatchObject({
    sequence: 'alive',
    projectItem: 'alive',
    trackItem: 'The script object is no longer valid.',
  });
  expect(answerOf('P16')).toEqual({ audioChannelType: 1, matchName: 'Internal Volume Stereo' });
  const strict = await ask('strict');
  expect(strict.answerOf('P12')).toMatchObject({ projectItem: 'The script object is no longer valid.' });
});

test('a question that fails is written down, and the others are asked', async () => {
  const stage = threeShots();
  stage.fake.world.faults.emptyFactories['Sequence.createCloneAction'] = 1_000;
  const report = JSON.parse(await stage.port.runProbes(SIGNAL)) as ProbeReport;
  expect(report.results.filter(({ status }) => status === 'failed').map(({ id }) => id)).toEqual(['P6']);
});

test('without a project there is nothing to ask; cancelled questions leave nothing', async () => {
  const stage = threeShots();
  const controller = new AbortController();
  stage.fake.world.beforeCall('Properties.createSetValueAction', () => controller.abort());
  await expect(stage.port.runProbes(controller.signal)).rejects.toMatchObject({ code: 'cancelled' });
  const { state } = stage.fake.world.project(stage.fake.project.record.guid);
  expect(Object.keys(state.sequences)).toEqual([stage.guid]);
  stage.fake.world.userClosesProject();
  await expect(stage.port.runProbes(SIGNAL)).rejects.toMatchObject({ code: 'no-active-sequence' });
});

test('a score can be placed right after the questions', async () => {
  const { stage } = await ask('strict');
  const score = { start: 0n, end: stage.cut.frames(250) };
  const report = await stage.port.placeScore(placementOf(stage.fake, stage.guid, { score }), SIGNAL);
  expect(report.placed.markerCount).toBe(20);
});
