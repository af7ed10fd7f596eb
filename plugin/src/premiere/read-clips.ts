// One video track of the timeline with the clips that touch a range, as the contract describes them. A clip that fails is a dark one with a warning.
import type { ProjectItem, Sequence, TickTime, VideoClipTrackItem, VideoTrack } from '@adobe/premierepro';
import type { ClipKind, TimelineClip, TimelineTrack } from '@framescore/contract';
import { attempt } from './attempt.js';
import type { MediaFacts, MediaFactsCache } from './media-facts.js';
import type { PremiereContext } from './modules.js';
import { asError, isStale, nativeMessage, throwIfCancelled } from './problems.js';
import type { Range } from './ranges.js';
import { ticksIfAny } from './ticks.js';
import { clipsOf, touching, transitionCount, type ClipHandle } from './track-items.js';

const STILL = /\.(png|jpe?g|tiff?|bmp|psd|webp|heic|heif|tga|exr|dpx|ai|svg)$/i;
/** Clips that wait for their turn together; more would only fill memory. */
const PORTION_SIZE = 24;

/** One reading of a timeline: what it has found out so far, and what it has to say. */
export type Reading = {
  context: PremiereContext;
  media: MediaFactsCache;
  warnings: string[];
  signal: AbortSignal;
};

/** A nested sequence, and the part of it that a clip plays. */
export type Nest = { sequence: Sequence; range: Range };
export type ReadTrack = { track: TimelineTrack; nests: Nest[] };

type ReadClip = { clip: TimelineClip; nested: Sequence | null };

/** `range` null: the whole track. */
export async function readTrack(
  reading: Reading,
  sequence: Sequence,
  trackIndex: number,
  range: Range | null,
): Promise<ReadTrack> {
  const { context, signal } = reading;
  const track = await context.pace.call(() => sequence.getVideoTrack(trackIndex));
  const handles = clipsOf(context.ppro, track);
  const { first, after } = range
    ? await touching(context, handles, range)
    : { first: 0, after: handles.length };
  const clips: ReadClip[] = [];
  for (let start = first; start < after; start += PORTION_SIZE) {
    throwIfCancelled(signal);
    const indexes = Array.from(
      { length: Math.min(PORTION_SIZE, after - start) },
      (_, index) => start + index,
    );
    const found = await Promise.all(
      indexes.map((index) => readClip(reading, { sequence, trackIndex, handles, index })),
    );
    clips.push(...found.filter((clip) => clip !== null));
  }
  return {
    track: {
      name: (await attempt(() => track.name, null)) ?? `Video ${trackIndex + 1}`,
      isMuted: await attempt(() => context.pace.call(() => track.isMuted()), false),
      transitionCount: await attempt(() => transitionCount(context.ppro, track), 0),
      clips: clips.map(({ clip }) => clip).sort(byStart),
    },
    nests: clips.flatMap(({ clip, nested }) => (nested ? [nestOf(clip, nested)] : [])),
  };
}

function nestOf({ inTicks, outTicks }: TimelineClip, sequence: Sequence): Nest {
  return { sequence, range: { startTicks: BigInt(inTicks), endTicks: BigInt(outTicks) } };
}

