// Writes a sequence as xmeml 4 in the manner of Premiere: frames, -1 beside transitions, nested sequences inside their clip items.
import type { ProjectState, SequenceState, TrackItemState, TrackState, TransitionState } from './model.js';
import { TICKS_PER_SECOND } from './ticks.js';

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function rateTag(ticksPerFrame: bigint): string {
  const perSecond = Number(TICKS_PER_SECOND) / Number(ticksPerFrame);
  const isNtsc = Math.abs(perSecond - Math.round(perSecond)) > 0.001;
  return `<rate><timebase>${Math.round(perSecond)}</timebase><ntsc>${isNtsc ? 'TRUE' : 'FALSE'}</ntsc></rate>`;
}

export function writeFinalCutXml(state: ProjectState, sequence: SequenceState): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE xmeml>',
    '<xmeml version="4">',
    sequenceTag(state, sequence, 0),
    '</xmeml>',
    '',
  ].join('\n');
}

function sequenceTag(state: ProjectState, sequence: SequenceState, depth: number): string {
  const tracks = (media: 'video' | 'audio') =>
    sequence[media].map((track) => trackTag(state, sequence, track, depth)).join('\n');
  const markers = sequence.markers.map(
    (marker) =>
      `<marker><comment>${escape(marker.comments)}</comment><name>${escape(marker.name)}</name>` +
      `<in>${marker.start / sequence.ticksPerFrame}</in><out>-1</out></marker>`,
  );
  return [
    `<sequence id="${sequence.guid}">`,
    `<uuid>${sequence.guid}</uuid>`,
    rateTag(sequence.ticksPerFrame),
    `<name>${escape(sequence.name)}</name>`,
    `<media><video>${tracks('video')}</video><audio>${tracks('audio')}</audio></media>`,
    `<timecode>${rateTag(sequence.ticksPerFrame)}<frame>${sequence.zeroPoint / sequence.ticksPerFrame}</frame></timecode>`,
    ...markers,
    '</sequence>',
  ].join('\n');
}

function trackTag(state: ProjectState, sequence: SequenceState, track: TrackState, depth: number): string {
  const items = track.items.map((item) => clipTag(state, sequence, track, item, depth));
  const transitions = track.transitions.map((one) => transitionTag(sequence, one));
  return `<track>${[...items, ...transitions].join('\n')}<enabled>TRUE</enabled><locked>FALSE</locked></track>`;
}

function transitionTag(sequence: SequenceState, transition: TransitionState): string {
  const frame = (ticks: bigint) => (ticks / sequence.ticksPerFrame).toString();
  return [
    '<transitionitem>',
    `<start>${frame(transition.start)}</start><end>${frame(transition.end)}</end>`,
    '<alignment>center</alignment>',
    rateTag(sequence.ticksPerFrame),
    `<effect><name>${escape(transition.name)}</name><effectid>Cross Dissolve</effectid>` +
      '<effecttype>transition</effecttype><mediatype>video</mediatype></effect>',
    '</transitionitem>',
  ].join('');
}

function clipTag(
  state: ProjectState,
  sequence: SequenceState,
  track: TrackState,
  item: TrackItemState,
  depth: number,
): string {
  const frame = (ticks: bigint) => (ticks / sequence.ticksPerFrame).toString();
  const hasBefore = track.transitions.some((one) => one.start < item.start && one.end > item.start);
  const hasAfter = track.transitions.some((one) => one.start < item.end && one.end > item.end);
  const behind = item.itemId === null ? undefined : state.items[item.itemId];
  const nested = behind?.sequenceGuid ? state.sequences[behind.sequenceGuid] : undefined;
  const inner = nested && depth < 4 ? sequenceTag(state, nested, depth + 1) : '';
  const file = behind?.media
    ? `<file id="${behind.id}"><pathurl>file://localhost/${escape(behind.media.path)}</pathurl></file>`
    : '';
  return [
    `<clipitem id="${item.id}">`,
    `<name>${escape(item.name)}</name><enabled>${item.isDisabled ? 'FALSE' : 'TRUE'}</enabled>`,
    rateTag(sequence.ticksPerFrame),
    `<start>${hasBefore ? '-1' : frame(item.start)}</start><end>${hasAfter ? '-1' : frame(item.end)}</end>`,
    `<in>${frame(item.in)}</in><out>${frame(item.out)}</out>`,
    `<pproTicksIn>${item.in}</pproTicksIn><pproTicksOut>${item.out}</pproTicksOut>`,
    file,
    inner,
    '</clipitem>',
  ].join('');
}
