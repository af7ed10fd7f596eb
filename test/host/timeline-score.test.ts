// Sources that need a word to the user, and whole scores of timelines by the command line.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { scoreResult } from '@framescore/contract';
import { openSource } from '../../native-host/src/open-source.js';
import { readPicture } from '../../native-host/src/read-picture.js';
import { fixture, quietRun } from '../media/media-samples.js';
import { runCommandLine } from '../process/command-line.js';
import { clip, frameTicks, sequence, snapshot, track } from './timeline-samples.js';
import { compute, FILM, filmed, media, oneTrack, REQUEST, SIZE, WorkFolder } from './watch-timeline.js';

const STILL = fixture('still.png');

let work: WorkFolder;

beforeAll(async () => {
  work = await WorkFolder.make();
});
afterAll(() => work.remove());

describe('a file that was cut off', () => {
  const watchFile = async (share: number, rangeSeconds?: [number, number]) => {
    const bytes = await readFile(FILM);
    const cut = bytes.subarray(0, Math.floor(bytes.length * share));
    const request = { ...REQUEST, mediaPath: await work.save(cut, `cut-${share}.mp4`), rangeSeconds };
    const reading = readPicture(
      await openSource(request, { media, compute }, quietRun()),
      SIZE,
      media,
      quietRun(),
    );
    for await (const frame of reading.frames) expect(frame.rgb).toHaveLength(64 * 36 * 3);
    return reading.warnings();
  };

  test('is scored with its last frame held, and that is said', async () => {
    const held = { code: 'media-ends-early', atSeconds: expect.closeTo(12.7, 0) as unknown };
    expect(await watchFile(0.9, [10, 24])).toMatchObject([
      {
        ...held,
        detail: expect.stringMatching(
          /ends at 22\.[67] s, 1\.[34] seconds before .* the last frame was held/,
        ),
      },
    ]);
  });

  test('is scored to its last frame where no range was asked for, and that is said', async () => {
    expect(await watchFile(0.6)).toMatchObject([
      {
        code: 'media-ends-early',
        detail: expect.stringMatching(/ends at 17\.\d s, 6\.\d seconds before its header says/),
      },
    ]);
  });

  test('is none where it is whole, and none where the range ends before', async () => {
    expect(await watchFile(1)).toEqual([]);
    expect(await watchFile(0.9, [3, 20])).toEqual([]);
  });
});

describe('a timeline that cannot be used', () => {
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
    const request = { ...REQUEST, mediaPath: await work.save(text, 'broken.json') };
    await expect(openSource(request, { media, compute }, quietRun())).rejects.toMatchObject({
      code: 'timeline-invalid',
      detail: expect.stringMatching(words),
    });
  });

  test('is one that is nested in itself', async () => {
    const inside = sequence('n', [track([clip([0, 50], { kind: 'sequence', sequenceGuid: 'r' })])]);
    const outside = sequence('r', [track([clip([0, 50], { kind: 'sequence', sequenceGuid: 'n' })])]);
    await expect(work.open(snapshot([outside, inside]))).rejects.toMatchObject({
      code: 'timeline-invalid',
      detail: expect.stringMatching(/nested in itself \("Sequence r" in "Sequence n" in "Sequence r"\)/),
    });
  });
});

describe('framescore score timeline.json', () => {
  test('scores clips, a reversed one, a nest, an offline one and a still, with its cuts at their exact times', async () => {
    const inner = sequence('n', [track([filmed([0, 60], { at: 380 })])]);
    const clips = [
      filmed([0, 50], { at: 100 }),
      filmed([50, 75], { at: 250, speed: 2, isReversed: true }),
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
    const timeline = await work.saveTimeline(snapshot([root, inner]), 'trailer.json');
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
    const finished = await runCommandLine(args, { cwd: work.path });
    expect(finished).toMatchObject({ exitCode: 0, stderr: '', orphans: [] });
    const text = await readFile(path.join(work.path, 'Trailer- 2.score', 'score.json'), 'utf8');
    const result = scoreResult.parse(JSON.parse(text));
    expect(result.request).toMatchObject({ mediaPath: timeline, rangeSeconds: [0, 5.6] });
    expect(result.audio.sampleCount).toBe(Math.round(5.6 * 48_000));
    const times = (kind: string) =>
      result.cues.filter((cue) => cue.kind === kind).map((cue) => cue.timeSeconds);
    expect(times('clip-cut')).toEqual([2, 3, 4, 4.6]);
    expect(times('user-marker')).toEqual([0.8]);
    // The film itself has cuts at its frames 143 and 388: the first clip shows the one, the nest the other.
    expect(times('cut')).toEqual([1.72, 3.32]);
    expect(result.warnings.map(({ code }) => code)).toContain('clip-offline');
  });

  test('refuses a preview before any work is done', async () => {
    const timeline = await work.saveTimeline(oneTrack([filmed([0, 50])]));
    const finished = await runCommandLine(['score', timeline, '--preview', '--out', work.file('p')]);
    expect(finished).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/Leave --preview out/) });
  });
});