function byStart(a: TimelineClip, b: TimelineClip): number {
  const difference = BigInt(a.startTicks) - BigInt(b.startTicks);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

type Slot = { sequence: Sequence; trackIndex: number; handles: readonly ClipHandle[]; index: number };

/** Null for a clip that cannot even be said to lie anywhere. */
async function readClip(reading: Reading, slot: Slot): Promise<ReadClip | null> {
  const { context, media } = reading;
  const handle = slot.handles[slot.index] as VideoClipTrackItem;
  const faults: unknown[] = [];
  const read = <T, F>(call: () => Promise<T>, fallback: F) =>
    attempt(
      () => context.pace.call(call),
      fallback,
      (error) => void faults.push(error),
    );
  const readTicks = (call: () => Promise<TickTime | null>) =>
    read(async () => ticksIfAny(await call()), null);
  const [start, end, inPoint, outPoint, reversed, isDisabled, name, item] = await Promise.all([
    readTicks(() => handle.getStartTime()),
    readTicks(() => handle.getEndTime()),
    readTicks(() => handle.getInPoint()),
    readTicks(() => handle.getOutPoint()),
    read(() => handle.isSpeedReversed(), 0),
    read(() => handle.isDisabled(), false),
    read(() => handle.getName(), ''),
    read(() => handle.getProjectItem() as Promise<ProjectItem | null>, null),
  ]);
  const facts = item ? await media.of(item) : null;
  faults.push(...(facts?.faults ?? []));
  // Only what has no picture file of its own can be an adjustment layer.
  const mayAdjust = facts === null || (facts.path === null && facts.nested === null);
  const isAdjustment = mayAdjust && (await read(() => handle.isAdjustmentLayer(), false));
  const times = { start, end, in: inPoint, out: outPoint };
  const speed = await speedOf(times, () => read(() => handle.getSpeed(), 1));
  if (faults.length > 0) await assertClipIsBad(context, slot, faults);
  const span = start !== null && end !== null ? { start, end } : await guessSpan(context, slot);
  const source = inPoint !== null && outPoint !== null ? { in: inPoint, out: outPoint } : null;
  const isDark = faults.length > 0 && (facts?.faults.length !== 0 || !source);
  if (faults.length > 0) reading.warnings.push(warningOf(name, slot, faults[0], isDark));
  if (span.start >= span.end) return null;
  const clip: TimelineClip = {
    name,
    kind: isDark ? 'synthetic' : clipKind(facts, isAdjustment),
    startTicks: span.start.toString(),
    endTicks: span.end.toString(),
    inTicks: (source?.in ?? 0n).toString(),
    outTicks: (source?.out ?? span.end - span.start).toString(),
    speed: Math.abs(speed),
    isReversed: Number(reversed) !== 0 || speed < 0,
    isDisabled,
    isSelected: false,
    ...mediaFields(isDark ? null : facts),
    frames: [],
  };
  return { clip, nested: isDark ? null : (facts?.nested ?? null) };
}

type Times = Record<'start' | 'end' | 'in' | 'out', bigint | null>;

/** A clip that lasts as long as what it plays runs at its own speed: most do, and need not be asked. */
async function speedOf(times: Times, ask: () => Promise<number>): Promise<number> {
  const { start, end, in: inPoint, out } = times;
  if (start === null || end === null || inPoint === null || out === null) return 1;
  return end - start === out - inPoint ? 1 : await ask();
}

/** Throws the first fault again when not the clip but its handle was bad: the project has changed, and all is to be read anew. */
async function assertClipIsBad(context: PremiereContext, slot: Slot, faults: unknown[]): Promise<void> {
  const stale = faults.find(isStale);
  if (stale === undefined) return;
  const answers = (handle: ClipHandle | undefined): Promise<boolean> =>
    attempt(async () => Boolean(await handle?.getStartTime()), false);
  if (await answers(slot.handles[slot.index])) return;
  const track: VideoTrack = await slot.sequence.getVideoTrack(slot.trackIndex);
  const fresh = clipsOf(context.ppro, track)[slot.index];
  if (fresh === undefined || (await answers(fresh))) throw asError(stale);
}

/** From the end of the clip before to the start of the one after. */
async function guessSpan(context: PremiereContext, slot: Slot): Promise<{ start: bigint; end: bigint }> {
  const { sequence, handles, index } = slot;
  const before = handles[index - 1];
  const next = handles[index + 1];
  const ticks = (read: () => Promise<TickTime>) =>
    attempt(() => context.pace.call(async () => ticksIfAny(await read())), 0n);
  const end = await ticks(() => next?.getStartTime() ?? sequence.getEndTime());
  const start = before ? await ticks(() => before.getEndTime()) : 0n;
  return { start, end };
}

function warningOf(name: string, { trackIndex, index }: Slot, fault: unknown, isDark: boolean): string {
  const which = name === '' ? `Clip ${index + 1}` : `“${name}”`;
  const effect = isDark ? 'It counts as a clip without a picture.' : 'The rest of it was read.';
  return `${which} on V${trackIndex + 1} could not be read whole. ${effect} Premiere says: ${nativeMessage(fault)}`;
}

type MediaFields =
  | 'isOffline'
  | 'isMulticam'
  | 'mediaPath'
  | 'proxyPath'
  | 'sourceFramesPerSecond'
  | 'mediaStartTicks'
  | 'sequenceGuid';

function mediaFields(facts: MediaFacts | null): Pick<TimelineClip, MediaFields> {
  return {
    isOffline: facts?.isOffline ?? false,
    isMulticam: facts?.isMulticam ?? false,
    mediaPath: facts?.path ?? null,
    proxyPath: facts?.proxyPath ?? null,
    sourceFramesPerSecond: facts?.framesPerSecond ?? null,
    mediaStartTicks: facts?.startTicks?.toString() ?? null,
    sequenceGuid: facts?.nested?.guid.toString() ?? null,
  };
}

/** Titles have no project item; synthetics (mattes, bars) have one without a file. */
function clipKind(facts: MediaFacts | null, isAdjustment: boolean): ClipKind {
  if (isAdjustment) return 'adjustment';
  if (!facts) return 'graphic';
  if (facts.nested) return 'sequence';
  if (facts.path === null) return 'synthetic';
  return STILL.test(facts.path) ? 'still' : 'media';
}
