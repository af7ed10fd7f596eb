// Any timeline that the contract allows, however absurd, becomes shots that can be read: finite, in order, over the whole range.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ticksToSeconds, timelineSnapshot, type TimelineClip } from '@framescore/contract';
import {
  clip,
  FRAME_TICKS,
  frameTicks,
  sequence,
  snapshot,
  track,
} from '../../../../test/host/timeline-samples.js';
import type { FileFacts } from './choose-file.js';
import { expandRemaps } from './expand-remaps.js';
import { filmReads } from './film-reads.js';
import { bordersOf, joinSegments } from './join-segments.js';
import { planShots, type Shot } from './plan-shots.js';
import { heldBorders, shotBorders } from './timeline-cues.js';
import { visiblePieces } from './visible-pieces.js';

const FILM: FileFacts = { durationSeconds: 10, framesPerSecond: 25, hasVideo: true, isStill: false };
const STILL: FileFacts = { durationSeconds: 0, framesPerSecond: 25, hasVideo: true, isStill: true };
const files = {
  readable: new Map([
    ['/f', FILM],
    ['/s', STILL],
  ] as const),
  missing: new Set(['/gone']),
};

const RANGE = { startTicks: 3n * FRAME_TICKS, endTicks: 100n * FRAME_TICKS };

const anyTicks = fc.oneof(
  fc.bigInt({ min: -200n, max: 300n }).map((frames) => String(frames * FRAME_TICKS)),
  fc.bigInt({ min: -(10n ** 20n) + 1n, max: 10n ** 20n - 1n }).map(String),
);
const anyFrames = fc.array(fc.record({ timeTicks: anyTicks, path: fc.constant('/s') }), { maxLength: 3 });
const anyRemap = fc.array(fc.record({ clipTicks: anyTicks, sourceTicks: anyTicks }), {
  minLength: 2,
  maxLength: 4,
});
const anyClip: fc.Arbitrary<TimelineClip> = fc
  .record({
    kind: fc.constantFrom('media', 'still', 'sequence', 'graphic', 'adjustment', 'synthetic'),
    startTicks: anyTicks,
    endTicks: anyTicks,
    inTicks: anyTicks,
    outTicks: anyTicks,
    speed: fc.oneof(fc.constantFrom(0, 1, 2, -1), fc.double({ noNaN: true, noDefaultInfinity: true })),
    isReversed: fc.boolean(),
    isOffline: fc.boolean(),
    isMulticam: fc.boolean(),
    mediaPath: fc.constantFrom('/f', '/s', '/gone', '/bad', null),
    proxyPath: fc.constantFrom('/f', null, null),
    sourceFramesPerSecond: fc.constantFrom(null, 25, 50, 1e-300, 1e300),
    mediaStartTicks: fc.option(anyTicks),
    sequenceGuid: fc.constantFrom('b', 'gone', null),
    frames: anyFrames,
    remap: fc.option(anyRemap, { nil: undefined }),
  })
  .map(({ remap, ...given }) => ({ ...clip([0, 1]), ...given, ...(remap && { remap }) }));
const anyTracks = fc.array(
  fc.array(anyClip, { maxLength: 4 }).map((clips) => track(clips)),
  { maxLength: 3 },
);

function plan(timeline: ReturnType<typeof snapshot>): { shots: Shot[]; times: number[] } {
  const { pieces, transitions } = visiblePieces(expandRemaps(timeline), RANGE);
  const segments = joinSegments(pieces, FRAME_TICKS);
  const { shots } = planShots(segments, RANGE, files, timeline.sequences[0]?.renderedFrames);
  const borders = heldBorders(
    shotBorders(bordersOf(segments, transitions, FRAME_TICKS), RANGE, () => true),
    shots,
  );
  return { shots, times: borders.map(({ timeSeconds }) => timeSeconds) };
}

