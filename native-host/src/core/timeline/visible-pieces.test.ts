// Every frame of random timelines against a reference that looks through the tracks at one moment and knows nothing of windows.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { TimelineClip, TimelineSequence, TimelineSnapshot } from '@framescore/contract';
import {
  clip,
  FRAME_TICKS,
  frameTicks,
  sequence,
  snapshot,
  track,
} from '../../../../test/host/timeline-samples.js';
import { mapTicks } from './time-map.js';
import { visiblePieces, type Piece } from './visible-pieces.js';

const RANGE_FRAMES = 24;
const RANGE = { startTicks: 0n, endTicks: BigInt(RANGE_FRAMES) * FRAME_TICKS };

type Sight = { clip: TimelineClip; sourceTicks: number };

/** What is seen of a sequence at a moment (in ticks, as a float): the topmost that is not looked through. */
function seenAt(
  timeline: TimelineSnapshot,
  guid: string,
  atTicks: number,
): { seen?: Sight; title?: TimelineClip } {
  const { videoTracks, ticksPerFrame } = timeline.sequences.find((each) => each.guid === guid)!;
  let title: TimelineClip | undefined;
  for (const { isMuted, clips } of [...videoTracks].reverse()) {
    const here = clips.find(
      (each) => !each.isDisabled && Number(each.startTicks) <= atTicks && atTicks < Number(each.endTicks),
    );
    if (isMuted || !here || here.kind === 'adjustment') continue;
    const sourceTicks = sourceAt(here, atTicks, Number(ticksPerFrame));
    if (here.kind === 'sequence') {
      const inner = seenAt(timeline, here.sequenceGuid!, sourceTicks);
      title ??= inner.title;
      if (inner.seen) return { seen: inner.seen };
    } else if (here.kind === 'graphic' || here.kind === 'synthetic') title ??= here;
    else return { seen: { clip: here, sourceTicks } };
  }
  return title ? { title } : {};
}

function sourceAt(each: TimelineClip, atTicks: number, ticksPerFrame: number): number {
  const [start, end, from, to] = [each.startTicks, each.endTicks, each.inTicks, each.outTicks].map(
    Number,
  ) as [number, number, number, number];
  const isEven = Math.abs(to - from - (end - start) * each.speed) <= ticksPerFrame;
  const done = isEven ? (atTicks - start) * each.speed : ((atTicks - start) / (end - start)) * (to - from);
  return each.isReversed ? to - done : from + done;
}

const looks = fc.record({
  kind: fc.constantFrom('media', 'media', 'still', 'adjustment', 'graphic', 'sequence', 'sequence'),
  speed: fc.constantFrom(1, 1, 2, 0.5),
  isReversed: fc.boolean(),
  isDisabled: fc.constantFrom(false, false, false, true),
  at: fc.integer({ min: 0, max: 8 }),
  /** Source frames more than the speed asks for: a ramp. */
  more: fc.constantFrom(0, 0, 0, 9),
});

/** Clips one after the other, with gaps; nests lead to `inner`. */
function clipsOf(inner: string | null): fc.Arbitrary<TimelineClip[]> {
  const step = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 9 }), looks);
  return fc.array(step, { maxLength: 5 }).map((steps) => {
    let at = 0;
    return steps.map(([gap, length, { kind, more, ...look }], i) => {
      const start = at + gap;
      at = start + length;
      const isNest = kind === 'sequence' && inner !== null;
      const shown = kind === 'sequence' && !isNest ? ('media' as const) : (kind as TimelineClip['kind']);
      const made = clip([start, at], {
        ...look,
        kind: shown,
        name: `${inner}-${i}`,
        sequenceGuid: isNest ? inner : null,
        mediaPath: isNest ? null : `/m/${i}`,
      });
      return { ...made, outTicks: String(BigInt(made.outTicks) + BigInt(frameTicks(more))) };
    });
  });
}

function sequenceOf(guid: string, inner: string | null): fc.Arbitrary<TimelineSequence> {
  const tracks = fc.tuple(clipsOf(inner), fc.constantFrom(false, false, false, true));
  return fc.array(tracks, { minLength: 1, maxLength: 3 }).map((all) =>
    sequence(
      guid,
      all.map(([clips, isMuted]) => track(clips, { isMuted })),
    ),
  );
}

const timelines = fc
  .tuple(sequenceOf('a', 'b'), sequenceOf('b', 'c'), sequenceOf('c', null))
  .map((sequences) => snapshot(sequences));

function pieceAt(pieces: readonly Piece[], atTicks: bigint): Piece {
  const found = pieces.filter(({ startTicks, endTicks }) => startTicks <= atTicks && atTicks < endTicks);
  expect(found).toHaveLength(1);
  return found[0]!;
}

describe('visiblePieces', () => {
  test('shows at every moment of random timelines what the topmost opaque clip shows, through nests, speeds and reverse', () => {
    fc.assert(
      fc.property(timelines, (timeline) => {
        const { pieces, isComplete } = visiblePieces(timeline, RANGE);
        expect(isComplete).toBe(true);
        for (let i = 0; i < RANGE_FRAMES * 2; i += 1) {
          // An odd share of a frame: never on a border, also where nests stretch time.
          const atTicks = (BigInt(i) * FRAME_TICKS) / 2n + FRAME_TICKS / 17n;
          const piece = pieceAt(pieces, atTicks);
          const { seen, title } = seenAt(timeline, 'a', Number(atTicks));
          expect(piece.clip).toBe(seen?.clip ?? title ?? null);
          if (seen)
            expect(Math.abs(Number(mapTicks(piece.toSource, atTicks)) - seen.sourceTicks)).toBeLessThan(64);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('covers the range without gap or overlap, in order', () => {
    fc.assert(
      fc.property(timelines, fc.integer({ min: 0, max: 20 }), (timeline, start) => {
        const range = {
          startTicks: BigInt(frameTicks(start + 0.3)),
          endTicks: BigInt(frameTicks(start + 6.1)),
        };
        const { pieces } = visiblePieces(timeline, range);
        expect(pieces[0]!.startTicks).toBe(range.startTicks);
        expect(pieces.at(-1)!.endTicks).toBe(range.endTicks);
        for (const [i, piece] of pieces.slice(1).entries())
          expect(piece.startTicks).toBe(pieces[i]!.endTicks);
      }),
    );
  });

  test('gives up on nests that multiply without end', () => {
    const twice = (guid: string, inner: string) => {
      const nest = track([clip([0, RANGE_FRAMES], { kind: 'sequence', sequenceGuid: inner })]);
      return sequence(guid, [nest, nest]);
    };
    const levels = Array.from({ length: 26 }, (_, i) => twice(`s${i}`, `s${i + 1}`));
    const timeline = snapshot([levels[0]!, ...levels.slice(1), sequence('s26', [])]);
    expect(visiblePieces(timeline, RANGE)).toEqual({ pieces: [], transitions: [], isComplete: false });
  });

  test('is not upset by a clip of no length, of overlapping clips, or of speeds beyond reason', () => {
    const strange = [
      clip([5, 5], { mediaPath: '/a' }),
      clip([9, 2], { mediaPath: '/b' }),
      clip([0, 10], { mediaPath: '/c', speed: 1e300, out: 3 }),
      clip([4, 20], { mediaPath: '/d', speed: 1e-300 }),
    ];
    const { pieces } = visiblePieces(snapshot([sequence('a', [track(strange)])]), RANGE);
    expect(pieces.map((piece) => piece.clip?.mediaPath ?? null)).toEqual(['/c', '/d', null]);
  });
});
