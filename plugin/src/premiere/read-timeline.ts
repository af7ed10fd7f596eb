// The whole timeline as a snapshot: the open sequence and every one nested in it, each read once, whatever the nesting.
import type { Sequence } from '@adobe/premierepro';
import type { TimelineSequence, TimelineSnapshot } from '@framescore/contract';
import { MediaFactsCache } from './media-facts.js';
import { readMarkers } from './markers.js';
import type { PremiereContext } from './modules.js';
import { readSequenceFacts, type OpenSequence } from './open-sequence.js';
import { throwIfCancelled } from './problems.js';
import { readTrack } from './read-clips.js';
import { readTransitions } from './read-transitions.js';
import { audioTracks, videoTracks } from './track-items.js';

export async function readSnapshot(
  context: PremiereContext,
  open: OpenSequence,
  signal: AbortSignal,
): Promise<TimelineSnapshot> {
  const media = new MediaFactsCache(context);
  const sequences = new Map<string, TimelineSequence>();
  const waiting: Sequence[] = [open.sequence];
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    throwIfCancelled(signal);
    const guid = next.guid.toString();
    if (sequences.has(guid)) continue;
    const read = await readSequence(context, next, media, signal);
    sequences.set(guid, read.sequence);
    waiting.push(...read.nested);
  }
  const { inTicks, outTicks } = await readSequenceFacts(context, open.sequence);
  return {
    schemaVersion: 1,
    projectName: open.project.name,
    rootGuid: open.guid,
    inTicks: inTicks?.toString() ?? null,
    outTicks: outTicks?.toString() ?? null,
    sequences: [...sequences.values()],
  };
}

async function readSequence(
  context: PremiereContext,
  sequence: Sequence,
  media: MediaFactsCache,
  signal: AbortSignal,
): Promise<{ sequence: TimelineSequence; nested: Sequence[] }> {
  const [facts, size, video, audio] = await Promise.all([
    readSequenceFacts(context, sequence),
    sequence.getFrameSize(),
    videoTracks(sequence),
    audioTracks(sequence),
  ]);
  const pictures = await inTurn(video, (track) => readTrack(context, track, true, media, signal));
  const sounds = await inTurn(audio, (track) => readTrack(context, track, false, media, signal));
  const videoResult = pictures.map(({ track }) => track);
  return {
    sequence: {
      guid: facts.guid,
      name: facts.name,
      ticksPerFrame: facts.ticksPerFrame.toString(),
      isDropFrame: facts.isDropFrame,
      widthPx: Math.round(size.width),
      heightPx: Math.round(size.height),
      zeroPointTicks: facts.zeroPointTicks.toString(),
      endTicks: facts.endTicks.toString(),
      videoTracks: videoResult,
      audioTracks: sounds.map(({ track }) => track),
      markers: await readMarkers(context, sequence),
      transitions: videoResult.some(({ transitionCount }) => transitionCount > 0)
        ? await readTransitions(context, sequence, facts.ticksPerFrame, signal)
        : [],
    },
    nested: [...pictures, ...sounds].flatMap(({ nested }) => nested),
  };
}

async function inTurn<T, R>(entries: T[], run: (entry: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const entry of entries) results.push(await run(entry));
  return results;
}
