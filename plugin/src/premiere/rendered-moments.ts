// "As rendered": which moments of the sequence are asked of Premiere as small pictures of everything it draws. Pure.
import type { TimelineSequence } from '@framescore/contract';
import type { Range } from './ranges.js';
import { floorDivide } from './timecode.js';

/** Exporting one takes a tenth of a second at best, and seconds on heavy material. */
export const MOST_RENDERED = 240;
/** Two a second show a fade, a title, a slow zoom. */
const STEP_TICKS = 127_008_000_000n;

/**
 * Frames of the sequence, in order: the first of each shot, so that every one is seen, then steps in between, as fine as the number
 * allows. Where there are more shots than pictures, every nth shot is asked for.
 */
export function renderedMoments(root: TimelineSequence, range: Range): bigint[] {
  const ticksPerFrame = BigInt(root.ticksPerFrame);
  const onFrame = (ticks: bigint) => floorDivide(ticks, ticksPerFrame) * ticksPerFrame;
  const shots = everyNth(shotStarts(root, range), MOST_RENDERED);
  const left = MOST_RENDERED - shots.length;
  const wanted = new Set(shots.map(onFrame));
  const length = range.endTicks - range.startTicks;
  const step = left > 0 && length / BigInt(left) > STEP_TICKS ? length / BigInt(left) : STEP_TICKS;
  for (let at = range.startTicks; at < range.endTicks && wanted.size < MOST_RENDERED; at += step)
    wanted.add(onFrame(at));
  return [...wanted]
    .filter((at) => at < range.endTicks)
    .map((at) => (at < range.startTicks ? at + ticksPerFrame : at))
    .sort((a, b) => (a < b ? -1 : 1));
}

/** The start of the range and every border of a video clip that is shown in it. */
function shotStarts(root: TimelineSequence, range: Range): bigint[] {
  const borders = root.videoTracks
    .filter(({ isMuted }) => !isMuted)
    .flatMap(({ clips }) => clips.filter(({ isDisabled }) => !isDisabled))
    .flatMap(({ startTicks, endTicks }) => [BigInt(startTicks), BigInt(endTicks)])
    .filter((at) => at > range.startTicks && at < range.endTicks);
  return [...new Set([range.startTicks, ...borders])].sort((a, b) => (a < b ? -1 : 1));
}

function everyNth(moments: readonly bigint[], most: number): bigint[] {
  const nth = Math.ceil(moments.length / most);
  return moments.filter((_, index) => index % nth === 0);
}
