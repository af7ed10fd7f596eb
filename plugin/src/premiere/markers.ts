// Markers of a sequence: which are ours, where they stand, how they are made and removed. Ours carry a tag in their comment; a kept key does as well.
import type { Marker, Markers, Sequence } from '@adobe/premierepro';
import type { TimelineMarker } from '@framescore/contract';
import { attempt } from './attempt.js';
import type { BeatMark } from './beat-marks.js';
import { keyOf, readMarkerKeys, type MarkerKeys, type MarkerKind } from './marker-keys.js';
import type { PremiereContext } from './modules.js';
import { isStale } from './problems.js';
import { mapAtRest } from './pace.js';
import { holds, type Range } from './ranges.js';
import { openProperties } from './stored-scores.js';
import { tickTime, ticksOf } from './ticks.js';
import type { ActionFactory } from './transact.js';

/** Starts the comment of every marker of ours; the rest says whose it is. */
const TAG = 'framescore:';
const tagOf = (kind: MarkerKind): string => `${TAG}${kind}:`;
const BEAT_NAME = 'Beat';
const DOWNBEAT_NAME = 'Downbeat';

/** Declared ordinals are not the indices at run time; 1 was measured as red. */
const RED_INDEX = 1;

export type PlacedMarker = {
  handle: Marker;
  ticks: bigint;
  key: string;
  name: string;
  kind: MarkerKind | null;
};

/**
 * Between a time on the timeline, which begins at 0, and the time that markers count in.
 * With a zero point sources disagree (P1): this is the one place that knows, and it says they are the same.
 */
export function toMarkerTicks(sequenceTicks: bigint): bigint {
  return sequenceTicks;
}

export function fromMarkerTicks(markerTicks: bigint): bigint {
  return markerTicks;
}

export async function openMarkers(context: PremiereContext, sequence: Sequence): Promise<Markers> {
  return context.ppro.Markers.getMarkers(sequence);
}

/** For the host; a marker that cannot be read is no cue. */
export async function readMarkers(context: PremiereContext, sequence: Sequence): Promise<TimelineMarker[]> {
  const markers = await attempt(() => openMarkers(context, sequence), null);
  if (!markers) return [];
  const properties = await openProperties(context, sequence);
  const keys = readMarkerKeys(properties, sequence.guid.toString());
  const describe = (marker: Marker): TimelineMarker => {
    const comment = marker.getComments();
    return {
      startTicks: fromMarkerTicks(ticksOf(marker.getStart())).toString(),
      durationTicks: ticksOf(marker.getDuration()).toString(),
      name: marker.getName(),
      comment,
      isOurs: kindOf(marker, comment, keys) !== null,
    };
  };
  const read = await mapAtRest(context.pace, markers.getMarkers(), (marker) =>
    unlessBad(() => describe(marker)),
  );
  return read
    .filter((marker) => marker !== null)
    .sort((a, b) => Number(BigInt(a.startTicks) - BigInt(b.startTicks)));
}

/** Handles that a change made useless are a matter for the whole reading, not of one marker. */
function unlessBad<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (isStale(error)) throw error;
    return null;
  }
}

function kindOf(marker: Marker, comment: string, keys: MarkerKeys): MarkerKind | null {
  for (const kind of ['score', 'beats'] as const) {
    if (comment.startsWith(tagOf(kind))) return kind;
    if (keys[kind].size > 0 && keys[kind].has(keyOf(marker))) return kind;
  }
  return null;
}

/** Every marker of the sequence, with whose it is. */
export async function placedMarkers(
  context: PremiereContext,
  markers: Markers,
  keys: MarkerKeys,
): Promise<PlacedMarker[]> {
  const read = (handle: Marker): PlacedMarker => ({
    handle,
    ticks: fromMarkerTicks(ticksOf(handle.getStart())),
    key: keyOf(handle),
    name: handle.getName(),
    kind: kindOf(handle, handle.getComments(), keys),
  });
  const placed = await mapAtRest(context.pace, markers.getMarkers(), (marker) =>
    unlessBad(() => read(marker)),
  );
  return placed.filter((marker) => marker !== null);
}

/** Ours of one kind, in some spans or everywhere. */
export function ownMarkers(
  placed: readonly PlacedMarker[],
  kind: MarkerKind,
  within: readonly Range[] | null,
): PlacedMarker[] {
  return placed
    .filter((marker) => marker.kind === kind)
    .filter(({ ticks }) => within === null || within.some((range) => holds(range, ticks)));
}

/** Markers that stand where ours were just put, were not there before, and do not say that they are ours. */
export function unsignedMarkers(
  placed: readonly PlacedMarker[],
  marks: readonly BeatMark[],
  before: ReadonlySet<string>,
): PlacedMarker[] {
  const places = new Set(marks.map(({ ticks }) => ticks));
  const names = [BEAT_NAME, DOWNBEAT_NAME];
  return placed.filter(
    ({ ticks, key, name, kind }) =>
      kind === null && places.has(ticks) && names.includes(name) && !before.has(key),
  );
}

export function addMarkerActions(
  context: PremiereContext,
  markers: Markers,
  kind: MarkerKind,
  marks: readonly BeatMark[],
): ActionFactory[] {
  const { ppro } = context;
  return marks.map(
    (mark): ActionFactory =>
      () =>
        markers.createAddMarkerAction(
          mark.isDownbeat ? DOWNBEAT_NAME : BEAT_NAME,
          ppro.Marker.MARKER_TYPE_COMMENT,
          tickTime(ppro, toMarkerTicks(mark.ticks)),
          ppro.TickTime.TIME_ZERO,
          `${tagOf(kind)}${mark.number}${mark.isDownbeat ? 'd' : ''}`,
        ),
  );
}

export function removeMarkerActions(markers: Markers, doomed: readonly PlacedMarker[]): ActionFactory[] {
  return doomed.map(
    ({ handle }): ActionFactory =>
      () =>
        markers.createRemoveMarkerAction(handle),
  );
}

/** Red on downbeats. A colour cannot be given at creation, so this is a second transaction (1.11). */
export function colourActions(context: PremiereContext, placed: readonly PlacedMarker[]): ActionFactory[] {
  const red = (context.ppro.Constants.MarkerColor.RED as number | undefined) ?? RED_INDEX;
  return placed
    .filter(({ name, handle }) => name === DOWNBEAT_NAME && handle.getColorIndex() !== red)
    .map(
      ({ handle }): ActionFactory =>
        () =>
          handle.createSetColorByIndexAction(red),
    );
}
