// Cues and curves of a picture, frame by frame in one pass: cuts, motion peaks, motion, brightness, colour, cut rate.
// Memory: a dozen thumbnails, and three numbers for each picture that differs from the one before. Knows nothing of clips or music.
import assert from 'node:assert/strict';
import { PictureShare } from './picture-share.js';
import { CURVE_RATE_HZ, type Cue, type CueCurves, type CueTrack } from './cue.js';
import { CutDetector, type FoundCut } from './cut-detector.js';
import { DistinctPictures, type DistinctPicture } from './distinct-pictures.js';
import { BinnedMean, MotionSteps, ROUNDING_SECONDS } from './growing-series.js';
import { findMotionPeaks } from './motion-peaks.js';
import { motionBetween } from './motion-series.js';
import type { ShotBorder } from './shot-border.js';
import { meanAbsoluteDifference, meanOf, meanSaturation, thumbnailOf, type Thumbnail } from './thumbnail.js';

export type CueFinderOptions = {
  frameRateHintFps: number;
  widthPx: number;
  heightPx: number;
  /** Where the picture is known to change, in time order: no cut is looked for across these. The first frame at or after one begins its shot. */
  borders?: readonly ShotBorder[];
};
/** One frame, RGB24 [heightPx * widthPx * 3]. */
export type PictureFrame = { timeSeconds: number; rgb: Uint8Array };
export type CueFinder = { push(frame: PictureFrame): void; finish(durationSeconds: number): CueTrack };

/** Lively movement is this percentile of a clip's curve; a clip below the floor (4 of 255 levels a frame) counts as calm throughout. */
const LIVELY_PERCENTILE = 0.95;
const LIVELY_FLOOR = 4 / 255;
/** Cuts are counted over a triangle of this half width. */
const CUT_RATE_SECONDS = 3;
/** Weight of a cut: at least this, more for a large change of picture and for one after a long shot. */
const CUT_WEIGHT = { least: 0.5, difference: 0.25, shot: 0.25 };
const LARGE_DIFFERENCE = 90;
const LONG_SHOT_SECONDS = 4;

/** A cut that was found, or that the timeline names. `border` is null for the former. */
type ShotChange = FoundCut & { border: ShotBorder | null };

