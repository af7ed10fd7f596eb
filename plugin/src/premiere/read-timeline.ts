// The timeline as a snapshot: what touches the range of the open sequence, and of every sequence nested there, each once, whatever the nesting.
import type { Sequence } from '@adobe/premierepro';
import type { TimelineSequence, TimelineSnapshot } from '@framescore/contract';
import { attempt } from './attempt.js';
import { readMarkers } from './markers.js';
import { MediaFactsCache } from './media-facts.js';
import type { PremiereContext } from './modules.js';
import { readSequenceFacts, type OpenSequence } from './open-sequence.js';
import { nativeMessage, throwIfCancelled } from './problems.js';
import { contains, joined, type Range } from './ranges.js';
import { readTrack, type Reading, type ReadTrack } from './read-clips.js';
import { readXmlFacts } from './read-xml-facts.js';

/** A sequence that is wanted in more and more of its parts is read whole after so many times. */
const MOST_READINGS = 2;
/** The user may edit while a nested sequence is read. */
const NEST_ATTEMPTS = 2;

type Wanted = { sequence: Sequence; range: Range | null };
type Done = { sequence: TimelineSequence | null; range: Range | null; readings: number };

export async function readSnapshot(
  context: PremiereContext,
  open: OpenSequence,
  range: Range,
  signal: AbortSignal,
): Promise<{ snapshot: TimelineSnapshot; warnings: string[] }> {
  const reading: Reading = { context, media: new MediaFactsCache(context), warnings: [], signal };
  const done = new Map<string, Done>();
  const waiting: Wanted[] = [{ sequence: open.sequence, range }];
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    throwIfCancelled(signal);
    const guid = next.sequence.guid.toString();
    const before = done.get(guid);
    const part = partToRead(before, next.range);
    if (part === 'done') continue;
    const isRoot = guid === open.guid;
    const read = await (isRoot
      ? readSequence(reading, next.sequence, part, true)
      : readNested(reading, next.sequence, part));
    done.set(guid, { sequence: read.sequence, range: read.range, readings: (before?.readings ?? 0) + 1 });
    waiting.push(...read.nests);
  }
  const { inTicks, outTicks } = await readSequenceFacts(context, open.sequence);
  const sequences = [...done.values()].flatMap(({ sequence }) => (sequence ? [sequence] : []));
  const snapshot = {
    schemaVersion: 1 as const,
    projectName: open.project.name,
    rootGuid: open.guid,
    inTicks: inTicks?.toString() ?? null,
    outTicks: outTicks?.toString() ?? null,
    sequences,
  };
  return { snapshot, warnings: [...new Set(reading.warnings)] };
}

function partToRead(before: Done | undefined, wanted: Range | null): Range | null | 'done' {
  if (!before) return wanted;
  if (before.range === null || (wanted && contains(before.range, wanted))) return 'done';
  if (wanted === null || before.readings >= MOST_READINGS) return null;
  return joined(before.range, wanted);
}

type ReadSequence = { sequence: TimelineSequence | null; nests: Wanted[]; range: Range | null };

/** A nested sequence that cannot be read leaves the rest of the timeline as it is. */
async function readNested(reading: Reading, sequence: Sequence, range: Range | null): Promise<ReadSequence> {
  let fault: unknown = null;
  for (let time = 0; time < NEST_ATTEMPTS; time++) {
    const note = (error: unknown): void => void (fault = error);
    const read = await attempt(() => readSequence(reading, sequence, range, false), null, note);
    if (read) return read;
  }
  const name = await attempt(() => sequence.name, '');
  reading.warnings.push(
    `The nested sequence “${name}” could not be read. Premiere says: ${nativeMessage(fault)}`,
  );
  return { sequence: null, nests: [], range: null };
}

async function readSequence(
  reading: Reading,
  sequence: Sequence,
  range: Range | null,
  isRoot: boolean,
): Promise<ReadSequence> {
  const { context, signal } = reading;
  const { pace } = context;
  const [facts, size, trackCount] = await Promise.all([
    readSequenceFacts(context, sequence),
    attempt(() => pace.call(() => sequence.getFrameSize()), null),
    pace.call(() => sequence.getVideoTrackCount()),
  ]);
  // What the source times of a nest count from that does not begin at zero, nobody has measured: it is read whole.
  const part = isRoot || facts.zeroPointTicks === 0n ? range : null;
  const tracks: ReadTrack[] = [];
  for (let index = 0; index < trackCount; index++) {
    tracks.push(await readTrack(reading, sequence, index, part));
  }
  const read = tracks.map(({ track }) => track);
  const { videoTracks, transitions } = await readXmlFacts(
    context,
    sequence,
    read,
    facts.ticksPerFrame,
    signal,
  );
  return {
    sequence: {
      guid: facts.guid,
      name: facts.name,
      ticksPerFrame: facts.ticksPerFrame.toString(),
      isDropFrame: facts.isDropFrame,
      widthPx: Math.max(1, Math.round(size?.width ?? 1920)),
      heightPx: Math.max(1, Math.round(size?.height ?? 1080)),
      zeroPointTicks: facts.zeroPointTicks.toString(),
      endTicks: facts.endTicks.toString(),
      videoTracks,
      // Nothing is composed by what is heard, so no sound is asked for.
      audioTracks: [],
      markers: await readMarkers(context, sequence),
      transitions,
    },
    nests: tracks.flatMap(({ nests }) => nests),
    range: part,
  };
}
