import { describe, expect, test } from '@jest/globals';
import type { TimelineSequence } from '@framescore/contract';
import {
  clip,
  FRAME_TICKS,
  frameTicks,
  sequence,
  snapshot,
  track,
} from '../../../../test/host/timeline-samples.js';
import { bordersOf, joinSegments } from './join-segments.js';
import { markerCues, shotBorders } from './timeline-cues.js';
import { visiblePieces } from './visible-pieces.js';

const RANGE = { startTicks: 0n, endTicks: 40n * FRAME_TICKS };

function look(...sequences: [TimelineSequence, ...TimelineSequence[]]) {
  const { pieces, transitions } = visiblePieces(snapshot(sequences), RANGE);
  const segments = joinSegments(pieces, FRAME_TICKS);
  const borders = bordersOf(segments, transitions, FRAME_TICKS);
  const frames = (ticks: bigint) => Number(ticks) / Number(FRAME_TICKS);
  return {
    names: segments.map((segment) => segment.clip?.name ?? null),
    cutFrames: borders.filter(({ isCut }) => isCut).map(({ atTicks }) => frames(atTicks)),
    cues: shotBorders(borders, RANGE, () => true).map(({ cue }) => cue),
  };
}

const A = { mediaPath: '/a.mov', name: 'a' };
const B = { mediaPath: '/b.mov', name: 'b' };

describe('joinSegments', () => {
  test('joins a through edit, and keeps a jump within one source as a cut', () => {
    const clips = [
      clip([0, 10], { ...A, at: 5 }),
      clip([10, 20], { ...A, at: 15 }),
      clip([20, 40], { ...A, at: 30 }),
    ];
    expect(look(sequence('r', [track(clips)]))).toMatchObject({ names: ['a', 'a'], cutFrames: [20] });
  });

  test('reads on at another speed without calling that a cut', () => {
    const clips = [
      clip([0, 10], A),
      clip([10, 20], { ...A, at: 10, speed: 2 }),
      clip([20, 40], { ...A, at: 30 }),
    ];
    expect(look(sequence('r', [track(clips)]))).toMatchObject({ names: ['a', 'a', 'a'], cutFrames: [] });
  });

  test('finds a cut where the source is the same but turns into another file, and where black begins', () => {
    const clips = [clip([0, 10], A), clip([10, 20], { ...B, at: 10 })];
    expect(look(sequence('r', [track(clips)]))).toMatchObject({
      names: ['a', 'b', null],
      cutFrames: [10, 20],
    });
  });

  test('lets a title over a clip pass, and cuts where it stands over nothing', () => {
    const titles = [
      clip([2, 6], { kind: 'graphic', name: 't' }),
      clip([20, 30], { kind: 'graphic', name: 'u' }),
    ];
    expect(look(sequence('r', [track([clip([0, 10], A)]), track(titles)]))).toMatchObject({
      names: ['a', null, 'u', null],
      cutFrames: [10, 20, 30],
    });
  });

  test('takes neighbouring multicam items for two angles, though their source runs on', () => {
    const angles = { kind: 'sequence', isMulticam: true, sequenceGuid: 'm' } as const;
    const items = [clip([0, 10], angles), clip([10, 40], { ...angles, at: 10 })];
    const inner = sequence('m', [track([clip([0, 100], A)])]);
    expect(look(sequence('r', [track(items)]), inner)).toMatchObject({ names: ['a', 'a'], cutFrames: [10] });
    const plain = items.map((item) => ({ ...item, isMulticam: false }));
    expect(look(sequence('r', [track(plain)]), inner)).toMatchObject({ names: ['a'], cutFrames: [] });
  });

  test('holds one still across a razor cut, whatever its in point says', () => {
    const still = { kind: 'still', mediaPath: '/s.png', name: 's' } as const;
    const clips = [clip([0, 10], { ...still, at: 90_000 }), clip([10, 40], { ...still, at: 90_000 })];
    expect(look(sequence('r', [track(clips)]))).toMatchObject({ names: ['s'], cutFrames: [] });
  });
});

describe('cues of a timeline', () => {
  const clips = [clip([0, 10], A), clip([10, 40], { ...B, at: 10 })];
  const dissolve = {
    trackIndex: 0,
    startTicks: frameTicks(8),
    endTicks: frameTicks(14),
    name: 'Cross Dissolve',
  };

  test('a cut stands at its exact time with its whole weight', () => {
    expect(look(sequence('r', [track(clips)])).cues).toEqual([
      { kind: 'clip-cut', timeSeconds: 0.4, weightFactor: 1 },
    ]);
  });

  test('a dissolve stands in its middle with half the weight, one on another track changes nothing', () => {
    const under = sequence('r', [track(clips)], { transitions: [dissolve] });
    expect(look(under).cues).toEqual([{ kind: 'dissolve', timeSeconds: 0.44, weightFactor: 0.5 }]);
    const beside = sequence('r', [track(clips)], { transitions: [{ ...dissolve, trackIndex: 1 }] });
    expect(look(beside).cues).toMatchObject([{ kind: 'clip-cut' }]);
  });

  test('a dissolve inside a nest is found on the clock of the outer sequence, at the speed of the nest', () => {
    const nest = clip([0, 20], { kind: 'sequence', sequenceGuid: 'n', speed: 2 });
    const inner = sequence('n', [track(clips)], { transitions: [dissolve] });
    expect(look(sequence('r', [track([nest])]), inner).cues).toEqual([
      { kind: 'dissolve', timeSeconds: 0.22, weightFactor: 0.5 },
      { kind: 'clip-cut', timeSeconds: 0.8, weightFactor: 1 },
    ]);
  });

  test('markers of the user in the range are cues; ours, and those outside, are not', () => {
    const marker = (frames: number, isOurs = false) => ({
      startTicks: frameTicks(frames),
      durationTicks: '0',
      name: '',
      comment: '',
      isOurs,
    });
    const range = { startTicks: 5n * FRAME_TICKS, endTicks: 20n * FRAME_TICKS };
    const cues = markerCues(
      [marker(30), marker(10), marker(7), marker(8, true), marker(4), marker(20)],
      range,
    );
    expect(cues.map(({ timeSeconds }) => timeSeconds)).toEqual([0.08, 0.2]);
    expect(new Set(cues.map(({ kind, weight }) => `${kind} ${weight}`))).toEqual(new Set(['user-marker 1']));
  });
});
