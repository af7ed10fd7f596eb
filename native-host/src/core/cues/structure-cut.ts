// Whether a picture begins a shot because structure is lost: at once, more than around it, for good. Knows one window of pictures.
import { meanAbsoluteDifference } from './thumbnail.js';
import type { PictureWindow } from './picture-window.js';

/** Below these a pair of pictures is not even looked at: luma difference, and structure lost (0..1). */
const LEAST_DIFFERENCE = 5;
const LEAST_DISTANCE = 0.27;
/** Where half of the picture keeps its light, this much of what each shows is not in the other: less is a title over a picture that stays. */
const LEAST_EXCHANGED = 0.2;
const MOSTLY_UNCHANGED = 0.5;
/** A cut stands out of its neighbourhood: this much over the median of the steps there, and over each of those nearest. */
const OVER_MEDIAN = 1.6;
const OVER_NEIGHBOURS = 1.3;
/** Nearest: three at 24 a second, so that the next drawing on threes is among them. */
const NEAREST_SECONDS = 0.13;
/** Pictures on either side of a hard cut differ as much as the cut itself: less means a flash, more a wipe, dissolve or fade. */
const FLASH_SHARE = 0.6;
const GRADUAL_SHARE = 1.22;
/** Longest flash: the old picture is back after it. One that leaves nothing to see (white, black) may be longer: a strobe, a blink. */
const FLASH_SECONDS = 0.15;
const EMPTY_FLASH_SECONDS = 0.25;
/** Where one side is empty (black), structure says nothing: then the light must change at once. */
export const EMPTY_CONTRAST = 5;
const EMPTY_OVER_NEIGHBOURS = 4;
const EMPTY_SECONDS = 0.125;
/** Each half of a cut through one blended picture (frame rate conversion) loses at least this share of the whole. */
const BLENDED_SHARE = 0.3;
/** How much nearer a mixture is to the mean of its neighbours than they are to each other. */
const MIXTURE_CLOSENESS = 3;

export function isStructureCut(window: PictureWindow): boolean {
  const { at } = window;
  if (window.difference(at - 1, at) < LEAST_DIFFERENCE) return false;
  const distance = window.distance(at - 1, at);
  if (distance < LEAST_DISTANCE || lastingDistance(window, at) < distance) return false;
  return isChange(window, at, at, distance);
}

/** The picture before is a mixture of both shots: the two steps are judged as one. The cut is where the new shot stands alone. */
export function isBlendedCut(window: PictureWindow): boolean {
  const { at } = window;
  const old = window.before(at, 1);
  if (old === undefined || window.difference(old, at) < LEAST_DIFFERENCE) return false;
  const halves = [window.stepDistance(at - 1), window.stepDistance(at)];
  if (Math.max(...halves) < LEAST_DISTANCE / 2) return false;
  const distance = window.distance(old, at);
  if (distance < LEAST_DISTANCE) return false;
  if (halves.some((half) => half < BLENDED_SHARE * distance || half > distance)) return false;
  return isMixture(window, old) && isChange(window, at - 1, at, distance);
}

/** Whether steps from..to, which lose `distance` together, are the one change in their neighbourhood. */
function isChange(window: PictureWindow, from: number, to: number, distance: number): boolean {
  return (
    standsOut(window, from, to, distance) &&
    isAsLargeAcross(window, from, to, distance) &&
    isExchange(window, from - 1, to) &&
    isSudden(window)
  );
}

function isMixture(window: PictureWindow, old: number): boolean {
  const [before, middle, later] = [old, window.at - 1, window.at].map((i) => window.luma(i));
  const mean = before!.map((value, i) => (value + later![i]!) / 2);
  return meanAbsoluteDifference(mean, middle!) * MIXTURE_CLOSENESS <= meanAbsoluteDifference(before!, later!);
}

function standsOut(window: PictureWindow, from: number, to: number, distance: number): boolean {
  const near = window.stepsNear(from, to);
  const others = near.map((i) => window.stepDistance(i)).sort((a, b) => a - b);
  if (distance < OVER_MEDIAN * (others[Math.floor(others.length / 2)] ?? 0)) return false;
  return window
    .stepsNear(from, to, NEAREST_SECONDS)
    .every((i) => distance >= OVER_NEIGHBOURS * lastingDistance(window, i));
}

/** Neither a part of a longer change (wipe, dissolve, fade) nor less when looked at from further off. */
function isAsLargeAcross(window: PictureWindow, from: number, to: number, distance: number): boolean {
  const spans = [
    [window.before(from, 0), window.after(to, 1)],
    [window.before(from, 1), window.after(to, 0)],
    [window.before(from, 0), window.after(to, 2)],
    [window.before(from, 1), window.after(to, 1)],
  ] as const;
  return spans.every(([first, last]) => {
    if (first === undefined || last === undefined) return true;
    const across = window.distance(first, last);
    return across >= FLASH_SHARE * distance && across <= GRADUAL_SHARE * distance;
  });
}

/** Distance of a step, or what is left of it when the old picture comes back after, or was there before, a flash. */
function lastingDistance(window: PictureWindow, i: number): number {
  const distance = window.stepDistance(i);
  if (distance < LEAST_DISTANCE) return distance;
  const across = [...flashesFrom(window, i), ...flashesTo(window, i)];
  return Math.min(distance, ...across.filter((rest) => rest < FLASH_SHARE * distance));
}

/** Distances from the picture before step i to those that may follow a flash which begins there. */
function flashesFrom(window: PictureWindow, i: number): number[] {
  const found: number[] = [];
  for (let length = 1, isEmpty = true; ; length += 1) {
    isEmpty &&= window.contrast(i + length - 1) < EMPTY_CONTRAST;
    const last = window.after(i, length, isEmpty ? EMPTY_FLASH_SECONDS : FLASH_SECONDS);
    if (last === undefined) return found;
    found.push(window.distance(i - 1, last));
  }
}

/** The same backwards: step i ends a flash. */
function flashesTo(window: PictureWindow, i: number): number[] {
  const found: number[] = [];
  for (let length = 1, isEmpty = true; ; length += 1) {
    if (i - length < 0) return found;
    isEmpty &&= window.contrast(i - length) < EMPTY_CONTRAST;
    const first = window.before(i, length, isEmpty ? EMPTY_FLASH_SECONDS : FLASH_SECONDS);
    if (first === undefined) return found;
    found.push(window.distance(first, i));
  }
}

function isExchange(window: PictureWindow, first: number, last: number): boolean {
  if (Math.min(window.contrast(first), window.contrast(last)) < EMPTY_CONTRAST) return true;
  if (window.unchangedShare(first, last) < MOSTLY_UNCHANGED) return true;
  return window.exchanged(first, last) >= LEAST_EXCHANGED;
}

function isSudden(window: PictureWindow): boolean {
  const { at } = window;
  if (Math.min(window.contrast(at - 1), window.contrast(at)) >= EMPTY_CONTRAST) return true;
  const difference = window.difference(at - 1, at);
  return window
    .stepsNear(at, at, EMPTY_SECONDS)
    .every((i) => window.difference(i - 1, i) * EMPTY_OVER_NEIGHBOURS <= difference);
}
