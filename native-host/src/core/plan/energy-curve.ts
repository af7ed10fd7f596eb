// How strong the music is in each bar, from the picture's curves, a musical arc and the user's intensity; and where sections begin.
// Knows the grid and the curves, not the cues' times.
import type { CueCurves } from '../cues/cue.js';
import { STEPS_PER_BAR } from './plan.js';
import { stepsOnEvery, type StepGrid } from './step-grid.js';

/** Weights of what the picture says; brightness least: a bright shot is not a loud one. */
const PICTURE_WEIGHTS = { motion: 0.6, cutRate: 0.3, brightness: 0.1 };
/** A cut a second is as busy as it gets. */
const BUSY_CUTS_PER_SECOND = 1;
/**
 * A picture uses little of the scale that all pictures share, and music that hardly moves says nothing: nine tenths of what a film's
 * bars show fill this much of 0..1. No more than threefold, so that the grain of a still picture is not heard.
 */
const CONTRAST = { wantedSpread: 0.9, mostGain: 3, quantile: 0.1 };
/** Share of the musical arc beside the picture, for a piece long enough to have one. */
const ARC_SHARE = 0.4;
const ARC_FULL_BARS = 16;
/** Where the arc peaks, and where it begins and ends, 0..1. */
const ARC = { peakAt: 0.75, startLevel: 0.25, endLevel: 0.45 };
/** How far the middle of the energies moves from intensity 0 to 100. */
const INTENSITY_SPAN = 7.5;
const HIGHEST_ENERGY = 15;
/** Energy steps between neighbouring bars within a section. */
const LARGEST_STEP = 3;
const SHORTEST_SECTION_BARS = 4;
const LONGEST_SECTION_BARS = 16;
/** Change of the picture (0..1) between the two bars before and after a bar line that begins a section. */
const SECTION_CHANGE = 0.22;
/** Four-bar phrases are where listeners expect a section to begin. */
const PHRASE_BONUS = 0.05;

type Bar = { startStep: number; endStep: number };

export function barsOf(grid: StepGrid): Bar[] {
  const lines = stepsOnEvery(grid, STEPS_PER_BAR);
  const starts = lines[0] === 0 ? lines : [0, ...lines];
  return starts.map((startStep, i) => ({ startStep, endStep: starts[i + 1] ?? grid.count }));
}

function meanOver(curve: Float32Array, rateHz: number, startSeconds: number, endSeconds: number): number {
  const first = Math.min(curve.length - 1, Math.max(0, Math.floor(startSeconds * rateHz)));
  const last = Math.min(curve.length, Math.max(first + 1, Math.ceil(endSeconds * rateHz)));
  let sum = 0;
  for (let i = first; i < last; i += 1) sum += curve[i]!;
  return sum / (last - first);
}

/** Liveliness of the picture in each bar, 0..1; 0.5 throughout when there are no curves. */
function pictureLevels(grid: StepGrid, bars: readonly Bar[], curves: CueCurves): number[] {
  if (curves.motion.length === 0) return bars.map(() => 0.5);
  return bars.map(({ startStep, endStep }) => {
    const range = [curves.rateHz, grid.timesSeconds[startStep]!, grid.timesSeconds[endStep]!] as const;
    const cutting = Math.min(1, meanOver(curves.cutRate, ...range) / BUSY_CUTS_PER_SECOND);
    return (
      PICTURE_WEIGHTS.motion * meanOver(curves.motion, ...range) +
      PICTURE_WEIGHTS.cutRate * cutting +
      PICTURE_WEIGHTS.brightness * meanOver(curves.brightness, ...range)
    );
  });
}

/** The levels pulled apart around their middle as far as CONTRAST has it; which bars are livelier than others stays. */
export function withContrast(levels: readonly number[]): number[] {
  const sorted = [...levels].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!;
  const [low, high] = [at(CONTRAST.quantile), at(1 - CONTRAST.quantile)];
  const gain = Math.max(1, Math.min(CONTRAST.mostGain, CONTRAST.wantedSpread / Math.max(1e-6, high - low)));
  const half = (gain * (high - low)) / 2;
  const middle = Math.min(Math.max((low + high) / 2, half), Math.max(1 - half, half));
  return levels.map((level) => Math.min(1, Math.max(0, middle + gain * (level - (low + high) / 2))));
}

const smooth = (values: readonly number[]) =>
  values.map((value, i) => ((values[i - 1] ?? value) + 2 * value + (values[i + 1] ?? value)) / 4);

