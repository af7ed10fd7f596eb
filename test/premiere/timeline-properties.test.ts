// Random timelines and operations: foreign things never change, the score covers exactly its range, markers are the beats, undo undoes.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { MarkerChoice, Placement } from '../../plugin/src/ports.js';
import {
  HOST_VERSIONS,
  TICKS_PER_FRAME,
  TICKS_PER_SECOND,
  type HostVersion,
  type ProfileName,
  type RateName,
} from './fake/index.js';
import { placementOf } from './support/takes.js';
import { foreignOf, ownClips, ownMarkers, removeAll, SIGNAL, stageOf, type Stage } from './support/worlds.js';

const RUNS = 120;
const PROFILES: ProfileName[] = ['strict', 'cut', 'lenient', 'bad', 'flaky'];

type Block = {
  track: number;
  gap: number;
  frames: number;
  kind: 'shot' | 'sound' | 'graphic';
  isSelected: boolean;
};
type Timeline = {
  rate: RateName;
  profile: ProfileName;
  hostVersion: HostVersion;
  seed: number;
  zeroPointSeconds: number;
  blocks: Block[];
  mutedAudio: number[];
  markers: number[];
};

const timeline: fc.Arbitrary<Timeline> = fc.record({
  rate: fc.constantFrom(...(Object.keys(TICKS_PER_FRAME) as RateName[])),
  profile: fc.constantFrom(...PROFILES),
  hostVersion: fc.constantFrom(...HOST_VERSIONS),
  seed: fc.nat(10_000),
  zeroPointSeconds: fc.constantFrom(0, 3600),
  blocks: fc.array(
    fc.record({
      track: fc.nat(3),
      gap: fc.nat(60),
      frames: fc.integer({ min: 1, max: 200 }),
      kind: fc.constantFrom('shot', 'sound', 'graphic'),
      isSelected: fc.boolean(),
    }),
    { maxLength: 14 },
  ),
  mutedAudio: fc.uniqueArray(fc.nat(3), { maxLength: 2 }),
  markers: fc.array(fc.nat(500), { maxLength: 6 }),
});

const choice: fc.Arbitrary<MarkerChoice> = fc.record({
  isOn: fc.boolean(),
  everyNth: fc.constantFrom(1, 2, 4),
  areDownbeatsColoured: fc.boolean(),
});

/** A range in frames, at least two long. */
const span = fc
  .tuple(fc.nat(400), fc.integer({ min: 2, max: 400 }))
  .map(([from, length]) => ({ from, to: from + length }));

function buildStage(given: Timeline): Stage {
  return stageOf(
    (project) => {
      const shot = project.media('/film/shot.mov');
      const sound = project.media('/fx/sound.wav', { kind: 'audio' });
      const cut = project.sequence('Cut', { rate: given.rate, zeroPointSeconds: given.zeroPointSeconds });
      const cursors = [0, 0, 0, 0];
      for (const { track, gap, frames, kind, isSelected } of given.blocks) {
        const at = (cursors[track] ?? 0) + gap;
        cursors[track] = at + frames;
        if (kind === 'graphic') cut.graphic({ track, at, frames, isSelected });
        else cut.clip(kind === 'shot' ? shot : sound, { track, at, frames, isSelected });
      }
      for (const index of given.mutedAudio) cut.mute('audio', index);
      for (const at of given.markers) cut.marker({ at, name: 'User', comment: 'mine' });
      return cut;
    },
    { profile: given.profile, hostVersion: given.hostVersion, seed: given.seed },
  );
}

function range(stage: Stage, { from, to }: { from: number; to: number }) {
  return { start: stage.cut.frames(from), end: stage.cut.frames(to) };
}

function beatsInside(placement: Placement, from: bigint, to: bigint): number {
  const start = BigInt(placement.scoreRange.startTicks);
  const ticks = placement.take.result.beats.map(
    (beat) => start + BigInt(Math.round(beat * Number(TICKS_PER_SECOND))),
  );
  const { isOn, everyNth } = placement.markers;
  return isOn ? ticks.filter((at, index) => index % everyNth === 0 && at >= from && at < to).length : 0;
}

