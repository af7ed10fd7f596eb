// Questions about placing sound and markers: P1, P3, P9, P10, P11, P16. Each leaves its traces on the scratch sequence only.
import type { AudioClipTrackItem, Sequence } from '@adobe/premierepro';
import { TICKS_PER_SECOND } from '@framescore/contract';
import { readXmlMarkers } from '../fcp-xml.js';
import { overwriteAction } from '../land-clip.js';
import { openMarkers, toMarkerTicks } from '../markers.js';
import { exportXml } from '../read-xml-facts.js';
import { tickTime, ticksOf } from '../ticks.js';
import { audioTracks, clipsOf } from '../track-items.js';
import { commit, type ActionFactory } from '../transact.js';
import type { Probe, ProbeScene } from './probe.js';

const HOUR_TICKS = 3600n * TICKS_PER_SECOND;

async function change(
  scene: ProbeScene,
  label: string,
  prepare: (sequence: Sequence) => Promise<ActionFactory[]>,
): Promise<void> {
  await commit(scene.context, `FrameScore question: ${label}`, scene.signal, async () => ({
    project: await scene.project(),
    factories: await prepare(await scene.scratch()),
  }));
}

/** The marker is named, so that the interchange file tells on which frame Premiere itself puts it. */
async function markerBase(scene: ProbeScene): Promise<unknown> {
  const { ppro } = scene.context;
  const asked = TICKS_PER_SECOND;
  await change(scene, 'zero point', async (sequence) => {
    const markers = await openMarkers(scene.context, sequence);
    const comment = ppro.Marker.MARKER_TYPE_COMMENT;
    return [
      () => sequence.createSetZeroPointAction(tickTime(ppro, HOUR_TICKS)),
      () => markers.createAddMarkerAction('P1', comment, tickTime(ppro, toMarkerTicks(asked))),
    ];
  });
  const sequence = await scene.scratch();
  const ticksPerFrame = BigInt(await sequence.getTimebase());
  const markers = (await openMarkers(scene.context, sequence)).getMarkers();
  const readBack = markers.find((marker) => marker.getName() === 'P1')?.getStart().ticks ?? null;
  const xml = await exportXml(scene.context, sequence, scene.signal);
  const xmlFrame = readXmlMarkers(xml ?? '').find(({ name }) => name === 'P1')?.frame ?? null;
  return {
    zeroPointTicks: (await sequence.getZeroPoint()).ticks,
    askedTicks: asked.toString(),
    readBackTicks: readBack,
    xmlFrame,
    frameIfCountedFromStart: Number(asked / ticksPerFrame),
  };
}

async function newTrack(scene: ProbeScene): Promise<unknown> {
  const before = await scene.scratch();
  const [audioBefore, videoBefore] = [await before.getAudioTrackCount(), await before.getVideoTrackCount()];
  await placeTone(scene, audioBefore);
  const after = await scene.scratch();
  const clip = await toneClip(scene, audioBefore);
  return {
    audioTracks: [audioBefore, await after.getAudioTrackCount()],
    videoTracks: [videoBefore, await after.getVideoTrackCount()],
    isClipThere: clip !== null,
  };
}

async function placeTone(scene: ProbeScene, trackIndex: number, more: ActionFactory[] = []): Promise<void> {
  await change(scene, 'place', async (sequence) => {
    const item = await scene.tone();
    return [overwriteAction(scene.context, sequence, item, 0n, trackIndex), ...more];
  });
}

async function toneClip(scene: ProbeScene, trackIndex: number): Promise<AudioClipTrackItem | null> {
  const track = (await audioTracks(await scene.scratch()))[trackIndex];
  const [clip] = track ? clipsOf(scene.context.ppro, track) : [];
  return (clip as AudioClipTrackItem | undefined) ?? null;
}