/** Rises to the peak in the last third, then resolves; 0..1 over `place` 0..1. */
export function arcAt(place: number): number {
  const { peakAt, startLevel, endLevel } = ARC;
  if (place < peakAt) return startLevel + (1 - startLevel) * (place / peakAt);
  return 1 - (1 - endLevel) * ((place - peakAt) / (1 - peakAt));
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** How much the picture changes at each bar line. */
function noveltyAtBars(levels: readonly number[]): number[] {
  return levels.map((_, bar) =>
    bar === 0
      ? 0
      : Math.abs(mean(levels.slice(bar, bar + 2)) - mean(levels.slice(Math.max(0, bar - 2), bar))),
  );
}

/** Bars that begin a section: big changes first, then phrases that divide what is still too long. */
export function sectionBars(novelty: readonly number[]): number[] {
  const starts = [0];
  const isFree = (bar: number) =>
    starts.every((start) => Math.abs(start - bar) >= SHORTEST_SECTION_BARS) && novelty.length - bar >= 2;
  const byNovelty = novelty
    .map((value, bar) => ({ value, bar }))
    .sort((a, b) => b.value - a.value || a.bar - b.bar);
  for (const { value, bar } of byNovelty) if (value >= SECTION_CHANGE && isFree(bar)) starts.push(bar);
  for (;;) {
    starts.sort((a, b) => a - b);
    const long = starts.find((start, i) => (starts[i + 1] ?? novelty.length) - start > LONGEST_SECTION_BARS);
    if (long === undefined) return starts;
    const choices = Array.from(
      { length: LONGEST_SECTION_BARS - SHORTEST_SECTION_BARS + 1 },
      (_, i) => long + SHORTEST_SECTION_BARS + i,
    );
    const worth = (bar: number) =>
      novelty[bar]! + ((bar - long) % 8 === 0 ? 2 : (bar - long) % 4 === 0 ? 1 : 0) * PHRASE_BONUS;
    const free = choices.filter(isFree);
    if (free.length === 0) return starts;
    starts.push(free.reduce((best, bar) => (worth(bar) > worth(best) ? bar : best)));
  }
}

/** Keeps neighbours within LARGEST_STEP except where a section begins. */
function limitSteps(values: number[], starts: readonly number[]): number[] {
  const result = [...values];
  for (let bar = 1; bar < result.length; bar += 1) {
    if (starts.includes(bar)) continue;
    const before = result[bar - 1]!;
    result[bar] = Math.min(before + LARGEST_STEP, Math.max(before - LARGEST_STEP, result[bar]!));
  }
  return result;
}

/** Energy of steps [fromStep, toStep) moved as another intensity would have; the others as they were [T]. */
export function shiftEnergy(
  energy: Uint8Array,
  [fromStep, toStep]: readonly [number, number],
  intensityChange: number,
): Uint8Array {
  const by = Math.round((INTENSITY_SPAN * intensityChange) / 100);
  return energy.map((level, step) =>
    step >= fromStep && step < toStep ? Math.min(HIGHEST_ENERGY, Math.max(0, level + by)) : level,
  );
}

/** Energy per step [T] and the steps at which sections begin. */
export function planEnergy(
  grid: StepGrid,
  curves: CueCurves,
  intensity: number,
): { energy: Uint8Array; sectionSteps: Int32Array } {
  const bars = barsOf(grid);
  const picture = withContrast(pictureLevels(grid, bars, curves));
  const starts = sectionBars(noveltyAtBars(picture));
  const arcShare = ARC_SHARE * Math.min(1, bars.length / ARC_FULL_BARS);
  const share = intensity / 100;
  // Intensity 0 spans 0..7, 50 spans 3..12, 100 spans 7..15.
  const centre = 3.5 + INTENSITY_SPAN * share;
  const half = 3.5 + (1 - Math.abs(2 * share - 1));
  const wanted = smooth(picture).map((level, bar) => {
    const place = (bar + 0.5) / bars.length;
    const mixed = (1 - arcShare) * level + arcShare * arcAt(place);
    return centre + half * (2 * mixed - 1);
  });
  const energy = new Uint8Array(grid.count);
  limitSteps(wanted, starts).forEach((value, bar) => {
    const level = Math.min(HIGHEST_ENERGY, Math.max(0, Math.round(value)));
    energy.fill(level, bars[bar]!.startStep, bars[bar]!.endStep);
  });
  return { energy, sectionSteps: Int32Array.from(starts, (bar) => bars[bar]!.startStep) };
}
