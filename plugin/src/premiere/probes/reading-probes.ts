// Questions about reading and about handles: P2, P4-P8, P12-P15. What the program cannot see itself, it asks a person to look at.
import type { ProjectItem, Sequence } from '@adobe/premierepro';
import { TICKS_PER_SECOND } from '@framescore/contract';
import { mediaTimes } from '../media-facts.js';
import { openMarkers } from '../markers.js';
import { nativeMessage } from '../problems.js';
import { tickTime, ticksOf } from '../ticks.js';
import { audioTracks, clipsOf, videoTracks, type ClipHandle } from '../track-items.js';
import { commit } from '../transact.js';
import type { Probe, ProbeScene } from './probe.js';

const LARGE_TEXT_LENGTH = 64 * 1024;
/** Clips of the user's own sequence that are looked at. */
const MOST_CLIPS = 200;

async function unsetPoints(scene: ProbeScene): Promise<unknown> {
  const { ppro } = scene.context;
  const read = async (): Promise<string[]> => {
    const sequence = await scene.scratch();
    return [(await sequence.getInPoint()).ticks, (await sequence.getOutPoint()).ticks];
  };
  const unset = await read();
  await commit(scene.context, 'FrameScore question: in and out', scene.signal, async () => {
    const sequence = await scene.scratch();
    return {
      project: await scene.project(),
      factories: [
        () => sequence.createSetInPointAction(tickTime(ppro, TICKS_PER_SECOND)),
        () => sequence.createSetOutPointAction(tickTime(ppro, 2n * TICKS_PER_SECOND)),
      ],
    };
  });
  const asked = [TICKS_PER_SECOND.toString(), (2n * TICKS_PER_SECOND).toString()];
  return { invalid: ppro.TickTime.TIME_INVALID.ticks, unset, asked, readBack: await read() };
}

async function clipsOfOpened(scene: ProbeScene): Promise<ClipHandle[]> {
  const sequence = await scene.opened();
  const tracks = sequence ? await videoTracks(sequence) : [];
  return tracks.flatMap((track) => clipsOf(scene.context.ppro, track)).slice(0, MOST_CLIPS);
}

async function spans(clip: ClipHandle): Promise<Record<string, string | number>> {
  const [start, end, inPoint, outPoint] = await Promise.all([
    clip.getStartTime(),
    clip.getEndTime(),
    clip.getInPoint(),
    clip.getOutPoint(),
  ]);
  return {
    start: start.ticks,
    end: end.ticks,
    in: inPoint.ticks,
    out: outPoint.ticks,
    speed: await clip.getSpeed(),
  };
}

/** Asked of the item itself, so that the answer is Premiere's and not that of the reading. */
async function mediaStarts(scene: ProbeScene): Promise<unknown> {
  const found: unknown[] = [];
  let guise: unknown = null;
  for (const clip of await clipsOfOpened(scene)) {
    const item = (await clip.getProjectItem()) as ProjectItem | null;
    const media = item && scene.context.ppro.ClipProjectItem.cast(item);
    if (!media || (await media.isSequence())) continue;
    guise ??= guiseOf(await media.getMedia());
    const { startTicks } = await mediaTimes(scene.context, media);
    if (startTicks !== null && startTicks > 0n) {
      found.push({ mediaStart: startTicks.toString(), ...(await spans(clip)) });
    }
  }
  return { guise, clipsWithStartTimecode: found.slice(0, 5) };
}

/** Value, promise or method: the typings and the reference pages disagree. */
function guiseOf(media: unknown): unknown {
  if (typeof media !== 'object' || media === null) return { media: String(media) };
  const { start, getStart } = media as { start?: unknown; getStart?: unknown };
  const isThenable = typeof start === 'object' && start !== null && 'then' in start;
  return { start: isThenable ? 'promise' : typeof start, getStart: typeof getStart };
}

async function speedRamps(scene: ProbeScene): Promise<unknown> {
  const found: unknown[] = [];
  for (const clip of await clipsOfOpened(scene)) {
    const span = await spans(clip);
    const source = Number(BigInt(span.out ?? 0) - BigInt(span.in ?? 0));
    const shown = Number(BigInt(span.end ?? 0) - BigInt(span.start ?? 0)) * Math.abs(Number(span.speed));
    if (Math.abs(source - shown) > Number(TICKS_PER_SECOND) / 20) found.push(span);
  }
  return { clipsWhoseLengthsDisagree: found.slice(0, 5) };
}

