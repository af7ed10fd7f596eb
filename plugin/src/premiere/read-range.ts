// The range to score and what the panel shows of it. Reads no clip beyond what the count needs.
import type { Sequence } from '@adobe/premierepro';
import type { RangeSource, RangeSummary } from '../ports.js';
import { attempt } from './attempt.js';
import type { PremiereContext } from './modules.js';
import { readSequenceFacts, type OpenSequence, type SequenceFacts } from './open-sequence.js';
import { asError, isStale } from './problems.js';
import { joined, toTickRange, type Range } from './ranges.js';
import { replacedOn } from './replaced-scores.js';
import { scoreUnder } from './score-ranges.js';
import { readStanding } from './standing-scores.js';
import { formatTimecode, roundToFrame } from './timecode.js';
import { ticksOf } from './ticks.js';
import { audioTracks, clipsOf, touching, videoTracks, type ClipHandle } from './track-items.js';

/** `isExact`: ask every selected clip, however many; else a large selection that looks as before counts as unchanged. */
export async function readRangeSummary(
  context: PremiereContext,
  open: OpenSequence,
  isExact: boolean,
): Promise<RangeSummary> {
  const facts = await readSequenceFacts(context, open.sequence);
  const { range, source } = await chooseRange(context, open.sequence, facts, isExact);
  const shown = (ticks: bigint) => formatTimecode(ticks + facts.zeroPointTicks, facts);
  const standing = await readStanding(context, open.sequence);
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
    scores: standing.map(({ placed }) => placed),
    placed: scoreUnder(standing, range)?.placed ?? null,
    replaced: await replacedOn(context, open.sequence, standing, { range, shown }),
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
  const hull = await (isExact ? hullOf(context, clips) : hullFromMemory(context, facts.guid, clips));
  if (hull) return { range: rounded(hull.startTicks, hull.endTicks), source: 'selection' };
  return { range: rounded(0n, facts.endTicks), source: 'sequence' };
}

/** getSelection has failed on live machines; then each clip is asked (1.7). */
export async function selectedClips(context: PremiereContext, sequence: Sequence): Promise<ClipHandle[]> {
  const { pace, ppro } = context;
  const items = await attempt(async () => {
    const selection = await sequence.getSelection();
    return await selection.getTrackItems();
  }, null);
  if (items) return items.filter((item) => item !== null);
  const tracks = [...(await videoTracks(sequence)), ...(await audioTracks(sequence))];
  const clips = tracks.flatMap((track) => clipsOf(ppro, track));
  const flags = await Promise.all(
    clips.map((clip) => attempt(() => pace.call(() => clip.getIsSelected()), false)),
  );
  return clips.filter((_, index) => flags[index]);
}

async function hullOf(context: PremiereContext, clips: ClipHandle[]): Promise<Range | null> {
  const faults: unknown[] = [];
  const spanOf = (clip: ClipHandle) =>
    attempt(
      () => readSpan(context, clip),
      null,
      (error) => void faults.push(error),
    );
  const spans = await Promise.all(clips.map(spanOf));
  // One clip may be bad; when none answers any more, the handles are what is bad.
  const stale = faults.find(isStale);
  const [witness] = clips.filter((_, index) => spans[index] !== null);
  if (stale !== undefined && !(witness && (await attempt(() => readSpan(context, witness), null))))
    throw asError(stale);
  return spans
    .filter((span) => span !== null)
    .reduce<Range | null>((hull, span) => (hull ? joined(hull, span) : span), null);
}

async function readSpan({ pace }: PremiereContext, clip: ClipHandle): Promise<Range> {
  const [start, end] = await Promise.all([
    pace.call(() => clip.getStartTime()),
    pace.call(() => clip.getEndTime()),
  ]);
  return { startTicks: ticksOf(start), endTicks: ticksOf(end) };
}

/** From so many clips on a selection is not asked clip by clip at each look. */
const LARGE_SELECTION = 100;
let lastHull: { look: string; hull: Range | null } | null = null;

/** What a selection looks like: whose it is, how many, where its first and last clips lie. */
async function hullFromMemory(
  context: PremiereContext,
  guid: string,
  clips: ClipHandle[],
): Promise<Range | null> {
  const [first] = clips;
  const last = clips.at(-1);
  if (clips.length < LARGE_SELECTION || !first || !last) return hullOf(context, clips);
  const ends = await Promise.all([hullOf(context, [first]), hullOf(context, [last])]);
  const times = ends.flatMap((end) => [end?.startTicks, end?.endTicks]);
  const look = [guid, clips.length, ...times].join('|');
  if (lastHull?.look !== look) lastHull = { look, hull: await hullOf(context, clips) };
  return lastHull.hull;
}

async function countClips(context: PremiereContext, sequence: Sequence, range: Range): Promise<number> {
  let count = 0;
  for (const track of await videoTracks(sequence)) {
    const { first, after } = await touching(context, clipsOf(context.ppro, track), range);
    count += after - first;
  }
  return count;
}
