// Markers of a sequence: which are ours, where they stand, how they are made and removed. Ours carry a tag in their comment.
import type { Marker, Markers, Sequence } from '@adobe/premierepro';
import type { TimelineMarker } from '@framescore/contract';
import type { BeatMark } from './beat-marks.js';
import type { PremiereContext } from './modules.js';
import type { Range } from './read-range.js';
import { tickTime, ticksOf } from './ticks.js';
import type { ActionFactory } from './transact.js';

/** Starts the comment of every marker of ours; the rest says whose it is. */
const TAG = 'framescore:';
export const SCORE_TAG = `${TAG}score:`;
export const BEATS_TAG = `${TAG}beats:`;

/** Declared ordinals are not the indices at run time; 1 was measured as red. */
const RED_INDEX = 1;

export type PlacedMarker = { handle: Marker; ticks: bigint; comment: string };

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

export async function readMarkers(context: PremiereContext, sequence: Sequence): Promise<TimelineMarker[]> {
  const markers = (await openMarkers(context, sequence)).getMarkers();
  return markers
    .map((marker) => ({
      startTicks: fromMarkerTicks(ticksOf(marker.getStart())).toString(),
      durationTicks: ticksOf(marker.getDuration()).toString(),
      name: marker.getName(),
      comment: marker.getComments(),
      isOurs: marker.getComments().startsWith(TAG),
    }))
    .sort((a, b) => Number(BigInt(a.startTicks) - BigInt(b.startTicks)));
}

/** Our markers of one kind, in a range or everywhere. */
export function ownMarkers(markers: Markers, tag: string, within: Range | null): PlacedMarker[] {
  return markers
    .getMarkers()
    .map((handle) => ({
      handle,
      ticks: fromMarkerTicks(ticksOf(handle.getStart())),
      comment: handle.getComments(),
    }))
    .filter(({ comment }) => comment.startsWith(tag))
    .filter(({ ticks }) => !within || (ticks >= within.startTicks && ticks < within.endTicks));
}

export function addMarkerActions(
  context: PremiereContext,
  markers: Markers,
  tag: string,
  marks: BeatMark[],
): ActionFactory[] {
  const { ppro } = context;
  return marks.map(
    (mark): ActionFactory =>
      () =>
        markers.createAddMarkerAction(
          mark.isDownbeat ? 'Downbeat' : 'Beat',
          ppro.Marker.MARKER_TYPE_COMMENT,
          tickTime(ppro, toMarkerTicks(mark.ticks)),
          ppro.TickTime.TIME_ZERO,
          `${tag}${mark.number}${mark.isDownbeat ? 'd' : ''}`,
        ),
  );
}

export function removeMarkerActions(markers: Markers, doomed: PlacedMarker[]): ActionFactory[] {
  return doomed.map(
    ({ handle }): ActionFactory =>
      () =>
        markers.createRemoveMarkerAction(handle),
  );
}

/** Red on downbeats. A colour cannot be given at creation, so this is a second transaction (1.11). */
export function colourActions(context: PremiereContext, placed: PlacedMarker[]): ActionFactory[] {
  const index = downbeatColour(context);
  return placed
    .filter(({ comment, handle }) => comment.endsWith('d') && handle.getColorIndex() !== index)
    .map(
      ({ handle }): ActionFactory =>
        () =>
          handle.createSetColorByIndexAction(index),
    );
}

export function downbeatColour(context: PremiereContext): number {
  const red = context.ppro.Constants.MarkerColor.RED as number | undefined;
  return red ?? RED_INDEX;
}
