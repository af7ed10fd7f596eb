// What the fake Premiere knows: immutable snapshots of a project. Plain data, no behaviour, no handles.

export type MediaKind = 'video' | 'audio' | 'still' | 'synthetic' | 'adjustment';

export type MediaState = {
  kind: MediaKind;
  path: string;
  hasVideo: boolean;
  audioStreamCount: number;
  durationTicks: bigint;
  mediaStartTicks: bigint;
  framesPerSecond: number;
  frameRateOverride: number | null;
  isOffline: boolean;
  isMulticam: boolean;
  proxyPath: string | null;
};

export type ItemState = {
  id: string;
  kind: 'clip' | 'bin';
  name: string;
  parentId: string | null;
  media: MediaState | null;
  sequenceGuid: string | null;
  inMark: bigint | null;
  outMark: bigint | null;
  colorLabel: number;
};

export type KeyframeState = { timeTicks: bigint; value: number; interpolation: number };

export type LevelState = { isTimeVarying: boolean; value: number; keyframes: readonly KeyframeState[] };

export type TrackItemState = {
  id: string;
  name: string;
  mediaType: 'video' | 'audio';
  /** Project item behind it; null for graphics. */
  itemId: string | null;
  start: bigint;
  end: bigint;
  in: bigint;
  out: bigint;
  speed: number;
  isReversed: boolean;
  isDisabled: boolean;
  isAdjustment: boolean;
  linkGroup: string | null;
  level: LevelState;
};

export type TransitionState = { id: string; start: bigint; end: bigint; name: string };

export type TrackState = {
  id: number;
  name: string;
  isMuted: boolean;
  /** No getter tells (F39). */
  isLocked: boolean;
  items: readonly TrackItemState[];
  transitions: readonly TransitionState[];
};

export type MarkerState = {
  guid: string;
  name: string;
  type: string;
  start: bigint;
  duration: bigint;
  comments: string;
  colorIndex: number;
};

export type PropertyState = { value: string | number | boolean; isPersistent: boolean };

export type SequenceState = {
  guid: string;
  name: string;
  itemId: string;
  ticksPerFrame: bigint;
  isDropFrame: boolean;
  widthPx: number;
  heightPx: number;
  zeroPoint: bigint;
  inPoint: bigint | null;
  outPoint: bigint | null;
  playhead: bigint;
  video: readonly TrackState[];
  audio: readonly TrackState[];
  markers: readonly MarkerState[];
  properties: Readonly<Record<string, PropertyState>>;
};

export type ProjectState = {
  items: Readonly<Record<string, ItemState>>;
  sequences: Readonly<Record<string, SequenceState>>;
  clipMarkers: Readonly<Record<string, readonly MarkerState[]>>;
  properties: Readonly<Record<string, PropertyState>>;
};

export type TrackLocation = { sequenceGuid: string; media: 'video' | 'audio'; trackIndex: number };
export type ItemLocation = TrackLocation & { item: TrackItemState };

const indexes = new WeakMap<SequenceState, Map<string, ItemLocation>>();

/** Where a track item is; the index of each snapshot of a sequence is built once. */
export function findTrackItem(sequence: SequenceState, itemId: string): ItemLocation | undefined {
  let index = indexes.get(sequence);
  if (!index) {
    index = new Map();
    for (const media of ['video', 'audio'] as const) {
      for (const [trackIndex, track] of sequence[media].entries()) {
        for (const item of track.items) {
          index.set(item.id, { sequenceGuid: sequence.guid, media, trackIndex, item });
        }
      }
    }
    indexes.set(sequence, index);
  }
  return index.get(itemId);
}

export function sequenceEnd(sequence: SequenceState): bigint {
  const ends = [...sequence.video, ...sequence.audio].flatMap((track) => track.items.map((item) => item.end));
  return ends.reduce((latest, end) => (end > latest ? end : latest), 0n);
}

export function withSequence(
  state: ProjectState,
  guid: string,
  change: (sequence: SequenceState) => SequenceState,
): ProjectState {
  const sequence = state.sequences[guid];
  if (!sequence) return state;
  return { ...state, sequences: { ...state.sequences, [guid]: change(sequence) } };
}

export function withTrack(
  sequence: SequenceState,
  media: 'video' | 'audio',
  trackIndex: number,
  change: (track: TrackState) => TrackState,
): SequenceState {
  return {
    ...sequence,
    [media]: sequence[media].map((track, index) => (index === trackIndex ? change(track) : track)),
  };
}

export function withTrackItem(
  state: ProjectState,
  sequenceGuid: string,
  itemId: string,
  change: (item: TrackItemState) => TrackItemState,
): ProjectState {
  return withSequence(state, sequenceGuid, (sequence) => {
    const location = findTrackItem(sequence, itemId);
    if (!location) return sequence;
    return withTrack(sequence, location.media, location.trackIndex, (track) => ({
      ...track,
      items: sortItems(track.items.map((item) => (item.id === itemId ? change(item) : item))),
    }));
  });
}

export function sortItems(items: readonly TrackItemState[]): TrackItemState[] {
  return [...items].sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
}
