// Timelines of real media, watched: every frame against the frame of the file that should be seen, and what is said of the rest.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { copyFile, readFile } from 'node:fs/promises';
import { fixture, meanDifference, readRange } from '../media/media-samples.js';
import { clip, frameTicks, sequence, snapshot, track } from './timeline-samples.js';
import { FILM, filmed, media, oneTrack, readFilm, WorkFolder } from './watch-timeline.js';

const STILL = fixture('still.png');

let work: WorkFolder;
let film: Uint8Array[] = [];

beforeAll(async () => {
  work = await WorkFolder.make();
  film = await readFilm();
});
afterAll(() => work.remove());

const expectSame = (seen: Uint8Array, expected: Uint8Array | undefined) =>
  expect(Buffer.compare(seen, expected!)).toBe(0);

describe('the picture of a timeline', () => {
  test('is that of each clip from its in point on, whatever comes before', async () => {
    const clips = [filmed([0, 20], { at: 100 }), filmed([20, 45], { at: 7 }), filmed([45, 60], { at: 400 })];
    const { at } = await work.watch(oneTrack(clips));
    for (let i = 0; i < 20; i += 1) expectSame(at(i), film[100 + i]);
    for (let i = 20; i < 45; i += 1) expectSame(at(i), film[7 + i - 20]);
    for (let i = 45; i < 60; i += 1) expectSame(at(i), film[400 + i - 45]);
  });

  test('runs backwards at twice the speed from the out point, also over many pieces', async () => {
    const clips = [filmed([0, 30]), filmed([30, 310], { at: 20, speed: 2, isReversed: true })];
    const { at } = await work.watch(oneTrack(clips));
    // The last frame of the source is the first; of each two that pass, the newer one is seen.
    for (let i = 30; i < 310; i += 1) expectSame(at(i), film[20 + 560 - 1 - 2 * (i - 30)]);
  });

  test('runs backwards frame by frame at its own speed', async () => {
    const { at } = await work.watch(oneTrack([filmed([0, 300], { at: 150, isReversed: true })]));
    for (let i = 0; i < 300; i += 1) expectSame(at(i), film[449 - i]);
  });

  test('stands twice as long at half speed, and is spread evenly where the speed is a curve', async () => {
    const slow = filmed([0, 30], { at: 200, speed: 0.5 });
    const ramp = filmed([30, 60], { at: 300, out: 390, name: 'ramped' });
    const { at, warnings } = await work.watch(oneTrack([slow, ramp]));
    for (let i = 0; i < 30; i += 1) expectSame(at(i), film[200 + Math.floor(i / 2)]);
    for (let i = 0; i < 30; i += 1) expectSame(at(30 + i), film[300 + 3 * i]);
    expect(warnings).toMatchObject([
      { code: 'speed-ramp', atSeconds: 1.2, detail: expect.stringMatching(/"ramped"/) },
    ]);
  });

  test('holds one frame at speed 0', async () => {
    const { at } = await work.watch(oneTrack([filmed([0, 30], { at: 77, speed: 0, out: 77 })]));
    for (const i of [0, 15, 29]) expectSame(at(i), film[77]);
  });

  test('goes through nested sequences, at their speed', async () => {
    const inner = sequence('n', [track([filmed([0, 40], { at: 50 }), filmed([40, 100], { at: 300 })])]);
    const nest = (range: readonly [number, number], rest: object) =>
      clip(range, { kind: 'sequence', sequenceGuid: 'n', ...rest });
    const outer = sequence('r', [
      track([nest([0, 30], { at: 25 }), nest([30, 60], { at: 10, isReversed: true })]),
    ]);
    const { at } = await work.watch(snapshot([outer, inner]));
    for (let i = 0; i < 15; i += 1) expectSame(at(i), film[75 + i]);
    for (let i = 15; i < 30; i += 1) expectSame(at(i), film[300 + i - 15]);
    // Backwards from frame 39 of the nest down to 10: all of it from its first clip.
    for (let i = 30; i < 60; i += 1) expectSame(at(i), film[50 + 39 - (i - 30)]);
  });

  test('holds a still, though its in point is an hour', async () => {
    const still = clip([10, 40], { kind: 'still', mediaPath: STILL, at: 90_000 });
    const { at } = await work.watch(oneTrack([filmed([0, 10]), still]));
    const [expected] = await readRange(media, STILL, 0, 1);
    for (const i of [10, 25, 39]) expectSame(at(i), expected!.rgb);
  });

  test('is black in gaps and under titles over nothing', async () => {
    const clips = [filmed([0, 10]), clip([20, 30], { kind: 'graphic' }), filmed([30, 40])];
    const { at } = await work.watch(oneTrack(clips));
    for (const i of [10, 19, 20, 29]) expect(Math.max(...at(i))).toBe(0);
    expectSame(at(30), film[0]);
  });

  test('is that of the range only, which need not begin on a frame', async () => {
    const { at, source } = await work.watch(oneTrack([filmed([0, 100])]), [1.013, 2.513]);
    expect([source.startSeconds, source.durationSeconds]).toEqual([1.013, 1.5]);
    expectSame(at(0), film[25]);
    expectSame(at(20), film[45]);
  });

  test('lies between in and out point where these are set', async () => {
    const marked = { inTicks: frameTicks(30), outTicks: frameTicks(60) };
    const { source, at } = await work.watch(oneTrack([filmed([0, 100])], marked));
    expect([source.startSeconds, source.endSeconds]).toEqual([1.2, 2.4]);
    expectSame(at(0), film[30]);
  });

  test('follows the frame rate that the user set for the source, and its start timecode', async () => {
    const doubled = filmed([0, 30], { at: 40, sourceFramesPerSecond: 50 });
    const hour = 90_000;
    const later = filmed([30, 60], { at: hour + 100, mediaStartTicks: frameTicks(hour) });
    const { at } = await work.watch(oneTrack([doubled, later]));
    // Source frame n of a file read as 50 fps is its frame 2n on a clock of 25.
    for (let i = 0; i < 30; i += 1) expectSame(at(i), film[80 + 2 * i]);
    for (let i = 30; i < 60; i += 1) expectSame(at(i), film[70 + i]);
  });

  test('comes from the proxy where that is as long as the media, and from the media where it is not', async () => {
    const proxy = work.file('proxy.mp4');
    await copyFile(FILM, proxy);
    const other = fixture('cuts-at-0.5-and-1.25-24fps.mp4');
    const gone = work.file('gone.mp4');
    const withProxy = (range: readonly [number, number], mediaPath: string, proxyPath: string) =>
      filmed(range, { at: range[0], mediaPath, proxyPath });
    const clips = [withProxy([0, 20], FILM, other), withProxy([20, 40], gone, proxy)];
    const { at, warnings } = await work.watch(oneTrack(clips));
    expectSame(at(10), film[10]);
    expectSame(at(30), film[30]);
    expect(warnings).toEqual([]);
  });
});