/** No gap, no overlap, exactly from start to end, and all on one track. */
function expectCover(stage: Stage, { start, end }: { start: bigint; end: bigint }): void {
  const clips = ownClips(stage);
  let reached = start;
  for (const clip of clips) {
    expect(clip.start).toBe(reached);
    expect(clip.track).toBe(clips[0]?.track);
    reached = clip.end;
  }
  expect(reached).toBe(end);
}

test('placing covers exactly the range, marks the beats, and one undo brings back what was before', async () => {
  await fc.assert(
    fc.asyncProperty(timeline, span, choice, async (given, frames, markers) => {
      const stage = buildStage(given);
      const before = foreignOf(stage);
      const score = range(stage, frames);
      const placement = placementOf(stage.fake, stage.guid, { score, markers });
      const state = stage.cut.state;
      const report = await stage.port.placeScore(placement, SIGNAL);
      expectCover(stage, score);
      expect(ownMarkers(stage)).toHaveLength(beatsInside(placement, score.start, score.end));
      expect(foreignOf(stage)).toEqual(before);
      for (let step = 0; step < report.undoSteps; step++) stage.fake.world.undo();
      expect(stage.cut.state).toEqual(state);
      stage.fake.world.assertHealthy();
    }),
    { numRuns: RUNS },
  );
});

test('doing it twice is doing it once', async () => {
  await fc.assert(
    fc.asyncProperty(timeline, span, choice, async (given, frames, markers) => {
      const stage = buildStage(given);
      const placement = placementOf(stage.fake, stage.guid, { score: range(stage, frames), markers });
      await stage.port.placeScore(placement, SIGNAL);
      const once = { clips: ownClips(stage), markers: ownMarkers(stage), foreign: foreignOf(stage) };
      await stage.port.placeScore(placement, SIGNAL);
      expect({ clips: ownClips(stage), markers: ownMarkers(stage), foreign: foreignOf(stage) }).toEqual(once);
    }),
    { numRuns: RUNS },
  );
});

test('a regenerated range replaces exactly itself', async () => {
  const cuts = fc.tuple(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  );
  await fc.assert(
    fc.asyncProperty(timeline, span, cuts, choice, async (given, frames, [a, b], markers) => {
      const stage = buildStage(given);
      const score = range(stage, frames);
      await stage.port.placeScore(placementOf(stage.fake, stage.guid, { score, markers }), SIGNAL);
      const before = { foreign: foreignOf(stage), markers: ownMarkers(stage) };
      const length = frames.to - frames.from;
      const first = frames.from + Math.floor(Math.min(a, b) * (length - 1));
      const part = range(stage, {
        from: first,
        to: Math.max(first + 1, frames.from + Math.floor(Math.max(a, b) * length)),
      });
      const next = placementOf(stage.fake, stage.guid, {
        score,
        part,
        markers,
        version: 2,
        jobId: 'job-2',
        beatSeconds: 0.4,
      });
      await stage.port.placeScore(next, SIGNAL);
      expectCover(stage, score);
      const fresh = ownClips(stage).filter(({ path }) => path === next.take.rangeWavPath);
      expect(fresh.map(({ start, end }) => ({ start, end }))).toEqual([part]);
      const isOutside = ({ ticks }: { ticks: bigint }): boolean => ticks < part.start || ticks >= part.end;
      const ticksOf = ({ ticks }: { ticks: bigint }): bigint => ticks;
      expect(ownMarkers(stage).filter(isOutside).map(ticksOf)).toEqual(
        before.markers.filter(isOutside).map(ticksOf),
      );
      expect(ownMarkers(stage).filter((marker) => !isOutside(marker))).toHaveLength(
        beatsInside(next, part.start, part.end),
      );
      expect(foreignOf(stage)).toEqual(before.foreign);
    }),
    { numRuns: RUNS },
  );
});

