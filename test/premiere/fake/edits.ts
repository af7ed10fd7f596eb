// F17-F19: what overwriting, inserting, moving and removing do to the items of tracks. Pure functions over snapshots.
import { sortItems, type SequenceState, type TrackItemState, type TrackState } from './model.js';
import { scaleTicks } from './ticks.js';

export type Piece = Omit<TrackItemState, 'id'>;
type NewId = () => string;

function trimStart(item: TrackItemState, start: bigint): TrackItemState {
  const cut = scaleTicks(start - item.start, item.speed);
  return item.isReversed ? { ...item, start, out: item.out - cut } : { ...item, start, in: item.in + cut };
}

function trimEnd(item: TrackItemState, end: bigint): TrackItemState {
  const cut = scaleTicks(item.end - end, item.speed);
  return item.isReversed ? { ...item, end, in: item.in + cut } : { ...item, end, out: item.out - cut };
}

/** Empties [start, end) of a track: items are trimmed, split or removed. */
export function clearSpan(track: TrackState, start: bigint, end: bigint, newId: NewId): TrackState {
  const items = track.items.flatMap((item) => {
    if (item.end <= start || item.start >= end) return [item];
    const left = item.start < start ? [trimEnd(item, start)] : [];
    const right =
      item.end > end ? [{ ...trimStart(item, end), ...(left.length > 0 ? { id: newId() } : {}) }] : [];
    return [...left, ...right];
  });
  const transitions = track.transitions.filter((one) => one.end <= start || one.start >= end);
  return { ...track, items: sortItems(items), transitions };
}

export function putItem(track: TrackState, item: TrackItemState, newId: NewId): TrackState {
  const cleared = clearSpan(track, item.start, item.end, newId);
  return { ...cleared, items: sortItems([...cleared.items, item]) };
}

/** Shifts everything at or after `time` of one track; an item across it is split. */
export function ripple(track: TrackState, time: bigint, length: bigint, newId: NewId): TrackState {
  const items = track.items.flatMap((item) => {
    if (item.end <= time) return [item];
    if (item.start >= time) return [{ ...item, start: item.start + length, end: item.end + length }];
    const right = trimStart(item, time);
    return [
      trimEnd(item, time),
      { ...right, id: newId(), start: right.start + length, end: right.end + length },
    ];
  });
  return { ...track, items: sortItems(items) };
}

export function rippleSequence(
  sequence: SequenceState,
  time: bigint,
  length: bigint,
  isTarget: (media: 'video' | 'audio', index: number) => boolean,
  newId: NewId,
): SequenceState {
  const shift = (media: 'video' | 'audio') =>
    sequence[media].map((track, index) =>
      isTarget(media, index) ? ripple(track, time, length, newId) : track,
    );
  return { ...sequence, video: shift('video'), audio: shift('audio') };
}

export function emptyTrack(id: number, name: string): TrackState {
  return { id, name, isMuted: false, isLocked: false, items: [], transitions: [] };
}
