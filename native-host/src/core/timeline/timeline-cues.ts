// What a timeline alone says of its cues: exact cuts, dissolves, the user's markers. Knows no picture.
import { ticksToSeconds, type TimelineMarker } from '@framescore/contract';
import type { Cue } from '../cues/cue.js';
import type { ShotBorder } from '../cues/shot-border.js';
import type { Border } from './join-segments.js';
import type { Shot } from './plan-shots.js';
import type { Window } from './visible-pieces.js';

/** A dissolve has no single moment that an eye would call late. */
const DISSOLVE_WEIGHT = 0.5;

/**
 * Borders as the cue finder takes them, seconds from the start of the range. A cut under a transition is a dissolve: its cue stands in the
 * middle of the transition, with half the weight. `isCompared` says whether the pictures on both sides of a border (by index) are what the viewer sees.
 */
export function shotBorders(
  borders: readonly Border[],
  range: Window,
  isCompared: (border: number) => boolean,
): ShotBorder[] {
  const seconds = (ticks: bigint) => ticksToSeconds(ticks - range.startTicks);
  return borders.flatMap(({ atTicks, isCut, transition }, index): ShotBorder[] => {
    if (!isCut) return [];
    const border = { timeSeconds: seconds(atTicks), isCompared: isCompared(index) };
    if (!transition) {
      return [{ ...border, cue: { timeSeconds: border.timeSeconds, kind: 'clip-cut', weightFactor: 1 } }];
    }
    const middleSeconds = seconds((transition.startTicks + transition.endTicks) / 2n);
    return [
      { ...border, cue: { timeSeconds: middleSeconds, kind: 'dissolve', weightFactor: DISSOLVE_WEIGHT } },
    ];
  });
}

/** Exported frames lie far apart: going from one to the next is no cut, and movement only where they show the finished sequence. */
export function heldBorders(borders: readonly ShotBorder[], shots: readonly Shot[]): ShotBorder[] {
  const silent = shots.flatMap(({ picture }): ShotBorder[] => {
    if (picture.kind !== 'held') return [];
    const { isMoving = false } = picture;
    return picture.pictures.slice(1).map(({ fromSeconds }) => {
      return { timeSeconds: fromSeconds, cue: null, isCompared: true, isMovement: isMoving };
    });
  });
  return [...borders, ...silent].sort((a, b) => a.timeSeconds - b.timeSeconds);
}

/** The user's markers in the range; those that FrameScore set are results, not wishes. */
export function markerCues(markers: readonly TimelineMarker[], range: Window): Cue[] {
  return markers
    .filter(({ isOurs }) => !isOurs)
    .map(({ startTicks }) => BigInt(startTicks))
    .filter((ticks) => ticks >= range.startTicks && ticks < range.endTicks)
    .sort((a, b) => Number(a - b))
    .map((ticks) => ({
      timeSeconds: ticksToSeconds(ticks - range.startTicks),
      kind: 'user-marker',
      weight: 1,
    }));
}