type Operation =
  | { kind: 'place'; frames: { from: number; to: number }; markers: MarkerChoice }
  | { kind: 'markers'; markers: MarkerChoice }
  | { kind: 'beats'; frames: number[] }
  | { kind: 'remove' }
  | { kind: 'undo' }
  | { kind: 'redo' };

const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ kind: fc.constant('place' as const), frames: span, markers: choice }),
  fc.record({ kind: fc.constant('markers' as const), markers: choice }),
  fc.record({ kind: fc.constant('beats' as const), frames: fc.array(fc.nat(600), { maxLength: 12 }) }),
  fc.record({ kind: fc.constant('remove' as const) }),
  fc.record({ kind: fc.constant('undo' as const) }),
  fc.record({ kind: fc.constant('redo' as const) }),
);

async function perform(stage: Stage, step: Operation, last: Placement | null): Promise<Placement | null> {
  const { port, guid, fake } = stage;
  if (step.kind === 'undo') fake.world.undo();
  if (step.kind === 'redo') fake.world.redo();
  if (step.kind === 'remove') await removeAll(stage);
  if (step.kind === 'beats') {
    const beatsTicks = step.frames.map((frame) => stage.cut.frames(frame).toString());
    const markers = { isOn: true, everyNth: 1, areDownbeatsColoured: false };
    await port.markBeats({ sequenceGuid: guid, beatsTicks, downbeatsTicks: [], markers }, SIGNAL);
  }
  if (step.kind === 'markers' && last) {
    const request = {
      sequenceGuid: guid,
      jobId: last.jobId,
      take: last.take,
      scoreRange: last.scoreRange,
      markers: step.markers,
    };
    await port.setMarkers(request, SIGNAL).catch((error: unknown) => {
      expect(error).toMatchObject({ code: 'timeline-changed' });
    });
  }
  if (step.kind !== 'place') return last;
  const jobId = `job-${step.frames.from}-${step.frames.to}`;
  const placement = placementOf(fake, guid, {
    score: range(stage, step.frames),
    markers: step.markers,
    jobId,
  });
  await port.placeScore(placement, SIGNAL);
  return placement;
}

test('whatever is done in whatever order, with undo and redo between, foreign things stay as they were', async () => {
  await fc.assert(
    fc.asyncProperty(timeline, fc.array(operation, { minLength: 1, maxLength: 8 }), async (given, steps) => {
      const stage = buildStage(given);
      const before = foreignOf(stage);
      let last: Placement | null = null;
      for (const step of steps) {
        last = await perform(stage, step, last);
        expect(foreignOf(stage)).toEqual(before);
        stage.fake.world.assertHealthy();
      }
      await removeAll(stage);
      expect(ownClips(stage)).toEqual([]);
      expect(ownMarkers(stage)).toEqual([]);
      expect(foreignOf(stage)).toEqual(before);
    }),
    { numRuns: RUNS },
  );
});

test('a build that makes no tracks either takes the whole score elsewhere or is left as it was', async () => {
  const profile = fc.constantFrom('overwriteNoCreate' as const, 'noNewTracks' as const);
  await fc.assert(
    fc.asyncProperty(timeline, profile, span, choice, async (given, limited, frames, markers) => {
      const stage = buildStage({ ...given, profile: limited });
      const before = foreignOf(stage);
      const score = range(stage, frames);
      const placement = placementOf(stage.fake, stage.guid, { score, markers });
      const report = await stage.port.placeScore(placement, SIGNAL).catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'timeline-rejected' });
        return null;
      });
      expect(foreignOf(stage)).toEqual(before);
      if (report) expectCover(stage, score);
      else expect([ownClips(stage), ownMarkers(stage), stage.cut.state.properties]).toEqual([[], [], {}]);
    }),
    { numRuns: RUNS },
  );
});
