// Timelines of real media, watched: every frame against the frame of the file that should be seen, and what is said of the rest.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { scoreResult, type TimelineClip, type TimelineSnapshot } from '@framescore/contract';
import { openMedia } from '../../native-host/src/media/frame-source.js';
import { openSource } from '../../native-host/src/open-source.js';
import { readPicture } from '../../native-host/src/read-picture.js';
import { fixture, meanDifference, quietRun, readRange } from '../media/media-samples.js';
import { ROOT, runCommandLine } from '../process/command-line.js';
import { clip, frameTicks, sequence, snapshot, track } from './timeline-samples.js';

const FILM = path.join(ROOT, 'examples/media/night-train.mp4');
const STILL = fixture('still.png');
const media = openMedia();
const SIZE = { widthPx: 64, heightPx: 36 };

type Shown = { frame: number; rgb: Uint8Array };

let work = '';
/** Every frame of the film, by its number at 25 fps. */
let film: Uint8Array[] = [];

beforeAll(async () => {
  work = await mkdtemp(path.join(tmpdir(), 'framescore-timeline-'));
  film = (await readRange(media, FILM, 0, 24.08)).map(({ rgb }) => rgb);
  expect(film).toHaveLength(602);
});
afterAll(async () => rm(work, { recursive: true, force: true }));

async function save(timeline: TimelineSnapshot, name = 'timeline.json'): Promise<string> {
  const file = path.join(work, name);
  await writeFile(file, JSON.stringify(timeline));
  return file;
}

async function open(timeline: TimelineSnapshot, rangeSeconds?: [number, number]) {
  const request = {
    mediaPath: await save(timeline),
    rangeSeconds,
    controls: { style: 'auto', intensity: 50, sync: 80, seed: 1 },
    outputs: { directory: work, stems: false, midi: false, preview: false },
  };
  return openSource(request, media, quietRun());
}

/** The frames that are shown at each frame of 25 fps of the range: the newest one at each. */
async function watch(timeline: TimelineSnapshot, rangeSeconds?: [number, number]) {
  const source = await open(timeline, rangeSeconds);
  const reading = readPicture(source, SIZE, media, quietRun());
  const shown: Shown[] = [];
  let lastSeconds = -1;
  for await (const { timeSeconds, rgb } of reading.frames) {
    expect(timeSeconds).toBeGreaterThan(lastSeconds);
    lastSeconds = timeSeconds;
    shown.push({ frame: Math.round(timeSeconds * 25), rgb });
  }
  const at = (frame: number) => shown.findLast((each) => each.frame <= frame)!.rgb;
  return { source, at, warnings: reading.warnings(), frameCount: shown.length };
}

const one = (clips: TimelineClip[], rest = {}) => snapshot([sequence('r', [track(clips)])], rest);
const filmed = (range: readonly [number, number], rest: Parameters<typeof clip>[1] = {}) =>
  clip(range, { mediaPath: FILM, ...rest });
const expectSame = (seen: Uint8Array, expected: Uint8Array | undefined) =>
  expect(Buffer.compare(seen, expected!)).toBe(0);

