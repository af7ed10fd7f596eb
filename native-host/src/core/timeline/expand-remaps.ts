// Clips with a speed curve as rows of clips with even speeds, so that all that follows knows straight maps only. Pure.
import type { RemapPoint, TimelineClip, TimelineSnapshot } from '@framescore/contract';

/** The same timeline; a clip whose curve has n pieces becomes n clips that follow each other without a gap. */
export function expandRemaps(snapshot: TimelineSnapshot): TimelineSnapshot {
  const isRemapped = ({ remap }: TimelineClip) => remap !== undefined;
  const sequences = snapshot.sequences.map((sequence) => ({
    ...sequence,
    videoTracks: sequence.videoTracks.map((track) =>
      track.clips.some(isRemapped) ? { ...track, clips: track.clips.flatMap(evenClips) } : track,
    ),
  }));
  return { ...snapshot, sequences };
}

type Point = { clipTicks: bigint; sourceTicks: bigint };

function evenClips(clip: TimelineClip): TimelineClip[] {
  const { remap, ...plain } = clip;
  if (!remap) return [clip];
  const points = orderedPoints(remap);
  const start = BigInt(clip.startTicks);
  const [from, to] = [BigInt(clip.inTicks), BigInt(clip.inTicks) + BigInt(clip.endTicks) - start];
  if (points.length < 2 || to <= from) return [plain];
  const inside = points.filter(({ clipTicks }) => clipTicks > from && clipTicks < to);
  const stops = [pointAt(points, from), ...inside, pointAt(points, to)];
  return stops.slice(1).map((end, i) => evenClip(plain, stops[i]!, end, start - from));
}

/** In order of time; of two at one moment the later one counts. */
function orderedPoints(remap: readonly RemapPoint[]): Point[] {
  const byTime = new Map(remap.map(({ clipTicks, sourceTicks }) => [clipTicks, BigInt(sourceTicks)]));
  return [...byTime]
    .map(([clipTicks, sourceTicks]) => ({ clipTicks: BigInt(clipTicks), sourceTicks }))
    .sort((a, b) => (a.clipTicks < b.clipTicks ? -1 : 1));
}

/** On the straight line between two points; beyond the outermost ones their line goes on. */
function pointAt(points: readonly Point[], clipTicks: bigint): Point {
  const next = points.findIndex((point) => point.clipTicks > clipTicks);
  const right = next < 0 ? points.length - 1 : Math.max(1, next);
  const [a, b] = [points[right - 1]!, points[right]!];
  const share = Number(clipTicks - a.clipTicks) / Number(b.clipTicks - a.clipTicks);
  const sourceTicks = a.sourceTicks + BigInt(Math.round(Number(b.sourceTicks - a.sourceTicks) * share));
  return { clipTicks, sourceTicks: sourceTicks < 0n ? 0n : sourceTicks };
}

function evenClip(
  clip: Omit<TimelineClip, 'remap'>,
  from: Point,
  to: Point,
  toSequence: bigint,
): TimelineClip {
  const isReversed = to.sourceTicks < from.sourceTicks;
  const [low, high] = isReversed ? [to, from] : [from, to];
  const lastedTicks = Number(to.clipTicks - from.clipTicks);
  return {
    ...clip,
    startTicks: (from.clipTicks + toSequence).toString(),
    endTicks: (to.clipTicks + toSequence).toString(),
    inTicks: low.sourceTicks.toString(),
    outTicks: high.sourceTicks.toString(),
    speed: Number(high.sourceTicks - low.sourceTicks) / lastedTicks,
    isReversed,
  };
}
