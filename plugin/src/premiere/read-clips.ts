// One track of the timeline with its clips, as the contract describes them. Reads; decides nothing about pictures.
import type { AudioTrack, ProjectItem, VideoTrack } from '@adobe/premierepro';
import type { ClipKind, TimelineClip, TimelineTrack } from '@framescore/contract';
import type { MediaFacts, MediaFactsCache } from './media-facts.js';
import type { PremiereContext } from './modules.js';
import { throwIfCancelled } from './problems.js';
import { ticksOf } from './ticks.js';
import { clipsOf, mapInPortions, transitionCount, type ClipHandle } from './track-items.js';

const STILL = /\.(png|jpe?g|tiff?|bmp|psd|webp|heic|heif|tga|exr|dpx|ai|svg)$/i;

export type ReadTrack = { track: TimelineTrack; nested: NonNullable<MediaFacts['nested']>[] };

export async function readTrack(
  context: PremiereContext,
  track: VideoTrack | AudioTrack,
  isVideo: boolean,
  media: MediaFactsCache,
  signal: AbortSignal,
): Promise<ReadTrack> {
  const handles = clipsOf(context.ppro, track);
  const clips = await mapInPortions(
    handles,
    (handle) => readClip(handle, isVideo, media),
    () => throwIfCancelled(signal),
  );
  return {
    track: {
      name: track.name,
      isMuted: await track.isMuted(),
      transitionCount: transitionCount(context.ppro, track),
      clips: clips.map(({ clip }) => clip).sort(byStart),
    },
    nested: clips.flatMap(({ nested }) => (nested ? [nested] : [])),
  };
}

function byStart(a: TimelineClip, b: TimelineClip): number {
  const difference = BigInt(a.startTicks) - BigInt(b.startTicks);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

async function readClip(
  handle: ClipHandle,
  isVideo: boolean,
  media: MediaFactsCache,
): Promise<{ clip: TimelineClip; nested: MediaFacts['nested'] }> {
  const [times, flags, name, speed, item] = await Promise.all([
    Promise.all([handle.getStartTime(), handle.getEndTime(), handle.getInPoint(), handle.getOutPoint()]),
    Promise.all([handle.isSpeedReversed(), handle.isDisabled(), handle.getIsSelected()]),
    handle.getName(),
    handle.getSpeed(),
    handle.getProjectItem() as Promise<ProjectItem | null>,
  ]);
  const isAdjustment = isVideo && (await handle.isAdjustmentLayer());
  const facts = item ? await media.of(item) : null;
  const [startTicks = '0', endTicks = '0', inTicks = '0', outTicks = '0'] = times.map((time) =>
    ticksOf(time).toString(),
  );
  const [reversed, isDisabled, isSelected] = flags;
  const clip = {
    name,
    kind: clipKind(facts, isAdjustment),
    startTicks,
    endTicks,
    inTicks,
    outTicks,
    speed: Math.abs(speed),
    isReversed: Number(reversed) !== 0 || speed < 0,
    isDisabled,
    isSelected,
    ...mediaFields(facts),
    frames: [],
  };
  return { clip, nested: facts?.nested ?? null };
}

function mediaFields(
  facts: MediaFacts | null,
): Pick<
  TimelineClip,
  | 'isOffline'
  | 'isMulticam'
  | 'mediaPath'
  | 'proxyPath'
  | 'sourceFramesPerSecond'
  | 'mediaStartTicks'
  | 'sequenceGuid'
> {
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