describe('the picture of a timeline', () => {
  test('is that of each clip from its in point on, whatever comes before', async () => {
    const clips = [filmed([0, 20], { at: 100 }), filmed([20, 45], { at: 7 }), filmed([45, 60], { at: 400 })];
    const { at } = await watch(one(clips));
    for (let i = 0; i < 20; i += 1) expectSame(at(i), film[100 + i]);
    for (let i = 20; i < 45; i += 1) expectSame(at(i), film[7 + i - 20]);
    for (let i = 45; i < 60; i += 1) expectSame(at(i), film[400 + i - 45]);
  });

  test('runs backwards at twice the speed from the out point, also over many pieces', async () => {
    const clips = [filmed([0, 30]), filmed([30, 310], { at: 20, speed: 2, isReversed: true })];
    const { at } = await watch(one(clips));
    // The last frame of the source is the first; of each two that pass, the newer one is seen.
    for (let i = 30; i < 310; i += 1) expectSame(at(i), film[20 + 560 - 1 - 2 * (i - 30)]);
  });

  test('runs backwards frame by frame at its own speed', async () => {
    const { at } = await watch(one([filmed([0, 300], { at: 150, isReversed: true })]));
    for (let i = 0; i < 300; i += 1) expectSame(at(i), film[449 - i]);
  });

  test('stands twice as long at half speed, and is spread evenly where the speed is a curve', async () => {
    const slow = filmed([0, 30], { at: 200, speed: 0.5 });
    const ramp = filmed([30, 60], { at: 300, out: 390, name: 'ramped' });
    const { at, warnings } = await watch(one([slow, ramp]));
    for (let i = 0; i < 30; i += 1) expectSame(at(i), film[200 + Math.floor(i / 2)]);
    for (let i = 0; i < 30; i += 1) expectSame(at(30 + i), film[300 + 3 * i]);
    expect(warnings).toMatchObject([{ code: 'speed-ramp', atSeconds: 1.2, detail: /"ramped"/ }]);
  });

  test('holds one frame at speed 0', async () => {
    const { at } = await watch(one([filmed([0, 30], { at: 77, speed: 0, out: 77 })]));
    for (const i of [0, 15, 29]) expectSame(at(i), film[77]);
  });

  test('goes through nested sequences, at their speed', async () => {
    const inner = sequence('n', [track([filmed([0, 40], { at: 50 }), filmed([40, 100], { at: 300 })])]);
    const nest = (range: readonly [number, number], rest: object) =>
      clip(range, { kind: 'sequence', sequenceGuid: 'n', ...rest });
    const outer = sequence('r', [
      track([nest([0, 30], { at: 25 }), nest([30, 60], { at: 10, isReversed: true })]),
    ]);
    const { at } = await watch(snapshot([outer, inner]));
    for (let i = 0; i < 15; i += 1) expectSame(at(i), film[75 + i]);
    for (let i = 15; i < 30; i += 1) expectSame(at(i), film[300 + i - 15]);
    // Backwards from frame 39 of the nest down to 10: all of it from its first clip.
    for (let i = 30; i < 60; i += 1) expectSame(at(i), film[50 + 39 - (i - 30)]);
  });

  test('holds a still, though its in point is an hour', async () => {
    const still = clip([10, 40], { kind: 'still', mediaPath: STILL, at: 90_000 });
    const { at } = await watch(one([filmed([0, 10]), still]));
    const [expected] = await readRange(media, STILL, 0, 1);
    for (const i of [10, 25, 39]) expectSame(at(i), expected!.rgb);
  });

  test('is black in gaps and under titles over nothing', async () => {
    const clips = [filmed([0, 10]), clip([20, 30], { kind: 'graphic' }), filmed([30, 40])];
    const { at } = await watch(one(clips));
    for (const i of [10, 19, 20, 29]) expect(Math.max(...at(i))).toBe(0);
    expectSame(at(30), film[0]);
  });

  test('is that of the range only, which need not begin on a frame', async () => {
    const { at, source } = await watch(one([filmed([0, 100])]), [1.013, 2.513]);
    expect([source.startSeconds, source.durationSeconds]).toEqual([1.013, 1.5]);
    expectSame(at(0), film[25]);
    expectSame(at(20), film[45]);
  });

  test('lies between in and out point where these are set', async () => {
    const marked = { inTicks: frameTicks(30), outTicks: frameTicks(60) };
    const { source, at } = await watch(one([filmed([0, 100])], marked));
    expect([source.startSeconds, source.endSeconds]).toEqual([1.2, 2.4]);
    expectSame(at(0), film[30]);
  });

  test('follows the frame rate that the user set for the source, and its start timecode', async () => {
    const doubled = filmed([0, 30], { at: 40, sourceFramesPerSecond: 50 });
    const hour = 90_000;
    const later = filmed([30, 60], { at: hour + 100, mediaStartTicks: frameTicks(hour) });
    const { at } = await watch(one([doubled, later]));
    // Source frame n of a file read as 50 fps is its frame 2n on a clock of 25.
    for (let i = 0; i < 30; i += 1) expectSame(at(i), film[80 + 2 * i]);
    for (let i = 30; i < 60; i += 1) expectSame(at(i), film[70 + i]);
  });

  test('comes from the proxy where that is as long as the media, and from the media where it is not', async () => {
    const proxy = path.join(work, 'proxy.mp4');
    await copyFile(FILM, proxy);
    const other = fixture('cuts-at-0.5-and-1.25-24fps.mp4');
    const gone = path.join(work, 'gone.mp4');
    const withProxy = (range: readonly [number, number], mediaPath: string, proxyPath: string) =>
      filmed(range, { at: range[0], mediaPath, proxyPath });
    const clips = [withProxy([0, 20], FILM, other), withProxy([20, 40], gone, proxy)];
    const { at, warnings } = await watch(one(clips));
    expectSame(at(10), film[10]);
    expectSame(at(30), film[30]);
    expect(warnings).toEqual([]);
  });
});