describe('planShots', () => {
  test('makes shots of anything that the contract allows', () => {
    const isNested = ({ sequenceGuid }: TimelineClip) => sequenceGuid === 'b';
    fc.assert(
      fc.property(anyTracks, anyTracks, anyFrames, (outer, inner, renderedFrames) => {
        const flat = inner.map((each) => ({ ...each, clips: each.clips.filter((one) => !isNested(one)) }));
        const timeline = snapshot([sequence('a', outer, { renderedFrames }), sequence('b', flat)]);
        expect(timelineSnapshot.safeParse(timeline).success).toBe(true);
        const { shots, times } = plan(timeline);
        expect(shots[0]!.startSeconds).toBe(0);
        expect(shots.at(-1)!.endSeconds).toBe(ticksToSeconds(RANGE.endTicks - RANGE.startTicks));
        for (const [i, shot] of shots.entries()) {
          if (i > 0) expect(shot.startSeconds).toBe(shots[i - 1]!.endSeconds);
          expectReadable(shot);
        }
        expect(times.every((time) => Number.isFinite(time))).toBe(true);
      }),
      { numRuns: 1500 },
    );
  });

  test('shows frames of the finished sequence where they stand, and media where none do', () => {
    const clips = [clip([0, 40], { mediaPath: '/f' }), clip([40, 100], { mediaPath: '/f', at: 100 })];
    const renderedFrames = [30, 10, 20].map((frame) => ({ timeTicks: frameTicks(frame), path: `/${frame}` }));
    const timeline = snapshot([sequence('a', [track(clips)], { renderedFrames })]);
    const { shots } = plan(timeline);
    expect(shots.map(({ picture }) => picture)).toMatchObject([
      {
        kind: 'held',
        isMoving: true,
        pictures: [
          { path: '/10', fromSeconds: 0 },
          { path: '/20', fromSeconds: 17 / 25 },
          { path: '/30', fromSeconds: 27 / 25 },
        ],
      },
      { kind: 'film', path: '/f' },
    ]);
  });

  test('reads a clip that uses more than its file has to the end of the file, and says for how long its last frame stands', () => {
    const long = (isReversed: boolean) => clip([0, 100], { mediaPath: '/f', at: 180, isReversed });
    const planned = (isReversed: boolean) => {
      const timeline = snapshot([sequence('a', [track([long(isReversed)])])]);
      return planShots(joinSegments(visiblePieces(timeline, RANGE).pieces, FRAME_TICKS), RANGE, files);
    };
    // Frames 183 to 280 of 250: 30 of them, 1.2 s, are missing; forward from 67 frames on, backwards at once (of those 27 are in the range).
    const detail = (held: string) =>
      expect.stringContaining(`/f ends at 10.0 s, ${held} seconds before`) as unknown;
    expect(planned(false).warnings).toEqual([
      { code: 'media-ends-early', atSeconds: expect.closeTo(2.68, 9) as unknown, detail: detail('1.2') },
    ]);
    expect(planned(true).warnings).toEqual([
      { code: 'media-ends-early', atSeconds: 0, detail: detail('1.1') },
    ]);
  });

  test('holds the last frame, and says so, where a clip uses what its file does not reach', () => {
    const late = clip([0, 100], { mediaPath: '/f', at: 500 });
    const segments = joinSegments(
      visiblePieces(snapshot([sequence('a', [track([late])])]), RANGE).pieces,
      FRAME_TICKS,
    );
    const { shots, warnings } = planShots(segments, RANGE, files);
    expect(shots).toMatchObject([
      { picture: { kind: 'held', pictures: [{ path: '/f', fileSeconds: 9.98 }] } },
    ]);
    expect(warnings).toMatchObject([
      { code: 'media-ends-early', detail: expect.stringMatching(/ends at 10\.0 s/) },
    ]);
  });
});

function expectReadable({ startSeconds, endSeconds, picture }: Shot): void {
  if (picture.kind === 'held') {
    expect(picture.pictures.length).toBeGreaterThan(0);
    for (const [i, { fileSeconds, fromSeconds }] of picture.pictures.entries()) {
      expect(fileSeconds >= 0 && fileSeconds < 10).toBe(true);
      expect(fromSeconds >= startSeconds && fromSeconds < endSeconds).toBe(true);
      if (i === 0) expect(fromSeconds).toBe(startSeconds);
    }
  }
  if (picture.kind !== 'film') return;
  const reads = filmReads(picture, 10);
  expect(reads.length).toBeGreaterThan(0);
  expect(reads.length).toBeLessThan(4);
  expect(picture.rate === 0).toBe(false);
  for (const read of reads) {
    expect(read.startSeconds >= 0 && read.endSeconds > read.startSeconds).toBe(true);
    expect(Number.isFinite(read.endSeconds)).toBe(true);
  }
}

describe('a clip of a picture that numbered ones follow', () => {
  const warningsOf = (inSeconds: number, isFollowed: boolean) => {
    const still = clip([0, 200], { mediaPath: '/s', kind: 'still', at: 25 * inSeconds });
    const { pieces } = visiblePieces(expandRemaps(snapshot([sequence('a', [track([still])])])), RANGE);
    const readable = new Map([['/s', { ...STILL, isFollowed }]]);
    const known = { readable, missing: new Set<string>() };
    return planShots(joinSegments(pieces, FRAME_TICKS), RANGE, known).warnings.map(({ code }) => code);
  };

  test('is said to be held, as it may be an image sequence', () => {
    expect(warningsOf(0, true)).toEqual(['sequence-held']);
  });
  test('is one of the photographs of a folder where its in point is that of a still', () => {
    expect(warningsOf(3600, true)).toEqual([]);
    expect(warningsOf(0, false)).toEqual([]);
  });
});