async function oneCompound(scene: ProbeScene): Promise<unknown> {
  const { ppro } = scene.context;
  await change(scene, 'one step', async (sequence) => {
    const markers = await openMarkers(scene.context, sequence);
    const properties = await ppro.Properties.getProperties(sequence);
    const { PERSISTENT } = ppro.Constants.PropertyType;
    return [
      overwriteAction(scene.context, sequence, await scene.tone(), 0n, 0),
      () => markers.createAddMarkerAction('P9', ppro.Marker.MARKER_TYPE_COMMENT, tickTime(ppro, 0n)),
      () => properties.createSetValueAction('framescore.probe', 'P9', PERSISTENT),
    ];
  });
  const sequence = await scene.scratch();
  const markers = (await openMarkers(scene.context, sequence)).getMarkers();
  return {
    isClipThere: (await toneClip(scene, 0)) !== null,
    isMarkerThere: markers.some((marker) => marker.getName() === 'P9'),
    isPropertyThere: (await ppro.Properties.getProperties(sequence)).hasValue('framescore.probe'),
  };
}

async function placedLength(scene: ProbeScene): Promise<unknown> {
  await placeTone(scene, 0);
  const clip = await toneClip(scene, 0);
  if (!clip) return { isClipThere: false };
  const ticksPerFrame = BigInt(await (await scene.scratch()).getTimebase());
  const placed = ticksOf(await clip.getEndTime()) - ticksOf(await clip.getStartTime());
  return {
    fileTicks: scene.toneTicks.toString(),
    placedTicks: placed.toString(),
    placedFrames: Number(placed) / Number(ticksPerFrame),
  };
}

async function colourTable(scene: ProbeScene): Promise<unknown> {
  const { ppro } = scene.context;
  const indices = [0, 1, 2, 3, 4, 5, 6, 7];
  await change(scene, 'markers', async (sequence) => {
    const markers = await openMarkers(scene.context, sequence);
    const comment = ppro.Marker.MARKER_TYPE_COMMENT;
    return indices.map(
      (index): ActionFactory =>
        () =>
          markers.createAddMarkerAction(
            `P11-${index}`,
            comment,
            tickTime(ppro, BigInt(index) * TICKS_PER_SECOND),
          ),
    );
  });
  const named = async () =>
    (await openMarkers(scene.context, await scene.scratch()))
      .getMarkers()
      .filter((marker) => marker.getName().startsWith('P11-'));
  await change(scene, 'colours', async () =>
    (await named()).map(
      (marker, index): ActionFactory =>
        () =>
          marker.createSetColorByIndexAction(index),
    ),
  );
  const { MarkerColor } = ppro.Constants;
  const names = ['GREEN', 'RED', 'MAGNETA', 'ORANGE', 'YELLOW', 'BLUE', 'CYAN'] as const;
  return {
    constants: Object.fromEntries(names.map((name) => [name, MarkerColor[name] as number])),
    readBack: (await named()).map((marker) => marker.getColorIndex()),
  };
}

async function volumeOfTrack(scene: ProbeScene): Promise<unknown> {
  await placeTone(scene, 0);
  const clip = await toneClip(scene, 0);
  const settings = await (await scene.scratch()).getSettings();
  const chain = await clip?.getComponentChain();
  return {
    audioChannelType: await settings.getAudioChannelType(),
    matchName: chain ? await chain.getComponentAtIndex(0).getMatchName() : null,
  };
}

export const PLACING_PROBES: Probe[] = [
  {
    id: 'P1',
    question: 'Do markers count from the start of the sequence or from its zero point?',
    byHand: 'On the scratch sequence the marker P1 should stand one second after the start.',
    ask: markerBase,
  },
  {
    id: 'P3',
    question: 'Does overwriting at the number of audio tracks make one new audio track?',
    ask: newTrack,
  },
  {
    id: 'P9',
    question: 'Do clip, marker and property in one transaction land, and does one undo take all three back?',
    byHand:
      'Press undo once after the questions and look whether the clip, the marker and the property are gone together.',
    ask: oneCompound,
  },
  {
    id: 'P10',
    question: 'How long does a sound become that is no whole number of frames?',
    ask: placedLength,
  },
  { id: 'P11', question: 'Which colour has which index?', ask: colourTable },
  {
    id: 'P16',
    question: 'What kind of track and which volume component does a sound get?',
    byHand: 'Ask again in a project whose sequences are mono and 5.1.',
    ask: volumeOfTrack,
  },
];