describe('what cannot be seen', () => {
  const gone = { mediaPath: '/media/of/another/machine.mov', name: 'Take 7', isOffline: true };

  test('is grey and said, and the rest is seen', async () => {
    const { at, warnings } = await work.watch(
      oneTrack([filmed([0, 30]), clip([30, 60], gone), filmed([60, 90], { at: 60 })]),
    );
    expect(new Set(at(45))).toEqual(new Set([128]));
    expectSame(at(70), film[70]);
    expect(warnings).toMatchObject([
      {
        code: 'clip-offline',
        atSeconds: 1.2,
        detail: expect.stringMatching(/"Take 7" is offline: its picture was not seen/),
      },
    ]);
  });

  test('is seen in the frames that were exported, each from its moment on', async () => {
    const frames = [
      { timeTicks: frameTicks(35), path: STILL },
      { timeTicks: frameTicks(50), path: fixture('still.jpg') },
    ];
    const { at, warnings, source } = await work.watch(
      oneTrack([filmed([0, 30]), clip([30, 60], { ...gone, frames })]),
    );
    const [png, jpg] = await Promise.all(
      ['still.png', 'still.jpg'].map((name) => readRange(media, fixture(name), 0, 1)),
    );
    expectSame(at(30), png![0]!.rgb);
    expectSame(at(49), png![0]!.rgb);
    expectSame(at(50), jpg![0]!.rgb);
    expect(warnings).toEqual([]);
    expect(source.timeline!.borders.map(({ cue }) => cue?.kind ?? null)).toEqual(['clip-cut', null]);
  });

  test('is a title over nothing as it was exported, and what lies below a title elsewhere', async () => {
    const frames = [{ timeTicks: frameTicks(35), path: STILL }];
    const title = clip([20, 60], { kind: 'graphic', name: 'Title', frames });
    const below = track([filmed([0, 30]), filmed([50, 80], { at: 50 })]);
    const { at, source } = await work.watch(snapshot([sequence('r', [below, track([title])])]));
    const [png] = await readRange(media, STILL, 0, 1);
    expectSame(at(25), film[25]);
    expectSame(at(40), png!.rgb);
    expectSame(at(55), film[55]);
    expect(source.timeline!.borders.map(({ timeSeconds }) => timeSeconds)).toEqual([1.2, 2]);
  });

  test('may be a file that is no film: it fails alone', async () => {
    const text = await work.save('this is no film', 'text.mov');
    const { at, warnings } = await work.watch(
      oneTrack([clip([0, 30], { mediaPath: text, name: 'T' }), filmed([30, 60])]),
    );
    expect(new Set(at(10))).toEqual(new Set([128]));
    expectSame(at(40), film[10]);
    expect(warnings).toMatchObject([
      { code: 'clip-unseen', detail: expect.stringMatching(/"T" cannot be read/) },
    ]);
  });

  test('ends the job only where nothing else is there, and says so', async () => {
    await expect(work.open(oneTrack([clip([0, 60], gone)]))).rejects.toMatchObject({
      code: 'media-missing',
      detail: expect.stringMatching(/No clip in this range can be seen.*"Take 7"/),
    });
    await expect(work.open(oneTrack([clip([0, 60], { kind: 'graphic' })]))).rejects.toMatchObject({
      code: 'media-no-video',
    });
  });

  test('is the end of a file that was cut off: its last frame is held, in a clip and in a file', async () => {
    const bytes = await readFile(FILM);
    const cutOff = await work.save(bytes.subarray(0, Math.floor(bytes.length * 0.9)), 'cut-off.mp4');
    const whole = await readRange(media, cutOff, 0, 24.08);
    const { at, warnings } = await work.watch(oneTrack([filmed([0, 120], { mediaPath: cutOff, at: 480 })]));
    expectSame(at(119), whole.at(-1)!.rgb);
    expect(warnings).toHaveLength(1);
    expect(warnings).toMatchObject([
      {
        code: 'media-ends-early',
        detail: expect.stringMatching(/ends at 22\.[67] s, 1\.[34] seconds before/),
      },
    ]);
  });
});

test('frames of neighbours differ, so that the comparisons above mean something', () => {
  expect(meanDifference(film[100]!, film[101]!)).toBeGreaterThan(0.02);
  expect(meanDifference(film[20]!, film[300]!)).toBeGreaterThan(5);
});
