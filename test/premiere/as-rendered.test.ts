// "As rendered": pictures of the finished sequence for every shot of the range, from a Premiere that drops, refuses and delays them.
import { expect, test } from '@jest/globals';
import { timelineSnapshot } from '@framescore/contract';
import { SIGNAL, threeShots, type Stage } from './support/worlds.js';

const rootOf = async (stage: Stage) => {
  const { snapshot, warnings } = await stage.port.readTimeline(SIGNAL, true);
  expect(timelineSnapshot.safeParse(snapshot).success).toBe(true);
  return { root: snapshot.sequences.find(({ guid }) => guid === snapshot.rootGuid)!, warnings };
};

test('each shot is seen from its first frame, in order, and the pictures are there', async () => {
  const stage = threeShots();
  const { root, warnings } = await rootOf(stage);
  const frames = root.renderedFrames ?? [];
  const times = frames.map(({ timeTicks }) => BigInt(timeTicks));
  expect(times).toEqual([...times].sort((a, b) => (a < b ? -1 : 1)));
  const starts = root.videoTracks.flatMap(({ clips }) => clips.map(({ startTicks }) => BigInt(startTicks)));
  expect(starts.length).toBeGreaterThan(2);
  for (const start of starts) expect(times).toContain(start);
  const written = new Set(stage.fake.world.frames.map(({ path }) => path));
  expect(frames.every(({ path }) => written.has(path))).toBe(true);
  expect(warnings).toEqual([]);
});

test('without it nothing of the finished sequence is exported', async () => {
  const stage = threeShots();
  const { snapshot } = await stage.port.readTimeline(SIGNAL);
  expect(snapshot.sequences.every(({ renderedFrames }) => renderedFrames === undefined)).toBe(true);
  expect(stage.fake.world.frames).toEqual([]);
});

test('a Premiere that exports nothing is told of in words, and the timeline is read all the same', async () => {
  const stage = threeShots();
  stage.fake.world.faults.framesToRefuse = 1_000;
  const { root, warnings } = await rootOf(stage);
  expect(root.renderedFrames).toEqual([]);
  expect(warnings).toEqual([expect.stringMatching(/^0 of \d+ pictures of the finished sequence/)]);
});

test('a picture that is dropped is asked for again', async () => {
  const stage = threeShots();
  stage.fake.world.faults.framesToDrop = 2;
  const { root, warnings } = await rootOf(stage);
  expect(root.renderedFrames!.length).toBeGreaterThan(3);
  expect(warnings).toEqual([]);
});