describe('what cannot be seen', () => {
  const gone = { mediaPath: '/media/of/another/machine.mov', name: 'Take 7', isOffline: true };

  test('is grey and said, and the rest is seen', async () => {
    const { at, warnings } = await watch(
      one([filmed([0, 30]), clip([30, 60], gone), filmed([60, 90], { at: 60 })]),
    );
    expect(new Set(at(45))).toEqual(new Set([128]));
    expectSame(at(70), film[70]);
    expect(warnings).toMatchObject([
      { code: 'clip-offline', atSeconds: 1.2, detail: /"Take 7" is offline: its picture was not seen/ },
    ]);
  });

  test('is seen in the frames that were exported, each from its moment on', async () => {
    const frames = [
      { timeTicks: frameTicks(35), path: STILL },
      { timeTicks: frameTicks(50), path: fixture('still.jpg') },
    ];
    const { at, warnings, source } = await watch(one([filmed([0, 30]), clip([30, 60], { ...gone, frames })]));
    const [png, jpg] = await Promise.all(
      ['still.png', 'still.jpg'].map((name) => readRange(media, fixture(name), 0, 1)),
    );
    expectSame(at(30), png![0]!.rgb);
    expectSame(at(49), png![0]!.rgb);
    expectSame(at(50), jpg![0]!.rgb);
    expect(warnings).toEqual([]);
    expect(source.timeline!.borders.map(({ cue }) => cue?.kind ?? null)).toEqual(['clip-cut', null]);
  });

  test('may be a file that is no film: it fails alone', async () => {
    const text = path.join(work, 'text.mov');
    await writeFile(text, 'this is no film');
    const { at, warnings } = await watch(
      one([clip([0, 30], { mediaPath: text, name: 'T' }), filmed([30, 60])]),
    );
    expect(new Set(at(10))).toEqual(new Set([128]));
    expectSame(at(40), film[10]);
    expect(warnings).toMatchObject([{ code: 'clip-unseen', detail: /"T" cannot be read/ }]);
  });

  test('ends the job only where nothing else is there, and says so', async () => {
    await expect(open(one([clip([0, 60], gone)]))).rejects.toMatchObject({
      code: 'media-missing',
      detail: /No clip in this range can be seen.*"Take 7"/,
    });
    await expect(open(one([clip([0, 60], { kind: 'graphic' })]))).rejects.toMatchObject({
      code: 'media-no-video',
    });
  });

  test('is the end of a file that was cut off: its last frame is held, in a clip and in a file', async () => {
    const cutOff = path.join(work, 'cut-off.mp4');
    const bytes = await readFile(FILM);
    await writeFile(cutOff, bytes.subarray(0, Math.floor(bytes.length * 0.9)));
    const whole = await readRange(media, cutOff, 0, 24.08);
    const { at, warnings } = await watch(one([filmed([0, 120], { mediaPath: cutOff, at: 480 })]));
    expectSame(at(119), whole.at(-1)!.rgb);
    expect(warnings).toMatchObject([
      { code: 'media-ends-early', detail: /ends at 22\.[67] s, 1\.[34] seconds before/ },
    ]);
  });
});