async function clonedProperties(scene: ProbeScene): Promise<unknown> {
  const { ppro } = scene.context;
  const { PERSISTENT } = ppro.Constants.PropertyType;
  const text = 'x'.repeat(LARGE_TEXT_LENGTH);
  await commit(scene.context, 'FrameScore question: large property', scene.signal, async () => {
    const properties = await ppro.Properties.getProperties(await scene.scratch());
    return {
      project: await scene.project(),
      factories: [() => properties.createSetValueAction('framescore.probe.large', text, PERSISTENT)],
    };
  });
  const kept = (await ppro.Properties.getProperties(await scene.scratch())).getValue(
    'framescore.probe.large',
  ).length;
  const before = await sequenceGuids(scene);
  await commit(scene.context, 'FrameScore question: clone', scene.signal, async () => {
    const sequence = await scene.scratch();
    return { project: await scene.project(), factories: [() => sequence.createCloneAction()] };
  });
  const project = await scene.project();
  const clone = (await project.getSequences()).find((one) => !before.has(one.guid.toString()));
  const isCopied = clone
    ? (await ppro.Properties.getProperties(clone)).hasValue('framescore.probe.large')
    : null;
  if (clone) await project.deleteSequence(clone);
  return { askedLength: LARGE_TEXT_LENGTH, keptLength: kept, isCopiedWithClone: isCopied };
}

async function sequenceGuids(scene: ProbeScene): Promise<Set<string>> {
  const sequences = await (await scene.project()).getSequences();
  return new Set(sequences.map((sequence) => sequence.guid.toString()));
}

/** Takes one handle of each kind, commits something else, and uses them all again. */
async function survivors(scene: ProbeScene): Promise<unknown> {
  const uses = await handleUses(scene);
  await commit(scene.context, 'FrameScore question: handles', scene.signal, async () => {
    const fresh = await openMarkers(scene.context, await scene.scratch());
    return { project: await scene.project(), factories: [() => fresh.createAddMarkerAction('P12')] };
  });
  const results: Record<string, string> = {};
  for (const [name, use] of Object.entries(uses)) {
    results[name] = await Promise.resolve()
      .then(use)
      .then(
        () => 'alive',
        (error: unknown) => nativeMessage(error),
      );
  }
  return results;
}

async function handleUses(scene: ProbeScene): Promise<Record<string, () => unknown>> {
  const project = await scene.project();
  const sequence: Sequence = await scene.scratch();
  const tone = await scene.tone();
  const markers = await openMarkers(scene.context, sequence);
  const properties = await scene.context.ppro.Properties.getProperties(sequence);
  const tracks = await audioTracks(sequence);
  const [clip] = tracks.flatMap((track) => clipsOf(scene.context.ppro, track));
  const [marker] = markers.getMarkers();
  return {
    project: () => project.getRootItem(),
    sequence: () => sequence.getEndTime(),
    projectItem: () => tone.getColorLabelIndex(),
    track: () => tracks[0]?.isMuted(),
    trackItem: () => clip?.getName(),
    markers: () => markers.getMarkers(),
    marker: () => marker?.getName(),
    properties: () => properties.hasValue('framescore.probe'),
  };
}

function videoElement(): Promise<unknown> {
  if (typeof document === 'undefined') return Promise.resolve({ hasDocument: false });
  const video = document.createElement('video') as Partial<HTMLVideoElement>;
  const answer = typeof video.canPlayType === 'function' ? video.canPlayType('audio/wav') : null;
  return Promise.resolve({
    hasDocument: true,
    canPlayType: answer,
    hasPlay: typeof video.play === 'function',
  });
}

async function runtimeTicks(scene: ProbeScene): Promise<string> {
  return ticksOf(await (await scene.scratch()).getEndTime()).toString();
}

export const READING_PROBES: Probe[] = [
  { id: 'P2', question: 'What do in and out read as while unset, and after setting them?', ask: unsetPoints },
  { id: 'P4', question: 'Is the start timecode of media part of the in point?', ask: mediaStarts },
  { id: 'P5', question: 'What is the speed of a clip with time remapping?', ask: speedRamps },
  {
    id: 'P6',
    question: 'How large may a property be, and is it copied with the sequence?',
    ask: clonedProperties,
  },
  {
    id: 'P7',
    question: 'Which range does an export without "full" cover?',
    byHand: 'Needs an export preset: export with in and out set and compare the length.',
  },
  {
    id: 'P8',
    question: 'Which Origin does the socket send, and does localhost mean IPv6?',
    byHand: 'Read it in the log of the score host after connecting.',
    ask: async (scene) => ({
      hasWebSocket: typeof WebSocket === 'function',
      endTicks: await runtimeTicks(scene),
    }),
  },
  { id: 'P12', question: 'Which handles survive a commit?', ask: survivors },
  {
    id: 'P13',
    question: 'Do sliders tell React of each change?',
    byHand: 'Move the intensity slider and watch its number.',
  },
  { id: 'P14', question: 'Can a video element play sound?', ask: videoElement },
  {
    id: 'P15',
    question: 'Can an import be undone?',
    byHand: 'Press undo until the questions are gone: is the tone still in the bin?',
  },
];
