// The range to score and what the panel shows of it; cheap enough for once a second. Reads no clip beyond what the count needs.
import type { Sequence, premierepro } from '@adobe/premierepro';
import type { TickRange } from '@framescore/contract';
import type { RangeSource, RangeSummary } from '../ports.js';
import type { PremiereContext } from './modules.js';
import { readSequenceFacts, type OpenSequence, type SequenceFacts } from './open-sequence.js';
import { readPlaced } from './placed-score.js';
import { formatTimecode, roundToFrame } from './timecode.js';
import { ticksOf } from './ticks.js';
import { audioTracks, clipsOf, videoTracks, type ClipHandle } from './track-items.js';

export type Range = { startTicks: bigint; endTicks: bigint };

export function toTickRange(range: Range): TickRange {
  return { startTicks: range.startTicks.toString(), endTicks: range.endTicks.toString() };
}

export function fromTickRange(range: TickRange): Range {
  return { startTicks: BigInt(range.startTicks), endTicks: BigInt(range.endTicks) };
}

/** `isExact`: ask every selected clip, however many; else a large selection that looks as before counts as unchanged. */
export async function readRangeSummary(
  context: PremiereContext,
  open: OpenSequence,
  isExact: boolean,
): Promise<RangeSummary> {
  const facts = await readSequenceFacts(context, open.sequence);
  const { range, source } = await chooseRange(context, open.sequence, facts, isExact);
  const shown = (ticks: bigint) => formatTimecode(ticks + facts.zeroPointTicks, facts);
  return {
    sequenceGuid: facts.guid,
    sequenceName: facts.name,
    ticksPerFrame: facts.ticksPerFrame.toString(),
    range: toTickRange(range),
    rangeSource: source,
    timecodeAt: shown,
    timecodes: {
      start: shown(range.startTicks),
      end: shown(range.endTicks),
      duration: formatTimecode(range.endTicks - range.startTicks, facts),
    },
    clipCount: await countClips(context, open.sequence, range),
    placed: await readPlaced(context, open.sequence),
  };
}

async function chooseRange(
  context: PremiereContext,
  sequence: Sequence,
  facts: SequenceFacts,
  isExact: boolean,
): Promise<{ range: Range; source: RangeSource }> {
  const rounded = (startTicks: bigint, endTicks: bigint): Range => ({
    startTicks: roundToFrame(startTicks, facts.ticksPerFrame),
    endTicks: roundToFrame(endTicks, facts.ticksPerFrame),
  });
  if (facts.inTicks !== null && facts.outTicks !== null) {
    return { range: rounded(facts.inTicks, facts.outTicks), source: 'in-out' };
  }
  const clips = await selectedClips(context, sequence);
  const hull = await (isExact ? hullOf(clips) : hullFromMemory(facts.guid, clips));
  if (hull) return { range: rounded(hull.startTicks, hull.endTicks), source: 'selection' };
  return { range: rounded(0n, facts.endTicks), source: 'sequence' };
}

/** getSelection has failed on live machines; then each clip is asked (1.7). */
export async function selectedClips(context: PremiereContext, sequence: Sequence): Promise<ClipHandle[]> {
  try {
    const selection = await sequence.getSelection();
    const items = (await selection.getTrackItems()) as (ClipHandle | null)[];
    return items.filter((item) => item !== null);
  } catch {
    const tracks = [...(await videoTracks(sequence)), ...(await audioTracks(sequence))];
    const clips = tracks.flatMap((track) => clipsOf(context.ppro, track));
    const flags = await Promise.all(clips.map((clip) => clip.getIsSelected()));
    return clips.filter((_, index) => flags[index]);
  }
}

async function hullOf(clips: ClipHandle[]): Promise<Range | null> {
  const times = await Promise.all(clips.map((clip) => Promise.all([clip.getStartTime(), clip.getEndTime()])));
  const ranges = times.map(([start, end]) => ({ startTicks: ticksOf(start), endTicks: ticksOf(end) }));
  return ranges.reduce<Range | null>((hull, range) => (hull ? joined(hull, range) : range), null);
}

/** From so many clips on a selection is not asked clip by clip once a second. */
const LARGE_SELECTION = 100;
let lastHull: { look: string; hull: Range | null } | null = null;

/** What a selection looks like: whose it is, how many, where its first and last clips lie. */
async function hullFromMemory(guid: string, clips: ClipHandle[]): Promise<Range | null> {
  const [first] = clips;
  const last = clips.at(-1);
  if (clips.length < LARGE_SELECTION || !first || !last) return hullOf(clips);
  const times = await Promise.all([
    first.getStartTime(),
    first.getEndTime(),
    last.getStartTime(),
    last.getEndTime(),
  ]);
  const look = [guid, clips.length, ...times.map((time) => time.ticks)].join('|');
  if (lastHull?.look !== look) lastHull = { look, hull: await hullOf(clips) };
  return lastHull.hull;
}

function joined(a: Range, b: Range): Range {
  return {
    startTicks: a.startTicks < b.startTicks ? a.startTicks : b.startTicks,
    endTicks: a.endTicks > b.endTicks ? a.endTicks : b.endTicks,
  };
}

async function countClips(context: PremiereContext, sequence: Sequence, range: Range): Promise<number> {
  const counts = (await videoTracks(sequence)).map((track) => countOnTrack(context.ppro, track, range));
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

/** Clips of a track lie in order of time, so two binary searches do; thousands of clips cost a few dozen reads. */
async function countOnTrack(
  ppro: premierepro,
  track: Parameters<typeof clipsOf>[1],
  range: Range,
): Promise<number> {
  const clips = clipsOf(ppro, track);
  const firstInside = await lowerBound(
    clips,
    async (clip) => ticksOf(await clip.getEndTime()) > range.startTicks,
  );
  const firstAfter = await lowerBound(
    clips,
    async (clip) => ticksOf(await clip.getStartTime()) >= range.endTicks,
  );
  return Math.max(0, firstAfter - firstInside);
}

async function lowerBound<T>(entries: T[], isReached: (entry: T) => Promise<boolean>): Promise<number> {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const entry = entries[middle];
    if (entry !== undefined && (await isReached(entry))) high = middle;
    else low = middle + 1;
  }
  return low;
}