describe('a timeline that cannot be used', () => {
  const saveText = async (text: string) => {
    const file = path.join(work, 'broken.json');
    await writeFile(file, text);
    return file;
  };

  test.each([
    ['no JSON', 'hello', /not JSON/],
    ['no timeline', '{"schemaVersion": 1}', /does not follow the format/],
    [
      'an empty one',
      JSON.stringify(snapshot([sequence('r', [], { ticksPerFrame: '0' })])),
      /no frame length/,
    ],
    [
      'one without its root',
      JSON.stringify(snapshot([sequence('r', [])], { rootGuid: 'x' })),
      /is not in the timeline/,
    ],
  ])('is refused in words: %s', async (_what, text, words) => {
    const request = {
      mediaPath: await saveText(text),
      controls: { style: 'auto', intensity: 50, sync: 80, seed: 1 },
      outputs: { directory: work, stems: false, midi: false, preview: false },
    };
    await expect(openSource(request, media, quietRun())).rejects.toMatchObject({
      code: 'timeline-invalid',
      detail: words,
    });
  });

  test('is one that is nested in itself', async () => {
    const inside = sequence('n', [track([clip([0, 50], { kind: 'sequence', sequenceGuid: 'r' })])]);
    const outside = sequence('r', [track([clip([0, 50], { kind: 'sequence', sequenceGuid: 'n' })])]);
    await expect(open(snapshot([outside, inside]))).rejects.toMatchObject({
      code: 'timeline-invalid',
      detail: /nested in itself \("Sequence r" in "Sequence n" in "Sequence r"\)/,
    });
  });
});

describe('framescore score timeline.json', () => {
  test('scores clips, a reversed one, a nest, an offline one and a still, with its cuts at their exact times', async () => {
    const inner = sequence('n', [track([filmed([0, 60], { at: 380 })])]);
    const clips = [
      filmed([0, 50], { at: 100 }),
      filmed([50, 75], { at: 100, speed: 2, isReversed: true }),
      clip([75, 100], { kind: 'sequence', sequenceGuid: 'n' }),
      clip([100, 115], { mediaPath: '/gone.mov', name: 'Gone', isOffline: true }),
      clip([115, 140], { kind: 'still', mediaPath: STILL, at: 90_000 }),
    ];
    const marker = {
      startTicks: frameTicks(20),
      durationTicks: '0',
      name: 'hit',
      comment: '',
      isOurs: false,
    };
    const root = sequence('r', [track(clips)], { name: 'Trailer: 2', markers: [marker] });
    const timeline = await save(snapshot([root, inner]), 'trailer.json');
    const args = [
      'score',
      timeline,
      '--model',
      'debug-score',
      '--seed',
      '3',
      '--range',
      '00:00:00:00-00:00:05:15',
    ];
    const finished = await runCommandLine(args, { cwd: work });
    expect(finished).toMatchObject({ exitCode: 0, stderr: '', orphans: [] });
    const text = await readFile(path.join(work, 'Trailer- 2.score', 'score.json'), 'utf8');
    const result = scoreResult.parse(JSON.parse(text));
    expect(result.request).toMatchObject({ mediaPath: timeline, rangeSeconds: [0, 5.6] });
    expect(result.audio.sampleCount).toBe(Math.round(5.6 * 48_000));
    const times = (kind: string) =>
      result.cues.filter((cue) => cue.kind === kind).map((cue) => cue.timeSeconds);
    expect(times('clip-cut')).toEqual([2, 3, 4, 4.6]);
    expect(times('user-marker')).toEqual([0.8]);
    // The film itself has a cut at frame 143, which the first clip shows at frame 43 and the reversed one at 53 or 54.
    expect(times('cut').some((time) => Math.abs(time - 1.72) < 1e-6)).toBe(true);
    expect(times('cut').every((time) => [1.72, 2.12, 2.16].some((cut) => Math.abs(time - cut) < 1e-6))).toBe(
      true,
    );
    expect(result.warnings.map(({ code }) => code)).toContain('clip-offline');
  });

  test('refuses a preview before any work is done', async () => {
    const timeline = await save(one([filmed([0, 50])]));
    const finished = await runCommandLine(['score', timeline, '--preview', '--out', path.join(work, 'p')]);
    expect(finished).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/Leave --preview out/) });
  });
});

test('frames of neighbours differ, so that the comparisons above mean something', () => {
  expect(meanDifference(film[100]!, film[101]!)).toBeGreaterThan(0.02);
  expect(meanDifference(film[20]!, film[300]!)).toBeGreaterThan(5);
});