function percentile(values: Float32Array, share: number): number {
  const sorted = Float32Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

export function cutRateCurve(cutSeconds: readonly number[], durationSeconds: number): Float32Array {
  const curve = new Float32Array(Math.ceil(durationSeconds * CURVE_RATE_HZ));
  for (const cut of cutSeconds) {
    const first = Math.max(0, Math.floor((cut - CUT_RATE_SECONDS) * CURVE_RATE_HZ));
    const last = Math.min(curve.length - 1, Math.ceil((cut + CUT_RATE_SECONDS) * CURVE_RATE_HZ));
    for (let bin = first; bin <= last; bin += 1) {
      const distance = Math.abs((bin + 0.5) / CURVE_RATE_HZ - cut);
      curve[bin]! += Math.max(0, 1 - distance / CUT_RATE_SECONDS) / CUT_RATE_SECONDS;
    }
  }
  return curve;
}

function weighChanges(changes: readonly ShotChange[]): Cue[] {
  return changes.flatMap(({ timeSeconds, difference, border }, i): Cue[] => {
    const shotSeconds = timeSeconds - (changes[i - 1]?.timeSeconds ?? 0);
    const weight =
      CUT_WEIGHT.least +
      CUT_WEIGHT.difference * Math.min(1, difference / LARGE_DIFFERENCE) +
      CUT_WEIGHT.shot * Math.min(1, shotSeconds / LONG_SHOT_SECONDS);
    if (border === null) return [{ timeSeconds, kind: 'cut', weight }];
    if (border.cue === null) return [];
    const { weightFactor, ...cue } = border.cue;
    return [{ ...cue, weight: weightFactor * (border.isCompared ? weight : 1) }];
  });
}

class FrameWatcher implements CueFinder {
  private pictures = new DistinctPictures();
  private detector = new CutDetector();
  private readonly changes: ShotChange[] = [];
  private borderIndex = 0;
  private readonly motion = new MotionSteps();
  private readonly brightness = new BinnedMean();
  private readonly saturation = new BinnedMean();
  private readonly share = new PictureShare();
  private lastFrame: Thumbnail | undefined;
  private lastPicture: DistinctPicture | undefined;

  constructor(private readonly options: CueFinderOptions) {}

  push({ timeSeconds, rgb }: PictureFrame): void {
    const { widthPx, heightPx } = this.options;
    const thumbnail = thumbnailOf(rgb, widthPx, heightPx);
    this.crossBorders(timeSeconds, thumbnail);
    this.pictures.push({ timeSeconds, thumbnail }).forEach((picture) => this.see(picture));
    this.share.push(thumbnail);
    this.brightness.add(timeSeconds, meanOf(thumbnail.luma) / 255);
    this.saturation.add(timeSeconds, meanSaturation(thumbnail));
    this.lastFrame = thumbnail;
  }

  finish(durationSeconds: number): CueTrack {
    assert(durationSeconds > 0, 'the range has no length');
    this.endShot();
    const cuts = this.changes.filter(({ border }) => border === null || border.cue !== null);
    const cutSeconds = cuts.map(({ timeSeconds }) => timeSeconds);
    // The step across a cut is no movement: both shots' own movement stands on either side.
    const changes = this.changes.filter(({ border }) => border?.isMovement !== true);
    const within = this.motion.without(changes.map(({ timeSeconds }) => timeSeconds));
    const movement = new BinnedMean();
    within.seconds.forEach((timeSeconds, i) => movement.add(timeSeconds, within.motion[i]!));
    // Black bars that are always there neither move nor shine: what is measured over the whole frame is all in the rest.
    const share = this.share.value();
    const undiluted = (mean: BinnedMean) => mean.curve(durationSeconds).map((value) => value / share);
    const rates = undiluted(movement);
    const lively = Math.max(LIVELY_FLOOR, percentile(rates, LIVELY_PERCENTILE));
    const curves: CueCurves = {
      rateHz: CURVE_RATE_HZ,
      motion: rates.map((rate) => Math.min(1, rate / lively)),
      brightness: undiluted(this.brightness).map((value) => Math.min(1, value)),
      saturation: undiluted(this.saturation).map((value) => Math.min(1, value)),
      cutRate: cutRateCurve(cutSeconds, durationSeconds),
    };
    const cues = [...weighChanges(cuts), ...findMotionPeaks(within, cutSeconds, lively * share)]
      .filter(({ timeSeconds }) => timeSeconds >= 0 && timeSeconds < durationSeconds)
      .sort((a, b) => a.timeSeconds - b.timeSeconds);
    return { cues, curves };
  }

  private see(picture: DistinctPicture): void {
    this.addFound(this.detector.push(picture));
    const { lastPicture: before } = this;
    this.lastPicture = picture;
    if (!before) return;
    const { timeSeconds, thumbnail } = picture;
    const stepSeconds = timeSeconds - before.timeSeconds;
    const step = stepSeconds > 0 ? stepSeconds : 1 / this.options.frameRateHintFps;
    const motion = motionBetween(before.thumbnail.luma, thumbnail.luma, step);
    this.motion.push(before.timeSeconds, timeSeconds, motion);
  }

  private addFound(cuts: readonly FoundCut[]): void {
    for (const cut of cuts) this.changes.push({ ...cut, border: null });
  }

  private endShot(): void {
    this.pictures.finish().forEach((picture) => this.see(picture));
    this.addFound(this.detector.finish());
  }

  /** Ends the shot of each border that this frame has reached. */
  private crossBorders(timeSeconds: number, thumbnail: Thumbnail): void {
    const { borders = [] } = this.options;
    for (; this.borderIndex < borders.length; this.borderIndex += 1) {
      const border = borders[this.borderIndex]!;
      if (border.timeSeconds > timeSeconds + ROUNDING_SECONDS) return;
      this.endShot();
      this.pictures = new DistinctPictures();
      this.detector = new CutDetector();
      const difference = this.lastFrame ? meanAbsoluteDifference(this.lastFrame.luma, thumbnail.luma) : 0;
      this.changes.push({ timeSeconds: border.timeSeconds, difference, border });
    }
  }
}

/** Takes every frame of the range in order, then gives the cues. */
export function createCueFinder(options: CueFinderOptions): CueFinder {
  return new FrameWatcher(options);
}
