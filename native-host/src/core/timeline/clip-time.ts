// Which moment of its source a clip shows at a moment of its sequence. Knows one clip; the file's own clock is file-time.ts.
import type { TimelineClip } from '@framescore/contract';
import { usableRate, type TimeMap } from './time-map.js';

/** Sequence time to source time, and whether the clip's speed changes within it. */
export type ClipTime = { map: TimeMap; isRamp: boolean };

/**
 * Forward from the in point, backwards from the out point, at the clip's speed. Where speed and length disagree by more than a frame the
 * speed changes within the clip along a curve that nobody tells: the source is spread evenly. Speed 0 holds one frame.
 */
export function clipTime(clip: TimelineClip, ticksPerFrame: bigint): ClipTime {
  const [start, end, from, to] = [clip.startTicks, clip.endTicks, clip.inTicks, clip.outTicks].map(
    BigInt,
  ) as [bigint, bigint, bigint, bigint];
  const speed = usableRate(Math.abs(clip.speed));
  const sourceTicks = to - from;
  const playedTicks = Number(end - start) * speed;
  const isRamp =
    speed > 0 && sourceTicks > 0n && Math.abs(Number(sourceTicks) - playedTicks) > Number(ticksPerFrame);
  const rate = isRamp ? usableRate(Number(sourceTicks) / Number(end - start)) : speed;
  const map = clip.isReversed
    ? { fromTicks: start, toTicks: to, rate: -rate }
    : { fromTicks: start, toTicks: from, rate };
  return { map, isRamp };
}
